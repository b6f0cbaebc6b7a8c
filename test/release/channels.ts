import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import { refresh, type Channel } from '../../src/channel/refresh.ts';
import type { Digest } from '../../src/digest.ts';
import { encodePublicKey } from '../../src/trust/public-key.ts';
import { makeSecretKey } from '../../src/trust/secret-key.ts';
import { satchel, work, type Outcome } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { pack, type PackOptions } from '../drop/sticks.ts';

const root = join(import.meta.dirname, '../..');

export const NOW = '1800000000';

export const keys = ['a', 'b', 'c', 'online', 'other'] as const;

/** Key files `a.key`, `a.pub` … in `work`, where commands run. */
export function makeKeys(): void {
  for (const name of keys) {
    const { text, signer } = makeSecretKey(undefined);
    writeFileSync(join(work, `${name}.key`), text);
    writeFileSync(join(work, `${name}.pub`), encodePublicKey(signer));
  }
}

/** The id of a key, as `satchel key show` tells it. */
export async function keyIdOf(name: string): Promise<string> {
  const { stdout } = await satchel(['key', 'show', `${name}.pub`]);
  return /^key ([0-9A-F]{16}) /m.exec(stdout)?.[1] ?? '';
}

const PRELOADS: Readonly<Record<string, string>> = {
  KILL_: 'kill-at.mjs',
  FAIL_: 'kill-at.mjs',
  LOSE_: 'lose-writes.mjs',
};

/** Runs `satchel release …`; with `KILL_AT`, `LOSE_IN` or the like in `env`, as these files of test/ say. */
export function release(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const [preload] = Object.keys(env).flatMap((name) => PRELOADS[name.slice(0, 5)] ?? []);
  const options = preload === undefined ? {} : { NODE_OPTIONS: `--import ${join(root, 'test', preload)}` };
  return satchel(['release', ...args], { env: { SOURCE_DATE_EPOCH: NOW, ...options, ...env } });
}

export const ROOT_KEYS = [
  ...['--root', 'a.pub', '--root', 'b.pub', '--root', 'c.pub'],
  ...['--key', 'online.pub'],
];
export const ALL_SIGN = ['--sign', 'a.key', '--sign', 'b.key', '--sign', 'online.key'];

/** A new channel with nothing in it; `place`: its name, else a folder. */
export async function newChannel(
  place = newName(work, 'channel'),
  env: Readonly<Record<string, string>> = {},
): Promise<{ channel: string; fingerprint: Digest }> {
  const { code, stdout, stderr } = await release(
    ['init', place, ...ROOT_KEYS, ...ALL_SIGN, '--format', 'json'],
    env,
  );
  if (code !== 0) throw new Error(stdout + stderr);
  const { fingerprint } = JSON.parse(stdout) as { fingerprint: Digest };
  return { channel: place, fingerprint };
}

/** What everybody sees of the channel in a folder. */
export function seen(folder: string, fingerprint: Digest): Promise<Channel> {
  return refresh(folderOrigin(folder, folder), undefined, fingerprint);
}

/** `plants 1.0.0`: packs that everybody is led to. */
export async function packsSeen(folder: string, fingerprint: Digest): Promise<string[]> {
  const { files } = await seen(folder, fingerprint);
  return files.flatMap((file) => (file.kind === 'bundle' ? [`${file.id} ${file.version}`] : []));
}

/** A bundle in a folder of its own, under the name that builds give it. */
export async function bundleFile(options: PackOptions = {}): Promise<string> {
  const { id = 'plants', version = '1.0.0' } = options;
  const folder = newName(work, 'bundles');
  mkdirSync(folder);
  const made = await pack(folder, options);
  const file = join(folder, `${id}_${version}.zip`);
  writeFileSync(file, readFileSync(made));
  return file;
}

/** Paths and contents of all files below `folder`. */
export function contentsBelow(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
  );
}
