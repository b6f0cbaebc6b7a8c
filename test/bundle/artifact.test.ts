import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { tempDir } from './temp-dir.ts';

// fixtures/artifacts holds bundles as they were written when the format was new (make-artifact.ts tells how). They never
// change: what is published in format 1 must open for ever.

const dir = tempDir();
const artifact = (name: string): string => join(import.meta.dirname, '../../fixtures/artifacts', name);
const IDENTITY = 'sha256:b767e8d9ceecc4170d4f0451548ccc62d5ad45998c7297a57148ccb02c8587db';

describe('the kept bundle of format 1', () => {
  test('opens, and is the bundle that it was', async () => {
    const bundle = await openBundle(artifact('bundle-1.zip'));
    try {
      expect(bundle.manifestDigest).toBe(IDENTITY);
      expect(bundle.manifest).toMatchObject({
        formatVersion: 1,
        id: 'plants',
        version: '1.2.0-beta.1',
        variant: { language: 'ar', profile: 'low' },
        title: 'النباتات',
        units: [{ lessons: [{ id: 'roots', parts: [{ id: 'leaves', language: 'en' }] }] }],
      });
      expect([...bundle.entries.keys()]).toEqual([
        'files/62018a9d9db6/seeds.csv',
        'index.html',
        'media/leaf-86be52bdb754.webp',
        'pages/index.html',
        'pages/leaves.html',
        'pages/roots.html',
        'pages/style.css',
      ]);
      expect(Buffer.from(await bundle.read('files/62018a9d9db6/seeds.csv')).toString()).toBe(
        'kind,days\nbean,7\npea,9\n',
      );
      expect(bundle.entries.get('media/leaf-86be52bdb754.webp')?.preset).toEqual({
        id: 'picture-480',
        version: 1,
      });
    } finally {
      await bundle.close();
    }
  });

  test('verifies, zipped and unpacked', async () => {
    const whole = { digest: IDENTITY, entries: 8, findings: [] };
    expect(await verifyBundle(artifact('bundle-1.zip'))).toMatchObject(whole);
    const out = join(mkdtempSync(join(dir, 'kept-')), 'out');
    await unpackBundle(artifact('bundle-1.zip'), out);
    expect(await verifyBundle(out)).toMatchObject(whole);
  });

  test.each([
    'files/62018a9d9db6/seeds.csv',
    'index.html',
    'media/leaf-86be52bdb754.webp',
    'pages/index.html',
    'pages/roots.html',
  ])('with %s damaged names it, and nothing else', async (path) => {
    const bytes = readFileSync(artifact('bundle-1.zip'));
    // The first place of the name is its local header, which the content follows.
    const at = bytes.indexOf(path) + path.length + 5;
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    const file = join(mkdtempSync(join(dir, 'damaged-')), 'bundle.zip');
    writeFileSync(file, bytes);
    const { digest, findings } = await verifyBundle(file);
    expect(digest).toBe(IDENTITY);
    expect(findings).toMatchObject([{ code: 'bundle-entry-damaged', params: { path } }]);
  });
});

test('the kept bundle with a flipped bit opens, and verifying names the picture', async () => {
  const bundle = await openBundle(artifact('bundle-1-flipped.zip'));
  await bundle.close();
  const { digest, findings } = await verifyBundle(artifact('bundle-1-flipped.zip'));
  expect(digest).toBe(IDENTITY);
  expect(findings).toMatchObject([
    { code: 'bundle-entry-damaged', params: { path: 'media/leaf-86be52bdb754.webp' } },
  ]);
});

test('the kept bundle with its end cut off is refused as such', async () => {
  const refusal = { code: 'zip-truncated', exit: 3 };
  await expect(openBundle(artifact('bundle-1-truncated.zip'))).rejects.toMatchObject(refusal);
  await expect(verifyBundle(artifact('bundle-1-truncated.zip'))).rejects.toMatchObject(refusal);
});
