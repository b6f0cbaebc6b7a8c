import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Updater } from 'tuf-js';
import { channelIndex } from '../../src/release/channel-index.ts';
import { digestOf } from '../../src/digest.ts';
import { work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import {
  ALL_SIGN,
  bundleFile,
  contentsBelow,
  makeKeys,
  newChannel,
  packsSeen,
  release,
  ROOT_KEYS,
  seen,
} from './channels.ts';

const SIGN = ['--sign', 'online.key'];
let first: string;
let second: string;

beforeAll(async () => {
  makeKeys();
  first = await bundleFile();
  second = await bundleFile({ version: '1.1.0', files: { 'pages/new.html': '<h1>New & <b>old</b></h1>' } });
});

test('what is published is proven by its fingerprint, with deltas, notes and papers', async () => {
  const { channel, fingerprint } = await newChannel();
  expect(await packsSeen(channel, fingerprint)).toEqual([]);
  writeFileSync(second.replace('.zip', '.provenance.json'), '{}\n');
  expect(await release(['add', channel, first, ...SIGN])).toMatchObject({ code: 0 });
  expect(await packsSeen(channel, fingerprint)).toEqual([]);
  expect(await release(['publish', channel, second, ...SIGN])).toMatchObject({ code: 0 });
  const { files, known } = await seen(channel, fingerprint);
  expect(files.map(({ kind }) => kind).sort()).toEqual(
    expect.arrayContaining(['bundle', 'bundle', 'delta', 'notes', 'provenance']),
  );
  const page = readFileSync(join(channel, 'index.html'), 'utf8');
  expect(page).toContain(digestOf(known.timestamp));
  expect(page).toContain(fingerprint);
  expect(page).not.toMatch(/<script|<b>old/);
  expect(JSON.parse(readFileSync(join(channel, 'index.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(channelIndex(await seen(channel, fingerprint)))),
  );
  // A kill may have come before the index.
  writeFileSync(join(channel, 'index.html'), 'torn');
  const again = await release(['publish', channel, ...SIGN]);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).toContain('release-nothing');
  expect(readFileSync(join(channel, 'index.html'), 'utf8')).toBe(page);
});

test('a page stays small however many versions there were: earlier notes are a file away', async () => {
  const { channel } = await newChannel();
  const bundles = [first];
  for (let minor = 1; minor <= 6; minor++)
    bundles.push(
      await bundleFile({
        version: `1.${minor}.0`,
        files: { 'pages/new.html': `<h1>Lesson ${minor}</h1>` },
      }),
    );
  expect(await release(['publish', channel, ...bundles, ...SIGN, '--deltas', '0'])).toMatchObject({
    code: 0,
  });
  const page = readFileSync(join(channel, 'index.html'), 'utf8');
  const since = [...page.matchAll(/What changed since ([\d.]+)/g)].map(([, version]) => version);
  expect(since).toEqual(['1.5.0', '1.4.0', '1.3.0', '1.2.0', '1.1.0']);
  const [, path = ''] = /<a href="([^"]+)">What changed, as data/.exec(page) ?? [];
  expect(readFileSync(join(channel, path.replaceAll('&#x2F;', '/')), 'utf8')).toContain('"1.0.0"');
});

test('the same bundles, keys and time give the same channel, byte for byte', async () => {
  const [one, other] = [await newChannel(), await newChannel()];
  for (const { channel } of [one, other])
    expect(await release(['publish', channel, first, second, ...SIGN])).toMatchObject({ code: 0 });
  expect(contentsBelow(one.channel)).toEqual(contentsBelow(other.channel));
});

test('a version never changes; an older one is told; the same one is not published again', async () => {
  const { channel, fingerprint } = await newChannel();
  expect(await release(['publish', channel, second, ...SIGN])).toMatchObject({ code: 0 });
  const before = contentsBelow(channel);
  const forged = await bundleFile({ version: '1.1.0', files: { 'pages/other.html': '<h1>Other</h1>' } });
  const refused = await release(['publish', channel, forged, ...SIGN]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('release-version-taken');
  const same = await release(['publish', channel, second, ...SIGN]);
  expect(same.stderr).toContain('release-same-version');
  const dry = await release(['publish', channel, first, '--dry-run', '--format', 'json']);
  expect(JSON.parse(dry.stdout)).toMatchObject({ isDryRun: true, bundles: [{ version: '1.0.0' }] });
  expect(contentsBelow(channel)).toEqual(before);
  const older = await release(['publish', channel, first, ...SIGN]);
  expect(older.code).toBe(0);
  expect(older.stderr).toContain('release-older');
  expect((await packsSeen(channel, fingerprint)).sort()).toEqual(['plants 1.0.0', 'plants 1.1.0']);
});

test.each([
  [['publish', 'CHANNEL', 'BUNDLE', '--sign', 'other.key'], 2, 'release-key-lacking'],
  [['publish', 'CHANNEL', 'BUNDLE'], 2, 'release-key-lacking'],
  [['init', 'CHANNEL', ...ROOT_KEYS, ...ALL_SIGN], 2, 'release-channel-there'],
  [['publish', 'nothing', 'BUNDLE', ...SIGN], 2, 'channel-missing'],
  [['init', 'few', '--root', 'a.pub', '--threshold', '2', '--key', 'b.pub'], 2, 'release-keys-few'],
])('satchel release %j ends with %i', async (args, exit, code) => {
  const { channel } = await newChannel();
  const named = args.map((arg) => ({ CHANNEL: channel, BUNDLE: first })[arg] ?? arg);
  const outcome = await release(named);
  expect(outcome).toMatchObject({ code: exit });
  expect(outcome.stderr).toContain(code);
});

test('a damaged bundle is not published, nor one that is a folder', async () => {
  const { channel } = await newChannel();
  const folder = newName(work, 'damaged');
  mkdirSync(folder);
  const bytes = readFileSync(first);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(folder, 'plants_1.0.0.zip'), bytes);
  const damaged = await release(['publish', channel, join(folder, 'plants_1.0.0.zip'), ...SIGN]);
  expect(damaged.code).toBe(3);
  const unpacked = await release(['publish', channel, folder, ...SIGN]);
  expect(unpacked.stderr).toContain('release-bundle-folder');
});

test('the root is signed by two who do not meet', async () => {
  const channel = newName(work, 'channel');
  const draft = newName(work, 'json');
  const begun = await release(['init', channel, ...ROOT_KEYS, '--sign', 'a.key', '-o', draft]);
  expect(begun).toMatchObject({ code: 0 });
  expect(begun.stderr).toContain('release-draft-unfinished');
  const early = await release(['sign', draft, '--key', 'a.key', '--channel', channel]);
  expect(early.stderr).toContain('release-draft-unfinished');
  const signed = await release(['sign', draft, '--key', 'b.key', '--format', 'json']);
  expect(JSON.parse(signed.stdout)).toMatchObject({ isFinished: true, isPut: false, signed: 2 });
  const put = await release(['sign', draft, '--key', 'online.key', '--channel', channel, '--format', 'json']);
  const { fingerprint } = JSON.parse(put.stdout) as { fingerprint: `sha256:${string}` };
  expect(await packsSeen(channel, fingerprint)).toEqual([]);
});

test('renewed, the same is current for longer', async () => {
  const { channel, fingerprint } = await newChannel();
  await release(['publish', channel, first, ...SIGN]);
  const later = { SOURCE_DATE_EPOCH: String(1_800_000_000 + 300 * 86_400) };
  expect(await release(['renew', channel, ...SIGN], later)).toMatchObject({ code: 0 });
  const { set, files } = await seen(channel, fingerprint);
  expect(set.timestamp?.signed.expires).toBe('2028-11-10T08:00:00Z');
  expect(set.targets?.signed.expires).toBe('2028-11-10T08:00:00Z');
  expect(files).toHaveLength(2);
});

test('tuf-js, the client of others, reads the channel and gets a bundle', async () => {
  const { channel } = await newChannel();
  await release(['publish', channel, first, ...SIGN], { SOURCE_DATE_EPOCH: '' });
  const server = createServer((request, answer) => {
    try {
      answer.end(readFileSync(join(channel, decodeURI(request.url ?? ''))));
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const metadataDir = newName(work, 'tuf');
  mkdirSync(metadataDir);
  cpSync(join(channel, 'metadata/1.root.json'), join(metadataDir, 'root.json'));
  const updater = new Updater({
    ...{
      metadataDir,
      metadataBaseUrl: `${url}/metadata`,
      targetBaseUrl: `${url}/targets`,
      targetDir: metadataDir,
    },
  });
  const target = await updater.getTargetInfo('plants/plants_1.0.0.zip');
  expect(target).toBeDefined();
  const file = target && (await updater.downloadTarget(target, join(metadataDir, 'got.zip')));
  server.close();
  expect(readFileSync(file ?? '').equals(readFileSync(first))).toBe(true);
});
