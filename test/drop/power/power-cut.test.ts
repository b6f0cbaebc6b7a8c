import { execFile, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBundle } from '../../../src/bundle/verify.ts';
import { pointsTried, SEED, trials } from '../../faults.ts';
import { randomFrom } from '../random.ts';
import { verifyDrop } from '../../../src/drop/verify-drop.ts';
import { releasesOn } from '../releases-on.ts';
import { pack } from '../sticks.ts';
import { boot } from './boot.ts';
import { parseLog, type LoggedWrite } from './log-writes.ts';

// The power goes at any write to a FAT stick, also while the stick had writes in its cache and brought them to the medium in another order,
// or in part.
const FEW = 5;
const SHUFFLES = trials(1000, 40);
/** The same command is run again after one cut in so many. */
const AGAIN = 4;
const root = join(import.meta.dirname, '../../..');
const satchelFile = join(root, 'bin/satchel.js');
const satchel = `${process.execPath} ${satchelFile}`;
const run = promisify(execFile);

let dir: string;
let made = 0;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-power-'));
  console.log(`seed ${SEED}`);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function newImage(): string {
  const image = join(dir, `${++made}.img`);
  writeFileSync(image, '');
  truncateSync(image, 40 << 20);
  expect(spawnSync('mkfs.vfat', ['-F', '32', '-s', '1', image]).status).toBe(0);
  return image;
}

/** Runs a script with a stick; gives the stick as it was before, and what was written to it. */
async function logged(image: string, script: string): Promise<{ before: string; writes: LoggedWrite[] }> {
  const name = join(dir, String(++made));
  const [before, log] = [`${name}.img`, `${name}.log`];
  await run('cp', [image, before]);
  writeFileSync(log, '');
  truncateSync(log, 256 << 20);
  await boot({ dir, image, log, script: `${script}\nmark safe` });
  const writes = parseLog(log);
  rmSync(log);
  const begin = writes.findIndex(({ mark }) => mark === 'begin');
  expect(begin).toBeGreaterThanOrEqual(0);
  return { before, writes: writes.slice(begin + 1) };
}

/** The files of a stick that got these writes alone, as they are after fsck. */
async function stickAfter(before: string, writes: readonly LoggedWrite[]): Promise<string> {
  const name = join(dir, String(++made));
  const [image, folder] = [`${name}.img`, `${name}.stick`];
  await run('cp', [before, image]);
  const fd = openSync(image, 'r+');
  for (const { start, data } of writes) if (data.length > 0) writeSync(fd, data, 0, data.length, start);
  closeSync(fd);
  // 1: what was wrong was mended (fsck.fat(8)).
  const fsck = await run('fsck.vfat', ['-a', image]).catch((error: unknown) => error as { code: number });
  expect([undefined, 1], JSON.stringify(fsck)).toContain('code' in fsck ? fsck.code : undefined);
  mkdirSync(folder);
  // A stick with nothing on it has nothing to copy.
  await run('mcopy', ['-s', '-n', '-Q', '-i', image, '::*', folder], {
    env: { ...process.env, MTOOLS_SKIP_CHECK: '1' },
  }).catch(() => undefined);
  rmSync(image);
  return folder;
}

/** What a stick may have that lost power between two flushes: all before the first, and of what follows some, in any order, some in part. */
function shuffled(writes: readonly LoggedWrite[], random: () => number): LoggedWrite[] {
  const at = Math.floor(random() * writes.length);
  const isFlush = ({ isFlush }: LoggedWrite): boolean => isFlush;
  const first = writes.slice(0, at).findLastIndex(isFlush) + 1;
  const next = writes.findIndex((write, i) => i >= at && write.isFlush);
  const open = writes.slice(first, next < 0 ? undefined : next);
  const some = open.filter(() => random() < 0.6);
  for (let i = some.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [some[i], some[j]] = [some[j] as LoggedWrite, some[i] as LoggedWrite];
  }
  return [
    ...writes.slice(0, first),
    ...some.map((write) => {
      if (random() < 0.7 || write.data.length <= 512) return write;
      const kept = 512 * Math.floor((random() * write.data.length) / 512);
      return { ...write, data: write.data.subarray(0, kept) };
    }),
  ];
}

