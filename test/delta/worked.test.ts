import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { applyDelta } from '../../src/delta/apply.ts';
import { encodeSkeleton } from '../../src/delta/skeleton.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { sampleOf } from '../bundle/sample.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName, release } from './releases.ts';

const dir = tempDir();
const old = { 'index.html': '<p>Rain soaks in.</p>\n', 'media/leaf.webp': 'leaf' };
const now = { ...old, 'index.html': '<p>Rain soaks away.</p>\n', 'media/rain-319b44c570a4.webp': 'rain' };
/** The blocks of the last section of schemas/delta-1.md. */
const [oldSkeleton = '', newEntries = '', listing = ''] =
  readFileSync(join(import.meta.dirname, '../../schemas/delta-1.md'), 'utf8')
    .split('\n## ')
    .at(-1)
    ?.split('```\n')
    .filter((_, i) => i % 2 === 1) ?? [];
const documented = Buffer.from(
  (listing.match(/^(?:[0-9a-f]{2} ?)+/gm) ?? []).join('').replaceAll(' ', ''),
  'hex',
);
let base: string;
let target: string;
beforeAll(async () => {
  base = await release(dir, old);
  target = await release(dir, now);
});

test('the bytes that schemas/delta-1.md shows turn base into target', async () => {
  const delta = newName(dir, 'delta');
  writeFileSync(delta, documented);
  const { file, identical } = await applyDelta({ base, delta, file: newName(dir, 'zip') });
  expect(identical).toBe(true);
  expect(readFileSync(file).equals(readFileSync(target))).toBe(true);
});

test('a folder gets the target under the name that it was published by', async () => {
  const delta = newName(dir, 'delta');
  writeFileSync(delta, documented);
  const name = basename((await applyDelta({ base, delta })).file);
  const folder = newName(dir, 'folder');
  for (const given of [`${folder}/`, folder, `${folder}/`]) {
    const { file } = await applyDelta({ base, delta, file: given });
    expect(file).toBe(join(folder, name));
    expect(readFileSync(file).equals(readFileSync(target))).toBe(true);
    expect(readdirSync(folder)).toEqual([name]);
  }
});

test('they are what is written', async () => {
  const file = newName(dir, 'delta');
  await writeDelta({ base, target, file });
  expect(readFileSync(file).toString('hex')).toBe(documented.toString('hex'));
});

test('so are the skeletons', () => {
  const [before, after] = [sampleOf(old).manifest, sampleOf(now).manifest];
  expect(encodeSkeleton(before).toString()).toBe(oldSkeleton.replaceAll('→', '\t'));
  const skeleton = encodeSkeleton(after, before, [
    { kind: 'text', old: 0 },
    { kind: 'same' },
    { kind: 'media' },
  ]);
  expect(skeleton.toString().endsWith(`\n${newEntries.replaceAll('→', '\t')}`)).toBe(true);
});
