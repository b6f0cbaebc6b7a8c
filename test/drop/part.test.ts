import { cpSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from '../delta/releases.ts';
import { buildGarden } from './garden.ts';
import { drop, filesBelow, stick, verify } from './sticks.ts';

// A part of a pack (“--unit”) has pages that the whole bundle has not.

const dir = tempDir();
let garden: string;
let good: string;

beforeAll(async () => {
  garden = await buildGarden(dir);
  good = stick(dir);
  expect((await drop(['write', garden, '--to', good, '--allow-folder', '--unit', 'soil'])).exit).toBe(0);
});

function copy(): string {
  const target = newName(dir, 'stick');
  cpSync(good, target, { recursive: true });
  return target;
}

function placeOf(end: string): string {
  const found = [...filesBelow(good).keys()].find((path) => path.endsWith(end));
  if (found === undefined) throw new Error(`no ${end}`);
  return found;
}

it.each([
  ['pages that say what is away', ['plants/leaves.html', 'plants/roots.html', 'search-plants.js']],
  ['its manifest too', ['manifest.json', 'plants/leaves.html']],
  [
    'its manifest and its release',
    ['manifest.json', 'releases/1.json', 'plants/leaves.html', 'soil/worms.html'],
  ],
  ['its release and its sums', ['releases/1.js', 'SHA256SUMS-1', 'plants/roots.html']],
])('is mended from the whole bundle, byte for byte, where it has lost %s', async (_, lost) => {
  const target = copy();
  for (const end of lost) rmSync(join(target, placeOf(end)));
  expect((await verify(target)).exit).toBe(3);
  const { exit, stdout } = await drop(['repair', target, '--from', garden]);
  expect([exit, stdout]).toEqual([0, expect.stringContaining('good')]);
  expect(filesBelow(target)).toEqual(filesBelow(good));
});

it('is mended on a site that has no bundle, by a small file from one that has the whole', async () => {
  const target = copy();
  truncateSync(join(target, placeOf('plants/leaves.html')), 9);
  const need = newName(dir, 'need.json');
  await drop(['repair', target, '--plan', '-o', need]);
  expect(JSON.parse(readFileSync(need, 'utf8'))).toMatchObject({ packs: [{ part: { units: ['soil'] } }] });
  const file = newName(dir, 'zip');
  expect((await drop(['pack', need, garden, '-o', file])).exit).toBe(0);
  expect((await drop(['repair', target, '--from', file])).exit).toBe(0);
  expect(filesBelow(target)).toEqual(filesBelow(good));
});
