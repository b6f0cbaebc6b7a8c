import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Digest } from '../../src/digest.ts';
import { temporaryName } from '../../src/temporary.ts';
import { encodePublicKey, parsePublicKey } from '../../src/trust/public-key.ts';
import { readPublicKey } from '../../src/trust/read-key.ts';
import { makeSecretKey, openSecretKey } from '../../src/trust/secret-key.ts';
import { satchel, work, type Outcome } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { pointsTried } from '../faults.ts';
import { bundleFile, makeKeys, newChannel, NOW, packsSeen, release, ROOT_KEYS } from '../release/channels.ts';

// `npm run test:faults` kills changes of keys at every call, here at some of them; `key new` and `sign` are short, and are always killed at each.
const TIMEOUT = { timeout: 900_000 };

let bundle: string;
let channel: string;
let fingerprint: Digest;

beforeAll(async () => {
  makeKeys();
  bundle = await bundleFile();
  ({ channel, fingerprint } = await newChannel());
  expect(await release(['publish', channel, bundle, '--sign', 'online.key'])).toMatchObject({ code: 0 });
});

/** Runs the command; its environment says where it is killed, or what fails (test/kill-at.mjs). */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = work,
): Promise<Outcome> {
  const NODE_OPTIONS = `--import=${join(import.meta.dirname, '../kill-at.mjs')}`;
  return satchel(args, { cwd, env: { SOURCE_DATE_EPOCH: NOW, NODE_OPTIONS, ...env } });
}

/** How many calls that write a run makes. */
async function countCalls(args: readonly string[], cwd = work, env = {}): Promise<number> {
  const count = newName(work, 'count');
  expect(await run(args, { ...env, KILL_COUNT: count }, cwd)).toMatchObject({ code: 0 });
  return Number(readFileSync(count, 'utf8'));
}

function newFolder(): string {
  const dir = newName(work, 'keys');
  mkdirSync(dir);
  return dir;
}

/** What lies in a folder, without what is hidden. */
function namesIn(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => !name.startsWith('.'))
    .sort();
}

/** A secret key there is whole, and a public one is its own. Gives what is there. */
function expectKey(dir: string, passphrase?: string): string {
  const names = namesIn(dir);
  if (names.length > 0) {
    const { keyId, publicKey } = openSecretKey(readFileSync(join(dir, 'school.key'), 'utf8'), passphrase);
    if (names.length > 1) expect(readPublicKey(join(dir, 'school.pub'))).toEqual({ keyId, publicKey });
  }
  return names.join();
}

const PAIR = 'school.key,school.pub';

test(
  'key new, killed at any call, leaves no key, one without its public half, or both; running again makes it whole',
  TIMEOUT,
  async () => {
    const args = ['key', 'new', 'school', '--no-passphrase'];
    const calls = await countCalls(args, newFolder());
    const outcomes = new Set<string>();
    for (let at = 1; at <= calls; at++) {
      const dir = newFolder();
      const killed = await run(args, { KILL_AT: String(at), KILL_TORN: at % 2 === 0 ? '1' : '' }, dir);
      expect([at, killed.signal]).toEqual([at, 'SIGKILL']);
      const left = expectKey(dir);
      outcomes.add(left);
      const before = left === '' ? '' : readFileSync(join(dir, 'school.key'), 'utf8');
      const { code, stdout, stderr } = await run(args, {}, dir);
      const told = left === PAIR ? 'key-there' : left === '' ? 'key-unencrypted' : 'key-finished';
      expect([at, code]).toEqual([at, left === PAIR ? 2 : 0]);
      expect(stderr).toContain(told);
      // And no copy of the secret stays.
      expect([at, readdirSync(dir).sort().join()]).toEqual([at, PAIR]);
      expectKey(dir);
      if (left !== '') expect(readFileSync(join(dir, 'school.key'), 'utf8')).toBe(before);
      if (code === 0) expect(stdout).toContain(`key ${readPublicKey(join(dir, 'school.pub')).keyId}  RW`);
    }
    expect([...outcomes].sort()).toEqual(['', 'school.key', PAIR]);
  },
);

