import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SatchelError } from '../../../src/diagnostic.ts';
import { verifyDrop } from '../../../src/drop/verify-drop.ts';
import { noise } from '../../delta/releases.ts';
import { pack, stick } from '../sticks.ts';

// Every call to the system that writes, flushes or makes a folder, of the whole process and what it starts, killed or refused by
// strace. `npm run test:faults` tries each, `test:system` some.
const ALL = process.env['FAULTS'] === 'all';
const STEP = ALL ? 1 : 61;
const CALLS = 'write,writev,pwrite64,fsync,fdatasync,syncfs,mkdir,mkdirat,unlink,rmdir';
const satchel = join(import.meta.dirname, '../../../bin/satchel.js');
let dir: string;
let old: string;
let first: string;
let next: string;
/** Files and folders of a stick that has both versions: strace looks at these alone. */
let places: string[] = [''];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-strace-'));
  const pages = (version: string): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 120 }, (_, n) => [`pages/${n}/page.html`, `<h1>Page ${n} of ${version}</h1>\n`]),
    );
  first = await pack(dir, { files: { ...pages('1.0.0'), 'media/film-0123456789ab.mp4': noise(1, 5 << 20) } });
  next = await pack(dir, {
    version: '1.1.0',
    files: { ...pages('1.1.0'), 'media/film-ba9876543210.mp4': noise(2, 5 << 20) },
  });
  old = stick(dir);
  expect((await traced(first, old)).exit).toBe(0);
  const both = stick(dir);
  cpSync(old, both, { recursive: true });
  expect((await traced(next, both)).exit).toBe(0);
  places = ['', ...readdirSync(both, { recursive: true, encoding: 'utf8' })];
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Writes a bundle with what strace does to it; gives how it ended and the calls that it made. */
function traced(
  bundle: string,
  target: string,
  inject?: string,
): Promise<{ exit: NodeJS.Signals | number | null; stdout: string; calls: number }> {
  const log = join(dir, 'strace.log');
  const paths = places.flatMap((path) => ['-P', join(target, path)]);
  const args = ['-f', '-qq', '-o', log, ...paths, '-e', `trace=${CALLS}`];
  const strace = [...args, ...(inject === undefined ? [] : ['-e', `inject=${CALLS}:${inject}`])];
  const command = [
    'drop',
    'write',
    bundle,
    '--to',
    target,
    '--allow-folder',
    '--receipts',
    join(dir, 'receipts'),
  ];
  const child = spawn('strace', [...strace, process.execPath, satchel, ...command], {
    env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const lines = readFileSync(log, 'utf8').split('\n');
      const calls = lines.filter((line) => /^\d+ +[a-z0-9]+\(/.test(line)).length;
      resolve({ exit: signal ?? code, stdout, calls });
    });
  });
}

async function wholeOf(target: string): Promise<number | undefined> {
  try {
    return (await verifyDrop(target)).whole?.release.release;
  } catch (error) {
    if (error instanceof SatchelError && /^drop-(?:target-no-drop|nothing-finished)$/.test(error.code))
      return undefined;
    throw error;
  }
}

test('strace is here', () => {
  expect(spawnSync('strace', ['-V']).status).toBe(0);
});

describe.each([
  ['a first write', undefined],
  ['an update', 1],
] as const)('%s', (_, whole) => {
  const [bundle, release] = [() => (whole === undefined ? first : next), (whole ?? 0) + 1];
  const start = (): string => {
    const target = stick(dir);
    if (whole !== undefined) cpSync(old, target, { recursive: true });
    return target;
  };

  test.each([
    ['killed', 'signal=SIGKILL', 'SIGKILL'],
    ['refused for want of space', 'error=ENOSPC', 4],
    ['refused by the medium', 'error=EIO', 4],
  ] as const)('%s at each call loses nothing', { timeout: 3_600_000 }, async (_name, what, ending) => {
    const { calls } = await traced(bundle(), start());
    console.log(`${calls} calls`);
    expect(calls).toBeGreaterThan(250);
    for (let at = 1; at <= calls; at += STEP) {
      const target = start();
      const { exit } = await traced(bundle(), target, `${what}:when=${at}`);
      const found = await wholeOf(target);
      // What was refused when all was done (removing what is superseded, closing) leaves the new release.
      if (exit === 0) expect([at, found]).toEqual([at, release]);
      else {
        expect([at, exit]).toEqual([at, ending]);
        expect([whole, release]).toContain(found);
      }
      if (at % (STEP * 4) === 1) {
        expect((await traced(bundle(), target)).exit).toBe(0);
        expect(await wholeOf(target)).toBeGreaterThanOrEqual(release);
      }
      rmSync(target, { recursive: true });
    }
  });
});
