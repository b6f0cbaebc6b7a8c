import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readState } from '../../src/channel/state.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { Forge } from '../channel/forge.ts';
import { isSample, pointsTried } from '../faults.ts';
import { newPacks } from './follow.ts';
import { addDelta, addPack, makePack, packsIn, type MadePack } from './packs.ts';

const FEW = 9;
const root = join(import.meta.dirname, '../..');
const dir = tempDir();
let v1: MadePack;
let v2: MadePack;
const channels = { delta: new Forge(join(dir, 'delta')), whole: new Forge(join(dir, 'whole')) };
type Way = keyof typeof channels;

beforeAll(async () => {
  v1 = await makePack(join(dir, 'made'), '1.0.0');
  v2 = await makePack(join(dir, 'made'), '1.1.0');
  for (const forge of Object.values(channels)) {
    addPack(forge, v1);
    addPack(forge, v2);
  }
  await addDelta(channels.delta, v1, v2);
  for (const forge of Object.values(channels)) forge.publish();
});

/** Updates by the real command; its environment says where it is killed, or what fails. */
function run(
  way: Way,
  to: string,
  env: Readonly<Record<string, string>> = {},
): Promise<NodeJS.Signals | number | null> {
  const preload = join(import.meta.dirname, '../kill-at.mjs');
  const { dir: channel, fingerprint } = channels[way];
  const args = ['update', channel, '--to', to, '--trust', fingerprint];
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

/** A folder of packs that has 1.0.0. */
function prepared(): string {
  const to = newPacks(dir);
  copyFileSync(v1.file, join(to, v1.name));
  return to;
}

/** Every bundle in a folder is one of the two, whole, and one at least is there; what is known of the channel can be read. */
function expectWhole(to: string): void {
  const names = packsIn(to);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    const pack = [v1, v2].find((one) => one.name === name);
    expect(pack && readFileSync(join(to, name)).equals(readFileSync(pack.file)), name).toBe(true);
  }
  readState(to);
}

/** The next run makes good whatever was left, and leaves nothing of its own. */
async function expectGoesOn(way: Way, to: string): Promise<void> {
  expect(await run(way, to)).toBe(0);
  expect(packsIn(to)).toEqual([v2.name]);
  expectWhole(to);
  expect(readdirSync(join(to, '.satchel')).sort()).toEqual(['channel.json', 'partial']);
  expect(readdirSync(join(to, '.satchel/partial'))).toEqual([]);
}

/** The numbers of the calls that a run makes which write: all, or some of them. */
async function calls(way: Way): Promise<number[]> {
  const count = join(dir, `count-${way}`);
  expect(await run(way, prepared(), { KILL_COUNT: count })).toBe(0);
  const last = Number(readFileSync(count, 'utf8'));
  expect(last).toBeGreaterThan(10);
  return pointsTried(last, FEW);
}

const TIMEOUT = isSample ? 60_000 : 900_000;

describe.each(['delta', 'whole'] as const)('an update by a %s', (way) => {
  test(
    'that is killed anywhere leaves the old bundle or the new one, and goes on',
    { timeout: TIMEOUT },
    async () => {
      for (const [n, call] of (await calls(way)).entries()) {
        // Every second one of those that are tried, whatever its number, is half done.
        const env = { KILL_AT: String(call), KILL_TORN: n % 2 === 0 ? '1' : '' };
        const to = prepared();
        expect(await run(way, to, env)).toBe('SIGKILL');
        expectWhole(to);
        await expectGoesOn(way, to);
      }
    },
  );

  test.each(['ENOSPC', 'EIO'])(
    'in which a write ends with %s leaves the old bundle or the new one, and goes on',
    { timeout: TIMEOUT },
    async (code) => {
      for (const [n, call] of (await calls(way)).entries()) {
        const env = { FAIL_AT: String(call), FAIL_CODE: code, FAIL_ON: n % 2 === 0 ? '1' : '' };
        const to = prepared();
        // What cannot be removed harms nothing.
        expect([0, 4]).toContain(await run(way, to, env));
        expectWhole(to);
        await expectGoesOn(way, to);
      }
    },
  );
});

test('two updates of one folder at once: one is done, the other is told', async () => {
  const to = prepared();
  const codes = await Promise.all([run('whole', to), run('whole', to)]);
  expect(codes).toContain(0);
  for (const code of codes) expect([0, 4]).toContain(code);
  await expectGoesOn('whole', to);
});

test.each(['', '{', '{"formatVersion":1}', 'null', '[]', '\u0000'])(
  'a state of %j is told, and nothing is believed anew',
  async (text) => {
    const to = prepared();
    mkdirSync(join(to, '.satchel'));
    writeFileSync(join(to, '.satchel/channel.json'), text);
    expect(await run('whole', to)).toBe(3);
    expect(packsIn(to)).toEqual([v1.name]);
  },
);

test('a state that somebody has changed is told', async () => {
  const to = prepared();
  expect(await run('whole', to)).toBe(0);
  const file = join(to, '.satchel/channel.json');
  const state = readFileSync(file, 'utf8');
  const edits: [string, string][] = [
    ['sha256:', 'sha256:0'],
    ['\\"version\\":1', '\\"version\\":9'],
    ['keyid', 'keyit'],
  ];
  for (const [from, by] of edits) {
    expect(state).toContain(from);
    writeFileSync(file, state.replace(from, by));
    expect(await run('whole', to)).toBe(3);
  }
});
