import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noise } from '../../delta/releases.ts';
import { pack } from '../sticks.ts';
import { boot } from './boot.ts';

// Sticks that do not do what they say, on the real vfat driver.

const satchel = `${process.execPath} ${join(import.meta.dirname, '../../../bin/satchel.js')}`;
let dir: string;
let film: string;
let image: string;
let log: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-fake-'));
  film = await pack(dir, { files: { 'media/film-0123456789ab.mp4': noise(1, 12 << 20) } });
  image = join(dir, 'stick.img');
  log = join(dir, 'log.img');
});
beforeEach(() => {
  for (const file of [image, log]) {
    writeFileSync(file, '');
    truncateSync(file, 64 << 20);
  }
  expect(spawnSync('mkfs.vfat', ['-F', '32', image]).status).toBe(0);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Runs a script on a stick of which only the first 8 MiB are there: what is written behind them is taken, and gone. */
function onFake(script: string): Promise<string> {
  const table = '0 16384 linear /dev/ubda 0\\n16384 114688 zero\\n';
  return boot({
    ...{ dir, image, log },
    script: [
      'umount $STICK',
      `printf '${table}' | dmsetup create fake`,
      'mount -t vfat -o utf8 /dev/dm-1 $STICK',
      script,
      'umount $STICK; dmsetup remove fake; mount -t vfat -o utf8 /dev/dm-0 $STICK',
    ].join('\n'),
  });
}

test(
  'a stick that holds less than it says is found out before it is called good',
  { timeout: 120_000 },
  async () => {
    const output = await onFake(
      `${satchel} drop write ${film} --to $STICK --allow-folder --format json --receipts /run/receipts || echo exit $?`,
    );
    expect(output).toContain('"code":"drop-not-read-back"');
    expect(output).toContain('exit 3');
  },
);

test(
  'a stick that can only be read is refused before anything is written',
  { timeout: 120_000 },
  async () => {
    const output = await boot({
      ...{ dir, image, log },
      script: [
        'mount -o remount,ro $STICK',
        `${satchel} drop plan ${film} --to $STICK --allow-folder || echo exit $?`,
        'mount -o remount,rw $STICK',
      ].join('\n'),
    });
    expect(output).toContain('drop-target-read-only');
    expect(output).toContain('exit 4');
  },
);

test(
  'a full stick is refused before anything is written, with what it would take',
  { timeout: 120_000 },
  async () => {
    const output = await boot({
      ...{ dir, image, log },
      script: [
        'dd if=/dev/zero of=$STICK/fill bs=1M count=56 2>/dev/null',
        `${satchel} drop write ${film} --to $STICK --allow-folder --format json || echo exit $?`,
        'ls $STICK',
      ].join('\n'),
    });
    expect(output).toContain('"code":"drop-no-space"');
    expect(output).toMatch(/exit 4\nfill\nENDED\n$/);
  },
);

test('what a plan says that it takes, it takes, to the cluster', { timeout: 120_000 }, async () => {
  const output = await boot({
    ...{ dir, image, log },
    script: [
      'free() { df -B1 --output=avail $STICK | tail -1; }',
      'before=$(free)',
      `${satchel} drop plan ${film} --to $STICK --allow-folder --format json | grep takenSize`,
      `${satchel} drop write ${film} --to $STICK --allow-folder --format json --receipts /run/receipts > /dev/null`,
      'echo took $((before - $(free)))',
    ].join('\n'),
  });
  const [, planned] = /"takenSize": (\d+)/.exec(output) ?? [];
  const [, took] = /took (\d+)/.exec(output) ?? [];
  expect(Number(planned)).toBeGreaterThanOrEqual(Number(took));
  expect(Number(planned)).toBeLessThan(Number(took) * 1.01);
});
