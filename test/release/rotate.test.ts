import { beforeAll, expect, test } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import { refresh } from '../../src/channel/refresh.ts';
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
