import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName, noise } from '../delta/releases.ts';
import { isSample, pointsTried } from '../faults.ts';
import { releasesOn } from './releases-on.ts';
import { pack, stick, verify, write } from './sticks.ts';

// Each call of the command’s own code: killed there, half of a write done, or refused; power/syscalls.test.ts has those of the whole process.
const FEW = 31;
const dir = tempDir();
let first: string;
let next: string;
let old: string;

beforeAll(async () => {
  first = await pack(dir, { files: { 'media/film-0123456789ab.mp4': noise(1, 9 << 20) } });
  next = await pack(dir, {
    version: '1.1.0',
    files: { 'media/film-ba9876543210.mp4': noise(2, 9 << 20), 'pages/roots.html': '<h1>Roots</h1>\n' },
  });
  old = stick(dir);
  // Its end removes what only the first release named.
  await write([await pack(dir, { version: '0.9.0' })], old);
  await write([first], old);
});

/** A stick that holds nothing, or the first version; and what is put on it. */
const cases = {
  'a first write': { whole: undefined, start: () => stick(dir), source: () => first },
  'an update': {
    whole: 2,
    start: () => {
      const target = newName(dir, 'stick');
      cpSync(old, target, { recursive: true });
      return target;
    },
    source: () => next,
  },
} as const;

async function callsOf(name: keyof typeof cases): Promise<number> {
  const count = newName(dir, 'count');
  const { start, source } = cases[name];
  expect((await write([source()], start(), { KILL_COUNT: count })).exit).toBe(0);
  const calls = Number(readFileSync(count, 'utf8'));
  expect(calls).toBeGreaterThan(15);
  return calls;
}

/** The release before is as whole as it was, or the new one is; the same command then ends what was begun. */
async function expectWhole(name: keyof typeof cases, target: string): Promise<void> {
  const { whole, source } = cases[name];
  const release = (whole ?? 0) + 1;
  const found = await releasesOn(target);
  expect([whole, release]).toContain(found.whole);
  // What learners are shown is whole.
  expect(found.shown).toBe(found.whole);
  expect((await write([source()], target)).exit).toBe(0);
  const after = await verify(target);
  expect(after).toMatchObject({ exit: 0, codes: [] });
  // A number is lost where the release was there and its script was not.
  expect(after.whole).toBeLessThanOrEqual(release + 1);
}

describe.concurrent.each(Object.keys(cases) as (keyof typeof cases)[])('%s', (name) => {
  test('killed at any call loses nothing', { timeout: 900_000 }, async () => {
    const calls = await callsOf(name);
    for (const at of pointsTried(calls, FEW))
      for (const torn of isSample ? ['1'] : ['', '1']) {
        const target = cases[name].start();
        const { exit } = await write([cases[name].source()], target, {
          KILL_AT: String(at),
          KILL_TORN: torn,
        });
        expect([at, exit]).toEqual([at, 'SIGKILL']);
        await expectWhole(name, target);
      }
  });

  test.each([
    ['a full disk', 'ENOSPC', ''],
    ['a bad sector', 'EIO', ''],
    ['a stick that is pulled out', 'EIO', '1'],
  ])('%s at any call loses nothing, and is told', { timeout: 900_000 }, async (_, code, on) => {
    const calls = await callsOf(name);
    for (const at of pointsTried(calls, FEW * 2, 2)) {
      const target = cases[name].start();
      const env = { FAIL_AT: String(at), FAIL_CODE: code, FAIL_ON: on };
      const { exit, stdout } = await write([cases[name].source()], target, env);
      expect([at, exit, stdout]).toEqual([at, 4, expect.stringMatching(/"code":"(?:env-|drop-unplugged)/)]);
      await expectWhole(name, target);
    }
  });
});

test('a stick that is gone when it is read back is told as gone, not as one that loses files', async () => {
  const calls = await callsOf('a first write');
  const [target, pocket] = [stick(dir), newName(dir, 'pocket')];
  const env = { MOVE_AT: String(calls), MOVE_FROM: target, MOVE_TO: pocket };
  const { exit, stdout } = await write([first], target, env);
  expect([exit, stdout]).toEqual([4, expect.stringContaining('"code":"drop-unplugged"')]);
  expect(stdout).toContain('"phase":"reading back"');
  expect((await write([first], pocket)).exit).toBe(0);
});

test('a flush that was killed is none: nothing is called good', async () => {
  const programs = newName(dir, 'programs');
  mkdirSync(programs);
  // The first call asks whether there is such a program; the second is the first flush.
  const count = join(programs, 'count');
  const sync = `#!/bin/sh\n[ -e ${count} ] && kill -KILL $$\ntouch ${count}\n`;
  writeFileSync(join(programs, 'sync'), sync, { mode: 0o755 });
  const target = stick(dir);
  const PATH = `${programs}:${process.env['PATH'] ?? ''}`;
  const { exit, stdout } = await write([first], target, { PATH });
  expect([exit, stdout]).toEqual([4, expect.stringContaining('"code":"env-system"')]);
  expect((await write([first], target)).exit).toBe(0);
});
