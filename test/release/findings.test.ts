import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TargetFile } from '@tufjs/models';
import { beforeAll, expect, test } from 'vitest';
import { targetPath } from '../../src/channel/layout.ts';
import { digestOf, digestOfFile } from '../../src/digest.ts';
import { folderStore } from '../../src/release/folder-store.ts';
import { createTargets } from '../../src/release/publish.ts';
import { parseS3Place } from '../../src/release/s3-place.ts';
import { s3Store } from '../../src/release/s3-store.ts';
import { readState } from '../../src/release/state.ts';
import { countSignatures, parseMetadata } from '../../src/trust/metadata.ts';
import { openSecretKey } from '../../src/trust/secret-key.ts';
import { satchel, work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import {
  ALL_SIGN,
  bundleFile,
  keyIdOf,
  makeKeys,
  newChannel,
  NOW,
  packsSeen,
  release,
  ROOT_KEYS,
} from './channels.ts';

// What publishers are told that goes wrong, or may.

const SIGN = ['--sign', 'online.key'];
let first: string;
let second: string;

beforeAll(async () => {
  makeKeys();
  first = await bundleFile();
  second = await bundleFile({ version: '1.1.0' });
});

test('a clock behind the last publication, and a root that ends soon, are told', async () => {
  const channel = newName(work, 'channel');
  const init = ['init', channel, ...ROOT_KEYS, ...ALL_SIGN, '--root-expires', '100'];
  expect(await release(init)).toMatchObject({ code: 0 });
  const before = { SOURCE_DATE_EPOCH: String(Number(NOW) - 86_400) };
  const { code, stderr } = await release(['publish', channel, first, ...SIGN], before);
  expect(code).toBe(0);
  expect(stderr).toContain('release-clock-behind');
  expect(stderr).toContain('release-root-ends');
});

test('a file of the channel with other bytes is not overwritten', async () => {
  const { channel, fingerprint } = await newChannel();
  const path = join(channel, targetPath('plants/plants_1.0.0.zip', await digestOfFile(first)));
  mkdirSync(join(channel, 'targets/plants'), { recursive: true });
  writeFileSync(path, 'other bytes');
  const { code, stderr } = await release(['publish', channel, first, ...SIGN]);
  expect(code).toBe(3);
  expect(stderr).toContain('release-file-taken');
  expect(await packsSeen(channel, fingerprint)).toEqual([]);
});

test('a version whose bundle is damaged in the channel gets no delta, and the next is published all the same', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, first, ...SIGN]);
  const path = join(channel, targetPath('plants/plants_1.0.0.zip', await digestOfFile(first)));
  writeFileSync(path, 'damaged');
  const { code, stderr } = await release(['publish', channel, second, ...SIGN]);
  expect(code).toBe(0);
  expect(stderr).toContain('release-base-lost');
  expect((await packsSeen(channel, fingerprint)).sort()).toEqual(['plants 1.0.0', 'plants 1.1.0']);
});

test('a damaged bundle is not published', async () => {
  const { channel, fingerprint } = await newChannel();
  const worn = await bundleFile();
  const bytes = readFileSync(worn);
  // Within a picture, which is stored as it is: the archive and the manifest are good.
  const at = bytes.indexOf('not a real picture');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(worn, bytes);
  const { code, stderr } = await release(['publish', channel, worn, ...SIGN]);
  expect(stderr).toMatch(/error {2}release-bundle-damaged {2}“.*plants_1\.0\.0\.zip” is damaged: .*leaf/);
  expect(stderr).toContain('nothing was published');
  expect(code).toBe(3);
  expect(await packsSeen(channel, fingerprint)).toEqual([]);
});

test.each(['plants_1.0.0.zip', '2.targets.json', '2.snapshot.json', 'timestamp.json'])(
  'a disk that does not keep %s is told, and nobody is led to it',
  async (name) => {
    const { channel, fingerprint } = await newChannel();
    const { code, stderr } = await release(['publish', channel, first, ...SIGN], { LOSE_IN: name });
    expect(stderr).toMatch(
      new RegExp(`error {2}release-unproven {2}“.*${name}” was written, and other bytes were read back`),
    );
    expect(stderr).toContain('nobody is led to what was written');
    expect(code).toBe(3);
    expect(await packsSeen(channel, fingerprint)).toEqual([]);
    expect(await release(['publish', channel, first, ...SIGN])).toMatchObject({ code: 0 });
    expect(await packsSeen(channel, fingerprint)).toEqual(['plants 1.0.0']);
  },
);

