// Made fixtures/artifacts/bundle-1.zip and its damaged copies, once. Kept artifacts are never made again: readers to come
// must open what was written then. For an artifact of another format, copy this file and run it from the root:
//   npx esbuild test/bundle/make-artifact.ts --bundle --platform=node | node -
import { readFileSync, writeFileSync } from 'node:fs';
import type { Entry, Manifest } from '../../src/bundle/manifest.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>${title}</title>${body}</html>\n`;
// The smallest lossless WebP: one transparent pixel.
const picture = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
const seeds = Buffer.from('kind,days\nbean,7\npea,9\n');
const asset = digestOf('the picture as it was drawn');

const files = new Map<string, { bytes: Buffer; mediaType: string; more?: Partial<Entry> }>([
  [
    'index.html',
    { bytes: Buffer.from(page('النباتات', '<a href="pages/index.html">ابدأ</a>')), mediaType: 'text/html' },
  ],
  ['pages/index.html', { bytes: Buffer.from(page('النباتات', '<h1>النباتات</h1>')), mediaType: 'text/html' }],
  [
    'pages/roots.html',
    { bytes: Buffer.from(page('الجذور', '<p>تشرب الجذور الماء.</p>'.repeat(30))), mediaType: 'text/html' },
  ],
  [
    'pages/leaves.html',
    {
      bytes: Buffer.from(page('Leaves', '<p lang="en" dir="ltr">Leaves eat light.</p>')),
      mediaType: 'text/html',
    },
  ],
  ['pages/style.css', { bytes: Buffer.alloc(0), mediaType: 'text/css' }],
  [
    `media/leaf-${shortDigest(digestOf(picture), 12)}.webp`,
    {
      bytes: picture,
      mediaType: 'image/webp',
      more: { source: asset, preset: { id: 'picture-480', version: 1 } },
    },
  ],
  [`files/${shortDigest(digestOf(seeds), 12)}/seeds.csv`, { bytes: seeds, mediaType: 'text/csv' }],
]);

const manifest: Manifest = {
  formatVersion: 1,
  id: 'plants',
  version: '1.2.0-beta.1',
  variant: { language: 'ar', profile: 'low' },
  title: 'النباتات',
  description: 'A kept bundle of format 1.',
  language: 'ar',
  license: 'CC-BY-4.0',
  authors: [{ name: 'Ada Example', url: 'https://example.org/ada' }],
  subjects: ['biology'],
  levels: ['grade 4'],
  alignments: ['example:4.LS1'],
  generator: { name: 'satchel', version: '0.1.0' },
  units: [
    {
      id: 'plants',
      title: 'النباتات',
      path: 'pages/index.html',
      lessons: [
        {
          id: 'roots',
          title: 'الجذور',
          path: 'pages/roots.html',
          parts: [{ id: 'leaves', title: 'Leaves', path: 'pages/leaves.html', language: 'en' }],
        },
      ],
    },
  ],
  entries: [...files]
    .map(([path, { bytes, mediaType, more }]): Entry => {
      return { path, size: bytes.length, digest: digestOf(bytes), mediaType, ...more };
    })
    .sort((a, b) => compareCodeUnits(a.path, b.path)),
};

async function make(): Promise<void> {
  const file = 'fixtures/artifacts/bundle-1.zip';
  await writeBundle({ file, manifest, contents: (path) => files.get(path) });
  const good = readFileSync(file);
  const flipped = Buffer.from(good);
  const at = flipped.indexOf('RIFF') + 20;
  flipped[at] = (flipped[at] ?? 0) ^ 0x10;
  writeFileSync('fixtures/artifacts/bundle-1-flipped.zip', flipped);
  writeFileSync('fixtures/artifacts/bundle-1-truncated.zip', good.subarray(0, good.length - 300));
}

void make();
