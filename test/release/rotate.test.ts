import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import { refresh } from '../../src/channel/refresh.ts';
import { folderStore } from '../../src/release/folder-store.ts';
import { draftNextRoot, turnKeys } from '../../src/release/rotate.ts';
import { readState } from '../../src/release/state.ts';
import type { Store } from '../../src/release/store.ts';
import { readPublicKey } from '../../src/trust/read-key.ts';
import { openSecretKey } from '../../src/trust/secret-key.ts';
import { satchel, work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { bundleFile, keyIdOf, makeKeys, newChannel, NOW, packsSeen, release, seen } from './channels.ts';

let bundle: string;

beforeAll(async () => {
  makeKeys();
  bundle = await bundleFile();
});

const rotate = (...args: string[]): ReturnType<typeof satchel> =>
  satchel(['key', 'rotate', ...args], { env: { SOURCE_DATE_EPOCH: NOW } });

test('with old and new keys at hand nobody is refused, and the old key no longer counts', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, bundle, '--sign', 'online.key']);
  const { known } = await seen(channel, fingerprint);
  const turned = await rotate(
    ...[
      channel,
      '--new',
      'other.pub',
      '--remove',
      'online.pub',
      '--sign',
      'a.key',
      '--sign',
      'b.key',
      '--sign',
      'online.key',
      '--sign',
      'other.key',
    ],
  );
  expect(turned).toMatchObject({ code: 0, stderr: '' });
  // Who knew the channel before goes on, and so does who meets it now.
  await refresh(folderOrigin(channel, channel), known, undefined);
  expect(await packsSeen(channel, fingerprint)).toEqual(['plants 1.0.0']);
  const old = await release(['renew', channel, '--sign', 'online.key']);
  expect(old.stderr).toContain(
    `release-key-lacking  1 of the keys of timestamp must sign, and 0 of those that were given may (given: ${await keyIdOf('online')})`,
  );
  expect(old.stderr).toContain(`the channel’s keys for it: ${await keyIdOf('other')};`);
  expect(await release(['renew', channel, '--sign', 'other.key'])).toMatchObject({ code: 0 });
});

test('a stolen key is locked out by root keys that do not meet, and what was published is signed anew', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, bundle, '--sign', 'online.key']);
  const draft = newName(work, 'json');
  const begun = await rotate(
    ...[channel, '--new', 'other.pub', '--remove', 'online.pub', '--sign', 'a.key', '-o', draft],
  );
  expect(begun.stderr).toContain('release-draft-unfinished');
  for (const name of ['b', 'c']) expect(begun.stderr).toContain(await keyIdOf(name));
  const turned = await release(['sign', draft, '--key', 'b.key', '--channel', channel]);
  expect(turned.stderr).toContain('release-keys-unsigned');
  await expect(seen(channel, fingerprint)).rejects.toMatchObject({ code: 'trust-signatures-few' });
  const renewed = await release(['renew', channel, '--all', '--sign', 'other.key']);
  expect(renewed).toMatchObject({ code: 0 });
  expect(renewed.stderr).toContain('release-keys-changed');
  expect(await packsSeen(channel, fingerprint)).toEqual(['plants 1.0.0']);
});

test('a root key that was lost is replaced by two others', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, bundle, '--sign', 'online.key']);
  expect(
    await rotate(
      ...[
        channel,
        '--role',
        'root',
        '--new',
        'other.pub',
        '--remove',
        // As a person reads it off.
        await keyIdOf('c'),
        '--sign',
        'a.key',
        '--sign',
        'b.key',
      ],
    ),
  ).toMatchObject({ code: 0 });
  expect(await packsSeen(channel, fingerprint)).toEqual(['plants 1.0.0']);
  const unknown = await rotate(
    channel,
    '--role',
    'root',
    '--remove',
    'c.pub',
    '--sign',
    'a.key',
    '--sign',
    'b.key',
  );
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain(`release-key-unknown  “${await keyIdOf('c')}” is no key that signs as`);
});

/** A thief of the online key goes on from the channel as it is; gives what publishes that. */
async function stealFrom(channel: string): Promise<() => void> {
  const stolen = newName(work, 'stolen');
  cpSync(channel, stolen, { recursive: true });
  const evil = await bundleFile({ version: '9.9.9' });
  const elsewhere = { XDG_STATE_HOME: newName(work, 'state') };
  expect(await release(['publish', stolen, evil, '--sign', 'online.key'], elsewhere)).toMatchObject({
    code: 0,
  });
  return () => {
    for (const folder of ['metadata', 'targets'])
      cpSync(join(stolen, folder), join(channel, folder), { recursive: true });
  };
}

