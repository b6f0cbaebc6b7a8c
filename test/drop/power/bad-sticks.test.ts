import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noise } from '../../delta/releases.ts';
import { pack } from '../sticks.ts';
import { boot } from './boot.ts';

// Sticks that are bad in ways of their own, beside good ones, on the real vfat driver: what becomes of the good ones, and when.

const satchel = `${process.execPath} ${join(import.meta.dirname, '../../../bin/satchel.js')}`;
const SECTORS = (40 << 20) / 512;
const GOOD = (8 << 20) / 512;
const STICKS = ['still', 'pulled', 'fake', 'worn', 'good', 'better'] as const;
let dir: string;
let film: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-bad-'));
  film = await pack(dir, { files: { 'media/film-0123456789ab.mp4': noise(1, 12 << 20) } });
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function newFile(name: string, size: number): string {
  const file = join(dir, name);
  writeFileSync(file, '');
  truncateSync(file, size);
  return file;
}

interface Event {
  readonly event: string;
  readonly target: string;
  readonly exitCode?: number;
  readonly diagnostics?: readonly { readonly code: string }[];
}

test(
  'a stick that stands still, is pulled out, is worn or a fake holds up none of the others, and each has its verdict',
  { timeout: 300_000 },
  async ({ signal }) => {
    const image = newFile('stick.img', 64 << 20);
    expect(spawnSync('mkfs.vfat', ['-F', '32', image]).status).toBe(0);
    const at = (i: number): string => `/dev/ubdc ${i * SECTORS}`;
    const after = (i: number): string => `/dev/ubdc ${i * SECTORS + GOOD}`;
    const rest = SECTORS - GOOD;
    // What lies behind the first 8 MiB is taken and gone, or refused; the others are what they say.
    const tables = STICKS.map((name, i) => {
      if (name === 'fake') return `0 ${GOOD} linear ${at(i)}\\n${GOOD} ${rest} zero\\n`;
      if (name === 'worn') return `0 ${GOOD} linear ${at(i)}\\n${GOOD} ${rest} error\\n`;
      return `0 ${GOOD} linear ${at(i)}\\n${GOOD} ${rest} linear ${after(i)}\\n`;
    });
    const output = await boot({
      ...{ dir, image, signal, log: newFile('log.img', 64 << 20) },
      other: newFile('sticks.img', STICKS.length * SECTORS * 512),
      script: [
        ...STICKS.flatMap((name, i) => [
          `printf '${tables[i]}' | dmsetup create ${name}`,
          `mkfs.vfat -F 32 -s 1 /dev/dm-${i + 1} > /dev/null`,
          `mkdir /mnt/${name}; mount -t vfat -o utf8 /dev/dm-${i + 1} /mnt/${name}`,
        ]),
        'dmsetup suspend --noflush --nolockfs still; dmsetup suspend --noflush --nolockfs pulled',
        'verdicts=0',
        `(${satchel} drop write ${film} --to ${STICKS.map((name) => `/mnt/${name}`).join(' ')} --allow-folder \\`,
        '  --format json --receipts /run/receipts || echo exit $?) | while read -r line; do',
        '  echo "$line"',
        '  case "$line" in *\'"event":"done"\'* | *\'"event":"failed"\'*) verdicts=$((verdicts + 1)) ;; *) continue ;; esac',
        `  [ $verdicts = 1 ] && dmsetup load pulled --table '0 ${SECTORS} error' && dmsetup resume pulled`,
        // Not before all others have theirs.
        `  [ $verdicts = ${STICKS.length - 1} ] && dmsetup resume still`,
        '  true',
        'done',
        `${satchel} drop verify /mnt/good /mnt/better /mnt/still > /dev/null; echo verified $?`,
      ].join('\n'),
    });
    const lines = output.split('\n');
    const verdicts = lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Event)
      .filter(({ event }) => event === 'done' || event === 'failed');
    const verdictOf = Object.fromEntries(
      verdicts.map(({ target, exitCode, diagnostics = [] }) => [
        target.replace('/mnt/', ''),
        [exitCode, ...diagnostics.map(({ code }) => code)],
      ]),
    );
    expect(verdictOf).toEqual({
      ...{ good: [0], better: [0], still: [0] },
      fake: [3, 'drop-not-read-back'],
      worn: [4, 'drop-unplugged'],
      pulled: [4, 'drop-unplugged'],
    });
    expect(verdicts.at(-1)?.target).toBe('/mnt/still');
    expect(lines).toContain('exit 4');
    expect(lines).toContain('verified 0');
  },
);