test('the passphrase of a key whose making was stopped is the one that was given then', TIMEOUT, async () => {
  const args = ['key', 'new', 'school'];
  const first = { SATCHEL_PASSPHRASE: 'correct horse' };
  const calls = await countCalls(args, newFolder(), first);
  let isFound = false;
  for (let at = calls; !isFound && at > 0; at--) {
    const dir = newFolder();
    await run(args, { ...first, KILL_AT: String(at) }, dir);
    if (namesIn(dir).join() !== 'school.key') continue;
    isFound = true;
    const { code, stderr } = await run(args, { SATCHEL_PASSPHRASE: 'battery staple' }, dir);
    expect(stderr).toContain('note  key-finished  “school.key” was made by a run that was stopped');
    expect(stderr).toContain('its passphrase is the one that was given to that run');
    expect(code).toBe(0);
    expect(expectKey(dir, 'correct horse')).toBe(PAIR);
  }
  expect(isFound).toBe(true);
});

/** A key whose making was stopped between its two names; gives the name of the public file that the run left, and what is in it. */
async function halfKey(dir: string): Promise<{ left: string; open: string }> {
  expect(await run(['key', 'new', 'school', '--no-passphrase'], {}, dir)).toMatchObject({ code: 0 });
  const left = leftBy(deadPid(), join(dir, 'school.pub'));
  renameSync(join(dir, 'school.pub'), left);
  return { left, open: readFileSync(left, 'utf8') };
}

/** The name beside `file` that a run of this machine with the process id `pid` takes. */
function leftBy(pid: number, file: string): string {
  return temporaryName(file).replace(`-${process.pid}-`, `-${pid}-`);
}

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

const NEW_KEY = ['key', 'new', 'school', '--no-passphrase'];

test('a public key that is not that of the half key does not become its other half, whatever id it claims', async () => {
  const dir = newFolder();
  const { left, open } = await halfKey(dir);
  const { keyId } = parsePublicKey(open);
  const { publicKey } = makeSecretKey(undefined).signer;
  writeFileSync(left, encodePublicKey({ keyId, publicKey }));
  const refused = await run(NEW_KEY, {}, dir);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('key-there');
  expect(namesIn(dir)).toEqual(['school.key']);
  // Nor where the comment of the secret key, which nothing protects, was changed along with it.
  const other = makeSecretKey(undefined).signer;
  writeFileSync(left, encodePublicKey(other));
  const secret = join(dir, 'school.key');
  writeFileSync(secret, readFileSync(secret, 'utf8').replace(keyId, other.keyId));
  expect(await run(NEW_KEY, {}, dir)).toMatchObject({ code: 2 });
  expect(namesIn(dir)).toEqual(['school.key']);
});

test('what else lies beside a half key does not keep it from being made whole', async () => {
  for (const content of ['', 'no key\n', encodePublicKey(makeSecretKey(undefined).signer)]) {
    const dir = newFolder();
    // Before and after the good one, in whatever order the folder has them.
    const others = [1, 2].map(() => leftBy(deadPid(), join(dir, 'school.pub')));
    const { open } = await halfKey(dir);
    others.push(...[1, 2].map(() => leftBy(deadPid(), join(dir, 'school.pub'))));
    for (const other of others) writeFileSync(other, content);
    const { code, stderr } = await run(NEW_KEY, {}, dir);
    expect([code, stderr]).toEqual([0, expect.stringContaining('key-finished')]);
    expect(readFileSync(join(dir, 'school.pub'), 'utf8')).toBe(open);
    expect(readdirSync(dir).sort().join()).toBe(PAIR);
  }
});

