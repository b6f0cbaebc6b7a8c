import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import { refresh } from '../../src/channel/refresh.ts';
import { satchel, work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { bundleFile, makeKeys, newChannel, NOW, release } from './channels.ts';

// Whoever can write to the store of a channel, and has none of its keys, or one that no longer counts.

const SIGN = ['--sign', 'online.key'];
/** Another machine, which has seen no channel. */
const elsewhere = (): Record<string, string> => ({ XDG_STATE_HOME: newName(work, 'state') });
let first: string;
let second: string;

beforeAll(async () => {
  makeKeys();
  first = await bundleFile();
  second = await bundleFile({ version: '1.1.0' });
});

/** Puts a channel of thieves in the place of `channel`: its roots let their key sign, and the publisher’s. */
async function takeOver(channel: string): Promise<void> {
  rmSync(channel, { recursive: true });
  const keys = ['--root', 'other.pub', '--key', 'online.pub', '--key', 'other.pub'];
  const init = ['init', channel, ...keys, '--sign', 'other.key'];
  expect(await release(init, elsewhere())).toMatchObject({ code: 0 });
  const evil = await bundleFile({ version: '9.9.9' });
  const add = ['add', channel, evil, '--sign', 'other.key'];
  expect(await release(add, elsewhere())).toMatchObject({ code: 0 });
}

test('another channel in the place of a publisher’s own is not signed', async () => {
  const { channel, fingerprint } = await newChannel();
  expect(await release(['publish', channel, first, ...SIGN])).toMatchObject({ code: 0, stderr: '' });
  await takeOver(channel);
  for (const args of [
    ['publish', channel, second, ...SIGN],
    ['add', channel, second, ...SIGN],
    ['renew', channel, ...SIGN],
  ]) {
    const refused = await release(args);
    expect(refused.stderr).toContain('channel-foreign');
    expect(refused.code).toBe(3);
  }
  const turned = await satchel(['key', 'rotate', channel, '--new', 'c.pub', '--sign', 'other.key']);
  expect(turned).toMatchObject({ code: 3 });
  // A machine that has never seen it is told by the fingerprint.
  const given = await release(['publish', channel, second, ...SIGN, '--trust', fingerprint], elsewhere());
  expect(given.code).toBe(3);
  expect(given.stderr).toContain('channel-foreign');
  const variable = { ...elsewhere(), SATCHEL_TRUST: fingerprint };
  expect(await release(['publish', channel, second, ...SIGN], variable)).toMatchObject({ code: 3 });
  expect(readdirSync(join(channel, 'metadata')).filter((name) => /^3\.targets/.test(name))).toEqual([]);
});

test('a machine that has not seen a channel says so, once; a fingerprint that is none is wrong usage', async () => {
  const { channel, fingerprint } = await newChannel();
  const machine = elsewhere();
  const told = await release(['publish', channel, first, ...SIGN], machine);
  expect(told.code).toBe(0);
  expect(told.stderr).toContain('release-channel-unproven');
  expect(told.stderr).toContain(fingerprint);
  expect(await release(['renew', channel, ...SIGN], machine)).toMatchObject({ code: 0, stderr: '' });
  const odd = await release(['renew', channel, ...SIGN], { SATCHEL_TRUST: 'sha256:abc' });
  expect(odd.code).toBe(2);
  expect(odd.stderr).toContain('release-trust-odd');
});

test('an old state that was put back is not published after', async () => {
  const { channel } = await newChannel();
  const old = newName(work, 'old');
  cpSync(channel, old, { recursive: true });
  await release(['publish', channel, first, ...SIGN]);
  rmSync(channel, { recursive: true });
  cpSync(old, channel, { recursive: true });
  const refused = await release(['publish', channel, second, ...SIGN]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('release-rolled-back');
  const [, file = ''] = /remove “([^”]+)”/.exec(refused.stderr) ?? [];
  rmSync(file);
  expect(await release(['publish', channel, second, ...SIGN])).toMatchObject({ code: 0 });
});

test('what a key has signed that no longer counts is signed anew on purpose alone', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, first, ...SIGN]);
  const { known } = await refresh(folderOrigin(channel, channel), undefined, fingerprint);
  // A thief of the online key goes on from the channel as it is before the key is taken away.
  const stolen = newName(work, 'stolen');
  cpSync(channel, stolen, { recursive: true });
  const evil = await bundleFile({ version: '9.9.9' });
  await release(['publish', stolen, evil, ...SIGN], elsewhere());
  const rotated = await satchel(
    [
      ...['key', 'rotate', channel, '--new', 'other.pub', '--remove', 'online.pub'],
      ...['--sign', 'a.key', '--sign', 'b.key', '--sign', 'online.key', '--sign', 'other.key'],
    ],
    { env: { SOURCE_DATE_EPOCH: NOW } },
  );
  expect(rotated).toMatchObject({ code: 0 });
  for (const folder of ['metadata', 'targets'])
    cpSync(join(stolen, folder), join(channel, folder), { recursive: true });
  const current = ['--sign', 'other.key'];
  for (const args of [
    ['publish', channel, second, ...current],
    ['publish', channel, ...current],
    ['add', channel, second, ...current],
    ['renew', channel, ...current],
  ]) {
    const refused = await release(args);
    expect(refused.stderr).toContain('release-keys-old');
    expect(refused.code).toBe(3);
  }
  await expect(refresh(folderOrigin(channel, channel), known, undefined)).rejects.toMatchObject({
    code: 'trust-signatures-few',
  });
});
