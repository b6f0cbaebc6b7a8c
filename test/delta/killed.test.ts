import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { isSample, pointsTried } from '../faults.ts';
import { newName, noise, prose, release } from './releases.ts';

const root = join(import.meta.dirname, '../..');
const dir = tempDir();
let base: string;
let target: string;
let delta: string;

beforeAll(async () => {
  const film = { 'media/film.mp4': noise(1, 5 << 20) };
  const pages = (seed: number): Record<string, string> => ({
    'pages/a.html': prose(seed, 300),
    'pages/b.html': prose(7, 300),
  });
  base = await release(dir, { ...pages(1), ...film });
  target = await release(dir, { ...pages(2), ...film, 'media/b.webp': noise(2, 3 << 20) });
  delta = newName(dir, 'delta');
  await writeDelta({ base, target, file: delta });
});

/** Runs the CLI; its environment says where it is killed. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<NodeJS.Signals | number | null> {
  const preload = join(import.meta.dirname, '../kill-at.mjs');
  const child = spawn(process.execPath, ['--import', preload, join(root, 'bin/satchel.js'), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal ?? code);
    });
  });
}

const verbs = {
  apply: { args: (out: string) => ['apply', base, delta, '-o', join(out, 'made')], made: () => target },
  diff: { args: (out: string) => ['diff', base, target, '-o', join(out, 'made')], made: () => delta },
} as const;

/** Kills a verb that is to write over `before` (a file, or nothing) at each call; it must leave that, or all that it makes. */
async function killEverywhere(verb: keyof typeof verbs, before: string | undefined): Promise<void> {
  const { args, made } = verbs[verb];
  const whole = readFileSync(made());
  const sources = [base, target, delta].map((file) => readFileSync(file));
  const count = join(dir, 'count');
  const out = newName(dir, 'out');
  mkdirSync(out);
  expect(await run(args(out), { KILL_COUNT: count })).toBe(0);
  const calls = Number(readFileSync(count, 'utf8'));
  expect(calls).toBeGreaterThan(8);

  for (const at of pointsTried(calls, 7)) {
    for (const torn of isSample ? ['1'] : ['', '1']) {
      const out = newName(dir, 'out');
      mkdirSync(out);
      if (before !== undefined) cpSync(before, join(out, 'made'));
      expect(await run(args(out), { KILL_AT: String(at), KILL_TORN: torn })).toBe('SIGKILL');
      const left = readdirSync(out).includes('made') ? readFileSync(join(out, 'made')) : undefined;
      const old = before === undefined ? undefined : readFileSync(before);
      expect([old, whole].some((bytes) => bytes === left || (bytes && left?.equals(bytes)))).toBe(true);
      expect([base, target, delta].every((file, i) => sources[i]?.equals(readFileSync(file)))).toBe(true);
      expect(await run(args(out), {})).toBe(0);
      expect(readFileSync(join(out, 'made')).equals(whole)).toBe(true);
      expect(readdirSync(out)).toEqual(['made']);
    }
  }
}

test.for([
  ['apply', 'nothing'],
  ['apply', 'something'],
  ['diff', 'nothing'],
] as const)(
  'killed anywhere, %s leaves what was there (%s) or all that it makes, and the next run cleans up',
  { timeout: isSample ? 120_000 : 600_000 },
  async ([verb, before]) => {
    await killEverywhere(verb, before === 'nothing' ? undefined : base);
  },
);
