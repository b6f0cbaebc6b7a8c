import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { verifyDrop } from '../../src/drop/verify-drop.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from '../delta/releases.ts';
import { SEED, trials } from '../faults.ts';
import { randomFrom } from './random.ts';
import { filesBelow, pack, stick, write } from './sticks.ts';

const COUNT = trials(10_000, 300);
const dir = tempDir();
let good: string;

beforeAll(async () => {
  good = stick(dir);
  await write([await pack(dir), await pack(dir, { language: 'ar' })], good);
});

test(
  'one bit that is wrong, or one file that is cut off, is found wherever it is',
  { timeout: 900_000 },
  async () => {
    console.log(`seed ${SEED}`);
    const chance = randomFrom(SEED);
    const random = (below: number): number => Math.floor(chance() * below);
    const target = newName(dir, 'stick');
    cpSync(good, target, { recursive: true });
    expect((await verifyDrop(target)).isNewestWhole).toBe(true);
    const paths = [...filesBelow(good)].filter(([, content]) => content !== '').map(([path]) => path);
    for (let n = 0; n < COUNT; n++) {
      const path = paths[random(paths.length)] ?? '';
      const file = join(target, path);
      const bytes = readFileSync(file);
      const at = random(bytes.length);
      if (random(3) === 0) truncateSync(file, at);
      else {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
        writeFileSync(file, changed);
      }
      const { isNewestWhole, findings } = await verifyDrop(target);
      expect([n, path, isNewestWhole]).toEqual([n, path, false]);
      expect([n, path, findings.some(({ params }) => params['path'] === path)]).toEqual([n, path, true]);
      writeFileSync(file, bytes);
    }
    expect((await verifyDrop(target)).isNewestWhole).toBe(true);
    rmSync(target, { recursive: true });
  },
);