test('a key that lacks its other half is refused, and nothing beside it is removed', async () => {
  const dir = newFolder();
  const { left, open } = await halfKey(dir);
  writeFileSync(left, '');
  expect(await run(NEW_KEY, {}, dir)).toMatchObject({ code: 2 });
  expect(readdirSync(dir)).toContain(basename(left));
  writeFileSync(left, open);
  expect(await run(NEW_KEY, {}, dir)).toMatchObject({ code: 0 });
  expect(expectKey(dir)).toBe(PAIR);
});

// EPERM is what file systems without links answer, too: there a key is made all the same.
test.each(['ENOSPC', 'EPERM'])(
  'key new, where a call ends with %s, leaves no key or a pair',
  TIMEOUT,
  async (code) => {
    const args = ['key', 'new', 'school', '--no-passphrase'];
    const calls = await countCalls(args, newFolder());
    for (let at = 1; at <= calls; at++) {
      const dir = newFolder();
      const outcome = await run(args, { FAIL_AT: String(at), FAIL_CODE: code }, dir);
      const left = expectKey(dir);
      expect([at, left, outcome.code]).toEqual([at, outcome.code === 0 ? PAIR : '', left === PAIR ? 0 : 4]);
    }
  },
);

test(
  'sign, killed at any call, leaves no signature or a good one, and signs when it runs again',
  TIMEOUT,
  async () => {
    const prepared = (): string => {
      const dir = newFolder();
      copyFileSync(bundle, join(dir, 'plants.zip'));
      return dir;
    };
    const args = ['sign', 'plants.zip', '--key', join(work, 'online.key')];
    const verify = ['verify', 'plants.zip', '--key', join(work, 'online.pub')];
    const calls = await countCalls(args, prepared());
    const outcomes = new Set<number | null>();
    for (let at = 1; at <= calls; at++) {
      const dir = prepared();
      const killed = await run(args, { KILL_AT: String(at), KILL_TORN: at % 2 === 0 ? '1' : '' }, dir);
      expect([at, killed.signal]).toEqual([at, 'SIGKILL']);
      const { code, stdout } = await satchel(verify, { cwd: dir });
      if (code !== 0) expect(stdout).toContain('signature-missing');
      outcomes.add(code);
      expect(await run(args, {}, dir)).toMatchObject({ code: 0 });
      expect(await satchel(verify, { cwd: dir })).toMatchObject({ code: 0 });
      if (code !== 0) expect(readdirSync(dir)).toHaveLength(2);
    }
    expect([...outcomes].sort()).toEqual([0, 3]);
  },
);

/** A copy of the channel. */
function copy(): string {
  const folder = newName(work, 'copy');
  cpSync(channel, folder, { recursive: true });
  return folder;
}

function rootsIn(folder: string): string[] {
  return readdirSync(join(folder, 'metadata')).filter((name) => /^\d+\.root\.json$/.test(name));
}

/** Whether readers take what is published. */
async function isRead(folder: string): Promise<boolean> {
  return (await packsSeen(folder, fingerprint).catch(() => [])).length > 0;
}

/** The key `other` signs in a channel, and `online` no longer. */
async function expectTurned(folder: string): Promise<void> {
  expect(rootsIn(folder)).toEqual(['1.root.json', '2.root.json']);
  expect(await packsSeen(folder, fingerprint)).toEqual(['plants 1.0.0']);
  expect(await release(['renew', folder, '--sign', 'other.key'])).toMatchObject({ code: 0 });
  expect(await release(['renew', folder, '--sign', 'online.key'])).toMatchObject({ code: 2 });
}