describe.concurrent('a power cut', () => {
  let first: string;
  let next: string;
  beforeAll(async () => {
    first = await pack(dir);
    next = await pack(dir, {
      version: '1.1.0',
      files: {
        'pages/index.html': '<h1>Plants, again</h1>\n',
        'media/new-0123456789ab.webp': 'RIFF'.repeat(3000),
      },
    });
  });

  async function expectNothingLost(image: string, bundle: string, old: number | undefined): Promise<void> {
    const { before, writes } = await logged(
      image,
      `${satchel} drop write ${bundle} --to $STICK --allow-folder --format json --receipts /run/receipts`,
    );
    const safe = writes.findIndex(({ mark }) => mark === 'safe');
    expect(safe).toBeGreaterThan(20);
    const release = (old ?? 0) + 1;
    let checks = 0;
    const check = async (what: string, made: readonly LoggedWrite[], isSafe: boolean): Promise<void> => {
      const folder = await stickAfter(before, made);
      const { shown, whole } = await releasesOn(folder);
      expect([what, whole]).toEqual([what, isSafe || whole === release ? release : old]);
      // What learners are shown is whole.
      expect([what, shown]).toEqual([what, whole]);
      if (++checks % AGAIN === 0) {
        const again = [
          'drop',
          'write',
          bundle,
          '--to',
          folder,
          '--allow-folder',
          '--receipts',
          `${folder}.receipts`,
        ];
        await run(process.execPath, [satchelFile, ...again]);
        const { isNewestWhole } = await verifyDrop(folder);
        expect([what, isNewestWhole]).toEqual([what, true]);
      }
      rmSync(folder, { recursive: true });
    };
    const prefixes = [...pointsTried(safe - 1, FEW, 0), ...Array.from(writes.keys()).slice(safe)];
    for (const n of prefixes) await check(`write ${n}`, writes.slice(0, n), n > safe);
    const random = randomFrom(SEED);
    for (let n = 0; n < SHUFFLES; n++) await check(`order ${n}`, shuffled(writes, random), false);
    console.log(
      `${writes.length} writes and flushes: ${prefixes.length} prefixes, ${SHUFFLES} orders, nothing lost`,
    );
  }

  test('at any moment of a first write leaves nothing or all of it', { timeout: 1_800_000 }, async () => {
    await expectNothingLost(newImage(), first, undefined);
  });

  test(
    'at any moment of an update leaves the old release or the new one',
    { timeout: 1_800_000 },
    async () => {
      const image = newImage();
      await logged(
        image,
        `${satchel} drop write ${first} --to $STICK --allow-folder --format json --receipts /run/receipts`,
      );
      await expectNothingLost(image, next, 1);
    },
  );

  // The control: what writes to temporary names, flushes and renames, as programs do, is broken in the same harness.
  test('breaks what writes in the usual way', { timeout: 1_800_000 }, async () => {
    const image = newImage();
    const naive = `${process.execPath} ${join(import.meta.dirname, 'naive.mjs')}`;
    const unpacked = ['old', 'new'].map((name) => join(dir, name));
    for (const [i, bundle] of [first, next].entries())
      await run(process.execPath, [join(root, 'bin/satchel.js'), 'unpack', bundle, unpacked[i] ?? '']);
    await logged(image, `${naive} ${unpacked[0]} $STICK`);
    const { before, writes } = await logged(image, `${naive} ${unpacked[1]} $STICK`);
    let broken = 0;
    const moments = pointsTried(writes.length - 1, FEW);
    for (const n of moments) {
      const folder = await stickAfter(before, writes.slice(0, n));
      const found = await verifyBundle(folder).catch(() => undefined);
      if (!found || found.findings.some(({ code }) => code !== 'bundle-entry-foreign')) broken++;
      rmSync(folder, { recursive: true });
    }
    expect(broken).toBeGreaterThan(0);
    console.log(`the naive writer: ${broken} of ${moments.length} moments leave neither release whole`);
  });
});
