import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { folder, goodFiles, satchel, work } from './satchel.ts';

const bundle = 'out/soil_1.2.0.zip';
const page = join(work, 'out/soil_1.2.0_report.html');

beforeAll(async () => {
  folder('good', goodFiles);
  expect(await satchel(['build', 'good', '-o', 'out'])).toMatchObject({ code: 0 });
});

test('a page is written beside the bundle, and the same is told in short', async () => {
  const { code, stdout, stderr } = await satchel([
    'report',
    bundle,
    '--cost-per-mb',
    '12.5',
    '--currency',
    'KES',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^download {3}[\d.]+ kB \([\d.]+ kB unpacked\)$/m);
  expect(stdout).toMatch(/^takes {6}[\d.]+ s on 2G \(70 kbit\/s\), [\d.]+ s on 3G \(700 kbit\/s\)$/m);
  expect(stdout).toMatch(/^costs {6}KES 0\.\d+$/m);
  expect(stdout).toContain(`written: ${page}`);
  expect(readFileSync(page, 'utf8')).toContain('KES 12.5 a MB');
  // Again: a report of ours is replaced.
  expect(await satchel(['report', bundle])).toMatchObject({ code: 0 });
  expect(readFileSync(page, 'utf8')).not.toContain('KES');
});

test('as a document it has every unit and lesson, adds up, and writes no page unless one is named', async () => {
  const { stdout } = await satchel(['report', bundle, '--format', 'json', '--cost-per-mb', '10']);
  const output = JSON.parse(stdout) as {
    page?: string;
    size: number;
    units: { size: number; lessons: { title: string }[] }[];
    shared: { size: number };
    cost: { amount: number; currency: string };
  };
  expect(output.size).toBe(statSync(join(work, bundle)).size);
  expect(output.units.flatMap(({ lessons }) => lessons.map(({ title }) => title))).toEqual([
    'Water',
    'Roots',
  ]);
  expect(output.units.reduce((sum, { size }) => sum + size, output.shared.size)).toBe(output.size);
  expect(output.cost.currency).toBe('');
  expect(output.cost.amount).toBeCloseTo(output.size / 100_000, 6);
  expect(output).not.toHaveProperty('page');
  await satchel(['report', bundle, '--format', 'json', '-o', 'new/folder/r.html']);
  expect(existsSync(join(work, 'new/folder/r.html'))).toBe(true);
});

test('what is no report stays, unless it is named', async () => {
  writeFileSync(page, 'my notes');
  expect(await satchel(['report', bundle])).toMatchObject({ code: 2, stdout: '' });
  expect(readFileSync(page, 'utf8')).toBe('my notes');
  expect(await satchel(['report', bundle, '-o', page])).toMatchObject({ code: 0 });
  expect(readFileSync(page, 'utf8')).toContain('<!-- satchel report -->');
});

test.each([
  [['report', bundle, '--currency', 'KES'], 2, '--currency goes with --cost-per-mb'],
  [['report', bundle, '--cost-per-mb', '-1'], 2, 'an amount'],
  [['report', bundle, '--cost-per-mb', '1', '--currency', '<b>'], 2, 'short name'],
  [['report', bundle, '-o', bundle], 2, 'report-output-is-input'],
  [['report', 'good'], 2, 'bundle-other-folder'],
  [['report', 'cut.zip'], 3, 'zip-truncated'],
])('satchel %j ends with %d', async (args, exit, told) => {
  writeFileSync(join(work, 'cut.zip'), readFileSync(join(work, bundle)).subarray(0, 4000));
  const { code, stderr } = await satchel(args);
  expect(code).toBe(exit);
  expect(stderr).toContain(told);
});
