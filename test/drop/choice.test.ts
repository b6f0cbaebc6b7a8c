import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { chooseFitting } from '../../src/drop/fit.ts';
import { closeOffers, openOffers } from '../../src/drop/sources.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName, noise } from '../delta/releases.ts';
import { drop, filesBelow, pack, stick, verify, write } from './sticks.ts';

const dir = tempDir();
let first: string;
let next: string;
let delta: string;

beforeAll(async () => {
  first = await pack(dir);
  next = await pack(dir, { version: '1.1.0', files: { 'pages/index.html': '<h1>Plants, again</h1>\n' } });
  delta = newName(dir, 'delta');
  await writeDelta({ base: first, target: next, file: delta });
});

describe('what is carried', () => {
  const carry = (target: string, ...files: string[]): ReturnType<typeof drop> =>
    drop(['write', next, '--to', target, '--allow-folder', '--carry', ...files]);

  it('is there byte for byte, is verified like all else, and the next laptop updates from it', async () => {
    const target = stick(dir);
    expect((await carry(target, next, delta)).exit).toBe(0);
    const name = delta.slice(dir.length + 1);
    const carried = join(target, 'channel', name);
    expect(readFileSync(carried).equals(readFileSync(delta))).toBe(true);
    expect(await verify(target)).toMatchObject({ exit: 0, codes: [] });
    writeFileSync(carried, 'damaged');
    expect((await verify(target)).exit).toBe(3);
    expect((await drop(['repair', target, '--from', delta])).exit).toBe(0);
    expect(await verify(target)).toMatchObject({ exit: 0, codes: [] });
    // A release that is lost is made again of its sums, with what it carries.
    const whole = filesBelow(target);
    rmSync(join(target, 'releases/1.json'));
    expect((await drop(['repair', target])).exit).toBe(0);
    expect(filesBelow(target)).toEqual(whole);
  });

  it('stays until --only', async () => {
    const target = stick(dir);
    await carry(target, delta);
    const later = await pack(dir, { version: '1.2.0' });
    await write([later], target);
    expect([...filesBelow(target).keys()].some((path) => path.startsWith('channel/'))).toBe(true);
    await drop(['write', later, '--to', target, '--allow-folder', '--only']);
    const last = await pack(dir, { version: '1.3.0' });
    await drop(['write', last, '--to', target, '--allow-folder', '--only']);
    expect([...filesBelow(target).keys()].some((path) => path.startsWith('channel/'))).toBe(false);
  });

  it('is refused where it is damaged, is something else, or has a name that sticks cannot have', async () => {
    const target = stick(dir);
    const broken = newName(dir, 'delta');
    writeFileSync(broken, readFileSync(delta).subarray(0, statSync(delta).size - 3));
    expect((await carry(target, broken)).exit).toBe(3);
    const odd = join(dir, 'ein Päckchen.zip');
    copyFileSync(first, odd);
    expect((await carry(target, odd)).exit).toBe(2);
    expect((await carry(target, join(dir, 'nowhere.zip'))).exit).toBe(2);
    expect(filesBelow(target).size).toBe(0);
    rmSync(odd);
  });
});

describe('what fits', () => {
  it('is chosen in the order in which it was named, first all that can be there, then better profiles', async () => {
    const sized = (id: string, profile: string, size: number): Promise<string> =>
      pack(dir, { id, profile, files: { 'media/film-0123456789ab.mp4': noise(size, size) } });
    const { offers } = await openOffers(
      [
        await sized('a', 'high', 9000),
        await sized('a', 'low', 1000),
        await sized('b', 'high', 8000),
        await sized('b', 'low', 2000),
        await sized('c', 'low', 60_000),
      ],
      {},
    );
    const choose = (room: number): string[] => {
      const fits = (chosen: typeof offers): boolean =>
        chosen
          .flatMap(({ manifest }) => manifest.entries)
          .reduce((sum, { size, path }) => sum + (path.startsWith('media/film') ? size : 0), 0) <= room;
      return chooseFitting(offers, (chosen) => fits([...chosen])).chosen.map(
        ({ version }) => `${version.id} ${version.profile}`,
      );
    };
    expect(choose(500)).toEqual([]);
    expect(choose(2500)).toEqual(['a low']);
    expect(choose(4000)).toEqual(['a low', 'b low']);
    expect(choose(11_500)).toEqual(['a high', 'b low']);
    expect(choose(17_000)).toEqual(['a high', 'b high']);
    await closeOffers(offers);
  });
});