test(
  'key rotate, killed at any call, refuses nobody, and changes the keys when it runs again',
  TIMEOUT,
  async () => {
    const signers = ['a', 'b', 'online', 'other'].flatMap((name) => ['--sign', `${name}.key`]);
    const rotate = (folder: string): string[] => {
      return ['key', 'rotate', folder, '--new', 'other.pub', '--remove', 'online.pub', ...signers];
    };
    const calls = await countCalls(rotate(copy()));
    const outcomes = new Set<number>();
    for (const at of pointsTried(calls, 7)) {
      const folder = copy();
      const { signal } = await run(rotate(folder), { KILL_AT: String(at), KILL_TORN: '1' });
      expect([at, signal]).toEqual([at, 'SIGKILL']);
      expect([at, await packsSeen(folder, fingerprint)]).toEqual([at, ['plants 1.0.0']]);
      outcomes.add(rootsIn(folder).length);
      expect([at, (await run(rotate(folder))).stderr]).toEqual([at, expect.not.stringContaining('error')]);
      await expectTurned(folder);
    }
    expect([...outcomes].sort()).toEqual([1, 2]);
  },
);

test(
  'release sign, killed at any call, changes the keys when it runs again, and tells what it does not sign',
  TIMEOUT,
  async () => {
    const draft = newName(work, 'json');
    const begin = [
      'key',
      'rotate',
      channel,
      '--new',
      'other.pub',
      '--remove',
      'online.pub',
      '--sign',
      'a.key',
    ];
    expect(await run([...begin, '-o', draft])).toMatchObject({ code: 0 });
    const prepared = (): { folder: string; args: string[] } => {
      const [folder, file] = [copy(), newName(work, 'json')];
      copyFileSync(draft, file);
      const args = ['release', 'sign', file, '--key', 'b.key', '--key', 'other.key', '--channel', folder];
      return { folder, args };
    };
    const calls = await countCalls(prepared().args);
    const outcomes = new Set<number>();
    for (const at of pointsTried(calls, 7)) {
      const { folder, args } = prepared();
      const { signal } = await run(args, { KILL_AT: String(at), KILL_TORN: '1' });
      expect([at, signal]).toEqual([at, 'SIGKILL']);
      outcomes.add(rootsIn(folder).length);
      const isUnsigned = rootsIn(folder).length > 1 && !(await isRead(folder));
      const again = await run(args);
      expect([at, again.code, again.stderr]).toEqual([at, 0, expect.not.stringContaining('error')]);
      // What is published when the old keys count no longer may be from whoever has one: a person looks first.
      expect([at, again.stderr.includes('release-keys-unsigned')]).toEqual([at, isUnsigned]);
      if (isUnsigned)
        expect(await release(['renew', folder, '--all', '--sign', 'other.key'])).toMatchObject({ code: 0 });
      await expectTurned(folder);
    }
    expect([...outcomes].sort()).toEqual([1, 2]);
  },
);

test(
  'release sign of a first root, killed at any call, begins the channel when it runs again',
  TIMEOUT,
  async () => {
    const draft = newName(work, 'json');
    const init = ['init', newName(work, 'channel'), ...ROOT_KEYS, '--sign', 'a.key', '-o', draft];
    expect(await release(init)).toMatchObject({ code: 0 });
    const prepared = (): { folder: string; args: string[] } => {
      const [folder, file] = [newName(work, 'channel'), newName(work, 'json')];
      copyFileSync(draft, file);
      const args = ['release', 'sign', file, '--key', 'b.key', '--key', 'online.key', '--channel', folder];
      return { folder, args };
    };
    const calls = await countCalls(prepared().args);
    for (const at of pointsTried(calls, 9)) {
      const { folder, args } = prepared();
      await run(args, { KILL_AT: String(at), KILL_TORN: '1' });
      const { code, stdout, stderr } = await run([...args, '--format', 'json']);
      expect([at, code, stderr]).toEqual([at, 0, '']);
      const begun = JSON.parse(stdout) as { fingerprint: Digest };
      expect(await packsSeen(folder, begun.fingerprint)).toEqual([]);
      expect(await release(['publish', folder, bundle, '--sign', 'online.key'])).toMatchObject({ code: 0 });
    }
  },
);
