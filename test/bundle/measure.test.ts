import { join } from 'node:path';
import { statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measureBundle } from '../../src/bundle/measure.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import type { Digest } from '../../src/digest.ts';
import { largerSample, sampleOf, type Sample } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();

/** Text that does not shrink to nothing, the same in every run. */
function prose(size: number): Buffer {
  const text = Buffer.alloc(size);
  for (let n = 0, state = 1; n < size; n++) {
    state = (state * 48271) % 2147483647;
    text[n] = 97 + (state % 26);
  }
  return text;
}

function samples(): [string, Sample][] {
  const inFile = join(dir, 'data.csv');
  const data = prose(5_000_000);
  writeFileSync(inFile, data);
  const fromFile = sampleOf({ 'index.html': 'Data', 'files/0123456789ab/data.csv': data });
  return [
    ['small pages, an empty file and media', sampleOf()],
    ['a larger number of entries', largerSample()],
    [
      'text beyond what is deflated at once, in a file',
      {
        ...fromFile,
        contents: (path) => (path.startsWith('files/') ? { file: inFile } : fromFile.contents(path)),
      },
    ],
    [
      'media beyond what archiver is given',
      sampleOf({ 'index.html': 'Film', 'media/film.webp': Buffer.alloc(17 * 1024 * 1024, 'film') }),
    ],
  ];
}

test.for(samples())('a bundle of %s is as large as was measured', async ([name, sample]) => {
  const file = join(dir, `${name}.zip`);
  const deflated = new Map<Digest, number>();
  const measured = await measureBundle(sample.manifest, sample, deflated);
  const written = await writeBundle({ file, ...sample });
  expect(measured.size).toBe(statSync(file).size);
  expect(measured.size).toBe(written.size);
  expect([...measured.records.keys()]).toEqual([
    'manifest.json',
    ...sample.manifest.entries.map(({ path }) => path),
  ]);
  // What is known from before counts the same.
  expect(await measureBundle(sample.manifest, sample, deflated)).toEqual(measured);
});