test(
  'what changed in thousands of pictures is too much for notes: the version is published without them',
  { timeout: 60_000 },
  async () => {
    const { channel, fingerprint } = await newChannel();
    const name = 'a-long-name-of-a-picture-'.repeat(6);
    const many = Array.from({ length: 16_000 }, (_, n) => [`media/${name}${n}.webp`, `${n}`] as const);
    const full = await bundleFile({ version: '1.1.0', files: Object.fromEntries(many) });
    await release(['publish', channel, first, ...SIGN]);
    const { code, stderr } = await release(['publish', channel, full, ...SIGN, '--deltas', '0']);
    expect(stderr).toContain(
      'warning  release-notes-lost  there are no notes on plants (en, standard) 1.1.0: they would be too large',
    );
    expect(code).toBe(0);
    expect((await packsSeen(channel, fingerprint)).sort()).toEqual(['plants 1.0.0', 'plants 1.1.0']);
  },
);

test('what lies beside a bundle is of bounded size', async () => {
  const { channel } = await newChannel();
  const large = await bundleFile({ version: '1.2.0' });
  writeFileSync(large.replace('.zip', '.provenance.json'), Buffer.alloc(4 * 1024 * 1024 + 1));
  const { code, stderr } = await release(['publish', channel, large, ...SIGN]);
  expect(code).toBe(2);
  expect(stderr).toContain('release-paper-large');
});

test('lists that no key of the channel has signed are passed over, but not without end', async () => {
  const { channel, fingerprint } = await newChannel();
  const put = (n: number): void => {
    writeFileSync(join(channel, `metadata/${n}.targets.json`), '{}');
  };
  put(2);
  const told = await release(['publish', channel, first, ...SIGN]);
  expect(told.code).toBe(0);
  expect(told.stderr).toContain('release-targets-ignored');
  expect(await packsSeen(channel, fingerprint)).toEqual(['plants 1.0.0']);
  for (let n = 4; n < 4 + 1001; n++) put(n);
  const refused = await release(['publish', channel, second, ...SIGN]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('release-numbers-used');
});

test('a root that does not come next is not put into the channel; a draft is not overwritten; who signs it sees what it says', async () => {
  const { channel } = await newChannel();
  const draft = newName(work, 'json');
  // Of the same keys at the same second it would be the very root that is there.
  const other = ['--root-expires', '1900', '--sign', 'a.key', '-o', draft];
  const init = ['init', newName(work, 'channel'), ...ROOT_KEYS, ...other];
  expect(await release(init)).toMatchObject({ code: 0 });
  const odd = await release(['sign', draft, '--key', 'b.key', '--channel', channel]);
  expect(odd.code).toBe(2);
  expect(odd.stderr).toContain('release-draft-odd');
  const again = await release(init);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('release-draft-there');
  const rotate = ['key', 'rotate', channel, '--new', 'other.pub', '--sign', 'a.key', '-o', draft];
  const rotated = await satchel(rotate);
  expect(rotated.code).toBe(2);
  expect(rotated.stderr).toContain('release-draft-there');
  const shown = await release(['sign', draft]);
  expect(shown.stdout).toMatch(
    /root 1, until 2032-\d\d-\d\d.*\n {2}root {7}2 of (?:[0-9A-F]{16}(?:, |\n)){3}/,
  );
  expect(shown.stdout).toContain(`\n  timestamp  1 of ${await keyIdOf('online')}\n`);
});

test('a list that readers refuse is not signed; a long one takes no minutes', async () => {
  const { channel } = await newChannel();
  const store = folderStore(channel, channel);
  const names = readdirSync(join(channel, 'metadata'));
  const signers = [openSecretKey(readFileSync(join(work, 'online.key'), 'utf8'))];
  const state = await readState(store);
  const files = Array.from(
    { length: 20_001 },
    (_, n) => new TargetFile({ path: `x/${n}`, length: 1, hashes: { sha256: '0'.repeat(64) } }),
  );
  const put = (list: TargetFile[]): ReturnType<typeof createTargets> =>
    createTargets(store, state, list, { signers, now: 0, expiresDays: 1 });
  await expect(put(files)).rejects.toMatchObject({ code: 'release-list-large' });
  expect(readdirSync(join(channel, 'metadata'))).toEqual(names);
  const { bytes } = await put(files.slice(1));
  const metadata = parseMetadata('targets', bytes, 'targets.json');
  expect(countSignatures(state.root, 'targets', metadata)).toMatchObject({ signed: 1, threshold: 1 });
  expect(Object.keys(metadata.signed.targets)).toHaveLength(20_000);
});

test('a store that cannot be reached is told, and a file that it could not take is not sent', async () => {
  const env = {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  const { code, stderr } = await release(['renew', 's3://bucket/away', ...SIGN], env);
  expect(code).toBe(4);
  expect(stderr).toContain('release-store-unreachable');
  const store = s3Store(parseS3Place('s3://bucket/away', env));
  const content = { kind: 'file', file: first, size: 6 * 1024 ** 3, digest: digestOf('') } as const;
  await expect(store.create('targets/x', content)).rejects.toMatchObject({ code: 'release-file-large' });
});