test('what was published after an old key ceased to count is not signed by running a change of keys again', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, bundle, '--sign', 'online.key']);
  const publishStolen = await stealFrom(channel);
  const draft = newName(work, 'json');
  const change = [channel, '--new', 'other.pub', '--remove', 'online.pub', '--sign', 'a.key'];
  expect(await rotate(...change, '-o', draft)).toMatchObject({ code: 0 });
  const again = newName(work, 'json');
  copyFileSync(draft, again);
  const turned = await release(['sign', draft, '--key', 'b.key', '--channel', channel]);
  expect(turned.stderr).toContain('release-keys-unsigned');
  publishStolen();
  const further = [channel, '--role', 'root', '--threshold', '1'];
  for (const run of [
    () => rotate(...change, '--sign', 'b.key', '--sign', 'other.key'),
    () => release(['sign', again, '--key', 'b.key', '--key', 'other.key', '--channel', channel]),
    () => rotate(...further, '--sign', 'a.key', '--sign', 'b.key', '--sign', 'other.key'),
  ]) {
    const { code, stderr } = await run();
    expect(code).toBe(0);
    expect(stderr).toContain('release-keys-unsigned');
    expect(stderr).not.toContain('release-keys-changed');
    await expect(seen(channel, fingerprint)).rejects.toMatchObject({ code: 'trust-signatures-few' });
  }
});

test('what an old key publishes at the very moment when it ceases to count is not signed', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, bundle, '--sign', 'online.key']);
  const publishStolen = await stealFrom(channel);
  const signers = ['a', 'b', 'other'].map((name) =>
    openSecretKey(readFileSync(join(work, `${name}.key`), 'utf8')),
  );
  const store = folderStore(channel, channel);
  const raced: Store = {
    ...store,
    create: async (path, content) => {
      const created = await store.create(path, content);
      if (path.endsWith('.root.json')) publishStolen();
      return created;
    },
  };
  const state = await readState(store);
  const keyOf = (name: string): Uint8Array => readPublicKey(join(work, `${name}.pub`)).publicKey;
  const now = Number(NOW) * 1000;
  const turn = {
    roles: ['targets', 'snapshot', 'timestamp'] as const,
    added: [keyOf('other')],
    removed: [keyOf('online')],
  };
  const findings = await turnKeys(raced, state, draftNextRoot(state, turn, signers, now), {
    ...{ signers, now, expiresDays: 365 },
  });
  expect(findings.map(({ code }) => code)).toEqual(['release-keys-unsigned']);
  await expect(seen(channel, fingerprint)).rejects.toMatchObject({ code: 'trust-signatures-few' });
});

test('a change that the newest root has already is told and not made again; one that only renews it is', async () => {
  const { channel } = await newChannel();
  const signed = [channel, '--role', 'root', '--sign', 'a.key', '--sign', 'b.key'];
  const rootAfter = async (
    ...args: string[]
  ): Promise<{ version: number; codes: string[]; expires: string }> => {
    const { code, stdout } = await rotate(...signed, ...args, '--format', 'json');
    expect(code).toBe(0);
    const { version, diagnostics } = JSON.parse(stdout) as {
      version: number;
      diagnostics: { code: string }[];
    };
    const file = join(channel, `metadata/${version}.root.json`);
    const { signed: root } = JSON.parse(readFileSync(file, 'utf8')) as { signed: { expires: string } };
    return { version, codes: diagnostics.map((one) => one.code), expires: root.expires.slice(0, 10) };
  };
  // NOW is 2027-01-15.
  const renewed = ['--threshold', '2', '--root-expires'];
  expect(await rootAfter(...renewed, '900')).toEqual({ version: 2, codes: [], expires: '2029-07-03' });
  expect(await rootAfter(...renewed, '2000')).toEqual({ version: 3, codes: [], expires: '2032-07-07' });
  expect(await rootAfter('--threshold', '2')).toMatchObject({ version: 4, codes: [] });
  expect(await rootAfter('--threshold', '1')).toMatchObject({ version: 5, codes: [] });
  expect(await rootAfter('--threshold', '1')).toMatchObject({ version: 5, codes: ['release-root-there'] });
  expect(await rootAfter('--threshold', '1', '--root-expires', '900')).toMatchObject({
    version: 6,
    codes: [],
  });
});
