import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Order } from '../../src/drop/prepare.ts';
import { writeTargets } from '../../src/drop/write-targets.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from '../delta/releases.ts';
import { drop, filesBelow, pack, stick } from './sticks.ts';

const dir = tempDir();
let english: string;

beforeAll(async () => {
  english = await pack(dir);
});

test(
  'fifty sticks at once, three of them bad: the others are good, and each has its verdict',
  { timeout: 120_000 },
  async () => {
    const targets = Array.from({ length: 49 }, () => stick(dir));
    const [taken = '', linked = ''] = targets;
    writeFileSync(join(taken, 'index.html'), 'mine');
    symlinkSync(stick(dir), join(linked, 'packs'));
    const missing = newName(dir, 'stick');
    const all = [...targets, missing];
    const { exit, stdout } = await drop(['write', english, '--to', ...all, '--allow-folder']);
    expect(exit).toBe(3);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; target: string });
    const endings = events.filter(({ event }) => event === 'done' || event === 'failed');
    expect(endings).toHaveLength(50);
    const bad = endings.filter(({ event }) => event === 'failed').map(({ target }) => target);
    expect(bad.sort()).toEqual([taken, linked, missing].sort());
    const [, , first = '', ...others] = targets;
    for (const target of others) expect(filesBelow(target)).toEqual(filesBelow(first));
  },
);

test('an interruption stops all of them, and the same command goes on', async () => {
  const targets = [stick(dir), stick(dir)];
  const big = await pack(dir, {
    version: '1.1.0',
    files: { 'media/film-0123456789ab.mp4': Buffer.alloc(64 << 20, 7) },
  });
  mkdirSync(join(targets[0] ?? '', 'photos'));
  const args = ['write', big, '--to', ...targets, '--allow-folder'];
  const { exit } = await drop(args, {}, (line, child) => {
    if (line.includes('"writing"')) child.kill('SIGINT');
  });
  expect(exit).toBe(130);
  expect((await drop(args)).exit).toBe(0);
  expect((await drop(['verify', ...targets])).exit).toBe(0);
});

test('a fault of a thread is told, and holds up none of the others', async () => {
  const ended: string[] = [];
  const faulty = { sources: undefined, choice: {}, only: false, older: false, allowFolder: true };
  const both = writeTargets(
    faulty as unknown as Order,
    [stick(dir), stick(dir)],
    (target) => ended.push(target),
    new AbortController().signal,
  );
  await expect(both).rejects.toThrow(TypeError);
  expect(ended).toEqual([]);
});
