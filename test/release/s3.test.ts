import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { work } from '../cli/satchel.ts';
import { noise } from '../delta/releases.ts';
import { ALL_SIGN, bundleFile, makeKeys, newChannel, release, ROOT_KEYS } from './channels.ts';
import { startS3, type S3 } from './s3-server.ts';

let s3: S3;
let first: string;
let second: string;

beforeAll(async () => {
  makeKeys();
  s3 = await startS3(mkdtempSync(join(work, 's3-')));
  first = await bundleFile();
  second = await bundleFile({
    version: '1.1.0',
    files: { 'media/film-0123456789ab.mp4': noise(1, 3 << 20), 'pages/new.html': '<h1>New</h1>' },
  });
});
afterAll(() => s3.close());

test('a channel in a store is written in the order in which a reader could stop anywhere', async () => {
  const { channel } = await newChannel('s3://bucket/country/one', s3.env);
  s3.written.length = 0;
  expect(await release(['publish', channel, first, '--sign', 'online.key'], s3.env)).toMatchObject({
    code: 0,
  });
  const order = s3.written.map((key) =>
    key
      .replace('country/one/', '')
      .replace(/^targets\/.*/, 'targets')
      .replace(/\d+\./, 'N.'),
  );
  expect([...new Set(order)]).toEqual([
    'targets',
    'metadata/N.targets.json',
    'metadata/N.snapshot.json',
    'metadata/timestamp.json',
    'index.json',
    'index.html',
  ]);
  // The base is fetched, and large files are streamed.
  const next = await release(
    ['publish', channel, second, '--sign', 'online.key', '--format', 'json'],
    s3.env,
  );
  expect(next).toMatchObject({ code: 0 });
  const { bundles, timestamp } = JSON.parse(next.stdout) as {
    bundles: { since: string; deltas: { baseVersion?: string }[] }[];
    timestamp: number;
  };
  expect(timestamp).toBe(3);
  expect(bundles).toMatchObject([{ since: '1.0.0', deltas: [{ baseVersion: '1.0.0' }, {}] }]);
  const again = await release(['publish', channel, second, '--sign', 'online.key'], s3.env);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).toContain('release-nothing');
});

test('a line that fails for a while is tried again, and each time that is told', async () => {
  const { channel } = await newChannel('s3://bucket/retried', s3.env);
  let requests = 0;
  let refusals = 0;
  s3.refuse = () => (++requests % 3 === 1 ? (refusals++, 503) : undefined);
  const args = ['publish', channel, first, '--sign', 'online.key', '--format', 'json'];
  const { code, stdout, stderr } = await release(args, s3.env);
  s3.refuse = () => undefined;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ command: 'release publish', exitCode: 0 });
  const told = stderr.split('\n').filter((line) => line !== '');
  expect(told).toHaveLength(refusals);
  for (const line of told)
    expect(line).toMatch(/^s3:\/\/bucket\/retried: it answers 503.*; trying again in 0\.[1-9] s$/);
});

test('what a store refuses is told without anything secret', async () => {
  s3.refuse = (method) => (method === 'PUT' ? 403 : undefined);
  const { code, stdout, stderr } = await release(['init', 's3://bucket/refused', ...ROOT_KEYS, ...ALL_SIGN], {
    ...s3.env,
    AWS_SECRET_ACCESS_KEY: 'very-secret',
    AWS_SESSION_TOKEN: 'also-secret',
  });
  s3.refuse = () => undefined;
  expect(code).toBe(4);
  expect(stderr).toContain('release-store-refused');
  expect(stdout + stderr).not.toMatch(/secret[^s]/);
});

test.each([
  [{ unconditional: true }, 'If-None-Match'],
  [{ careless: true }, 'If-Match'],
])('a store that ignores conditions is refused (%j)', async (how, header) => {
  const careless = await startS3(mkdtempSync(join(work, 's3-')), how);
  const { code, stderr } = await release(
    ['init', 's3://bucket/careless', ...ROOT_KEYS, ...ALL_SIGN],
    careless.env,
  );
  await careless.close();
  expect(code).toBe(4);
  expect(stderr).toContain('release-store-unconditional');
  expect(stderr).toContain(`(${header})`);
});

test.each([
  [['init', 's3://id:secret@bucket/x', ...ROOT_KEYS, ...ALL_SIGN], {}, 'release-store-name'],
  [['init', 's3://bucket/x', ...ROOT_KEYS, ...ALL_SIGN], {}, 'release-store-credentials'],
])('satchel release %j is wrong usage', async (args, env, answer) => {
  const { code, stderr } = await release(args, env);
  expect(code).toBe(2);
  expect(stderr).toContain(answer);
  expect(stderr).not.toContain('secret@');
});
