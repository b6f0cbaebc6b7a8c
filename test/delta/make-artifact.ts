// Made fixtures/artifacts/delta-1.* once, on top of the kept bundle-1.zip. Kept artifacts are never made again: readers to come
// must apply what was written then. For an artifact of another format, copy this file, build, and run it from the root:
//   npx esbuild test/delta/make-artifact.ts --bundle --platform=node --format=esm --packages=external --outfile=make.mjs && node make.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { openBundle } from '../../src/bundle/open.ts';
import type { Entry } from '../../src/bundle/manifest.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';

const artifacts = 'fixtures/artifacts';
const base = `${artifacts}/bundle-1.zip`;
const target = `${artifacts}/delta-1-target.zip`;
const bundle = await openBundle(base);
const files = new Map<string, Uint8Array>();
for (const path of bundle.entries.keys()) files.set(path, await bundle.read(path));
const { manifest } = bundle;
await bundle.close();

const textOf = (path: string): string => Buffer.from(files.get(path) ?? []).toString();
const noise = Buffer.from(Array.from({ length: 700 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff));
const long = Array.from({ length: 60 }, (_, i) => `<p>Soil ${i} holds water, air and roots.</p>\n`).join('');

// An edited page, a page under another name, a new one, a copy, and media: one that shrinks and one that does not.
files.set('pages/roots.html', Buffer.from(textOf('pages/roots.html').replace('الماء', 'ماء المطر')));
files.set('pages/shoots.html', Buffer.from(textOf('pages/leaves.html').replace('light', 'sunlight')));
files.delete('pages/leaves.html');
files.set('pages/soil.html', Buffer.from(long));
files.set('pages/soil-again.html', Buffer.from(long));
files.set('index.html', Buffer.from(textOf('index.html').replace('pages/index.html', 'pages/roots.html')));
files.set(`media/noise-${shortDigest(digestOf(noise), 12)}.bin`, noise);
const zeros = Buffer.alloc(5000);
files.set(`media/zeros-${shortDigest(digestOf(zeros), 12)}.bin`, zeros);

const known = new Map(manifest.entries.map((entry) => [entry.path, entry]));
const entries = [...files]
  .map(([path, bytes]): Entry => {
    const { mediaType = path.endsWith('.bin') ? 'application/octet-stream' : 'text/html', ...more } =
      known.get(path) ?? {};
    return { ...more, path, mediaType, size: bytes.length, digest: digestOf(bytes) };
  })
  .sort((a, b) => compareCodeUnits(a.path, b.path));
await writeBundle({
  file: target,
  manifest: {
    ...manifest,
    version: '1.3.0',
    units: [
      { id: 'plants', title: 'النباتات', lessons: [{ id: 'soil', title: 'Soil', path: 'pages/soil.html' }] },
    ],
    entries,
  },
  contents: (path) => {
    const bytes = files.get(path);
    return bytes && { bytes };
  },
});
for (const [name, from] of [
  ['delta-1', base],
  ['delta-1-nothing', undefined],
] as const)
  await writeDelta({ base: from, target, file: `${artifacts}/${name}.delta` });
const good = readFileSync(`${artifacts}/delta-1.delta`);
const flipped = Buffer.from(good);
flipped[80] = (flipped[80] ?? 0) ^ 0x10;
writeFileSync(`${artifacts}/delta-1-flipped.delta`, flipped);
writeFileSync(`${artifacts}/delta-1-truncated.delta`, good.subarray(0, good.length - 300));
