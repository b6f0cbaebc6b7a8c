import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyDrop } from '../../../src/drop/verify-drop.ts';
import { noise } from '../../delta/releases.ts';
import { pointsTried } from '../../faults.ts';
import { releasesOn } from '../releases-on.ts';
import { pack, stick } from '../sticks.ts';
import { changesOf, startTracing, type Traced, type Tracing } from './strace.ts';

// Every call to the system that writes, flushes, makes or removes something on a stick, of the whole command and what it starts: killed or
// refused there, or the stick gone from there on.
const FEW = 61;
/** A stick is pulled out at every sixteenth call: fifty of them. */
const PULLS = 16;
let dir: string;
let tracing: Tracing;
let old: string;
const packs = { first: '', next: '' };
const recorded = new Map<string, Traced>();

const cases = [
  { name: 'a first write', source: 'first', whole: undefined },
  { name: 'an update', source: 'next', whole: 1 },
] as const;

function start(whole: number | undefined): string {
  const target = stick(dir);
  if (whole !== undefined) cpSync(old, target, { recursive: true });
  return target;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-strace-'));
  const pages = (version: string): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 120 }, (_, n) => [`pages/${n}/page.html`, `<h1>Page ${n} of ${version}</h1>\n`]),
    );
  packs.first = await pack(dir, {
    files: { ...pages('1.0.0'), 'media/film-0123456789ab.mp4': noise(1, 5 << 20) },
  });
  packs.next = await pack(dir, {
    version: '1.1.0',
    files: { ...pages('1.1.0'), 'media/film-ba9876543210.mp4': noise(2, 5 << 20) },
  });
  tracing = startTracing(dir);
  old = stick(dir);
  expect((await tracing.run(packs.first, old)).exit).toBe(0);
  const both = start(1);
  expect((await tracing.run(packs.next, both)).exit).toBe(0);
  const places = ['', ...readdirSync(both, { recursive: true, encoding: 'utf8' })];
  for (const { name, source, whole } of cases)
    recorded.set(name, await tracing.record(packs[source], start(whole), places));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe.concurrent.each(cases)('$name', ({ name, source, whole }) => {
  const release = (whole ?? 0) + 1;
  const calls = (): Traced['calls'] => recorded.get(name)?.calls ?? [];

  test('renames nothing, and makes enough calls to try', ({ expect }) => {
    const names = changesOf(calls()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('rename') || name.startsWith('link'))).toEqual([]);
    expect(names.filter((name) => name !== 'openat').length).toBeGreaterThan(250);
  });

  test.each([
    ['killed', { kind: 'kill' }, 'SIGKILL', '', FEW, 1],
    ['refused for want of space', { kind: 'refuse', code: 'ENOSPC' }, 4, 'env-no-space', FEW, 1],
    ['refused by the medium', { kind: 'refuse', code: 'EIO' }, 4, 'drop-unplugged', FEW, 1],
    ['a stick that is pulled out', { kind: 'pull', code: 'EIO' }, 4, 'drop-unplugged', 8, PULLS],
  ] as const)(
    '%s at each call loses nothing, and the same command goes on',
    { timeout: 7_200_000 },
    async (what, fault, ending, finding, few, each) => {
      const changes = changesOf(calls());
      const points = pointsTried(Math.floor(changes.length / each), few).map((n) => n * each - 1);
      for (const at of points) {
        const call = changes[at];
        if (!call) throw new Error(`there is no call ${at}`);
        const told = `${at} ${call.name}`;
        const target = start(whole);
        const made = await tracing.fail(packs[source], target, calls(), { ...fault, call });
        expect([told, made.exit, made.hit]).toEqual([told, ending, true]);
        if (finding !== '')
          expect([told, made.stdout]).toEqual([told, expect.stringContaining(`"code":"${finding}"`)]);
        const found = await releasesOn(target);
        expect([told, [whole, release]]).toEqual([told, expect.arrayContaining([found.whole])]);
        // What learners are shown is whole.
        expect([told, found.shown]).toEqual([told, found.whole]);
        expect([told, (await tracing.run(packs[source], target)).exit]).toEqual([told, 0]);
        const after = await verifyDrop(target);
        expect([told, after.isNewestWhole, after.findings]).toEqual([told, true, []]);
        rmSync(target, { recursive: true });
      }
      console.log(`${name}, ${what}: ${points.length} of ${changes.length} calls`);
    },
  );
});
