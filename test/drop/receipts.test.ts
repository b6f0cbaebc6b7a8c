import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from '../delta/releases.ts';
import { drop, pack, stick, type Outcome } from './sticks.ts';

const dir = tempDir();
let english: string;

beforeAll(async () => {
  english = await pack(dir);
});

async function written(receipts: string, label: string): Promise<void> {
  const args = ['write', english, '--to', stick(dir), '--allow-folder', '--receipts', receipts];
  expect((await drop([...args, '--label', label])).exit).toBe(0);
}

it('tell which stick has what, for people, programs and spreadsheets', async () => {
  const receipts = newName(dir, 'receipts');
  await written(receipts, 'School 12');
  await written(receipts, '=HYPERLINK("x"), "Ämter"');
  const { stdout } = await drop(['receipt', '--receipts', receipts, '--format', 'json']);
  const found = JSON.parse(stdout) as { receipts: { label: string; packs: unknown[]; previous?: string }[] };
  expect(found.receipts.map(({ label }) => label)).toEqual(['School 12', '=HYPERLINK("x"), "Ämter"']);
  expect(found.receipts[1]?.previous).toMatch(/^sha256:/);
  const csv = (await drop(['receipt', '--receipts', receipts, '--format', 'csv'])).stdout;
  expect(csv.split('\r\n')).toHaveLength(4);
  expect(csv).toContain(`"'=HYPERLINK(""x""), ""Ämter"""`);
  expect((await drop(['receipt', '--receipts', receipts])).stdout).toContain('plants 1.0.0 en');
  // Names of people stand in the paths of their sticks.
  expect(readFileSync(join(receipts, '00000001.json'), 'utf8')).not.toContain('/');
});

it('of sticks that are written at once each have their number', async () => {
  const receipts = newName(dir, 'receipts');
  await Promise.all([1, 2, 3, 4, 5].map((n) => written(receipts, `Stick ${n}`)));
  expect(readdirSync(receipts).length).toBe(5);
  expect((await drop(['receipt', '--receipts', receipts])).exit).toBe(0);
});

it('are there also for a stick whose writer was stopped before its end', async () => {
  const receipts = newName(dir, 'receipts');
  const target = stick(dir);
  const args = ['write', english, '--to', target, '--allow-folder', '--receipts', receipts];
  expect((await drop(args)).exit).toBe(0);
  rmSync(receipts, { recursive: true });
  for (let run = 0; run < 2; run++) expect((await drop(args)).exit).toBe(0);
  expect(readdirSync(receipts)).toEqual(['00000001.json']);
});

it(
  'are made up for, whole and once, wherever a writer was killed after its stick was good',
  { timeout: 120_000 },
  async () => {
    const target = stick(dir);
    const write = (receipts: string): string[] => [
      ...['write', english, '--to', target, '--allow-folder', '--receipts', receipts],
    ];
    expect((await drop(write(newName(dir, 'receipts')))).exit).toBe(0);
    let kills = 0;
    for (let exit: Outcome['exit'] = 'SIGKILL'; exit === 'SIGKILL';) {
      const receipts = newName(dir, 'receipts');
      ({ exit } = await drop(write(receipts), { KILL_AT: String(++kills) }));
      expect([kills, exit]).toEqual([kills, exit === 'SIGKILL' ? exit : 0]);
      expect((await drop(write(receipts))).exit).toBe(0);
      const { stdout } = await drop(['receipt', '--receipts', receipts, '--format', 'json']);
      expect([kills, JSON.parse(stdout)]).toMatchObject([kills, { receipts: [{ number: 1, release: 1 }] }]);
    }
    expect(kills).toBeGreaterThan(5);
  },
);

it('that were changed are found by the one after them', async () => {
  const receipts = newName(dir, 'receipts');
  await written(receipts, 'School 1');
  await written(receipts, 'School 2');
  const first = join(receipts, '00000001.json');
  writeFileSync(first, readFileSync(first, 'utf8').replace('School 1', 'School 7'));
  const { exit, stdout } = await drop(['receipt', '--receipts', receipts]);
  expect([exit, stdout]).toEqual([3, expect.stringContaining('00000001.json')]);
});

it('are none where nothing was written', async () => {
  const { exit, stdout } = await drop([
    'receipt',
    '--receipts',
    newName(dir, 'receipts'),
    '--format',
    'json',
  ]);
  expect([exit, JSON.parse(stdout)]).toMatchObject([0, { receipts: [] }]);
});
