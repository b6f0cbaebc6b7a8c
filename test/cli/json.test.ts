import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { faultyFiles, folder, goodFiles, satchel, work } from './satchel.ts';

const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
ajv.addSchema(schemaOf('delta-1'));
const check = ajv.compile(schemaOf('output-1'));

interface Output {
  readonly command: string;
  readonly exitCode: number;
  readonly diagnostics: readonly { readonly code: string; readonly file?: string; readonly line?: number }[];
}

beforeAll(async () => {
  folder('faulty', faultyFiles);
  expect(await satchel(['build', 'faulty', '-o', 'out'])).toMatchObject({ code: 0 });
  folder('good', goodFiles);
  expect(await satchel(['build', 'good', '-o', 'good-out'])).toMatchObject({ code: 0 });
});

test.each([
  [['build', 'faulty', '-o', 'out', '--profile', 'low'], 0, ['asset-missing']],
  [['build', 'faulty', '-o', 'out', '--dry-run'], 0, ['asset-missing']],
  [['build', 'faulty', '-o', 'next', '--base', 'out/soil_1.2.0.zip'], 0, ['asset-missing']],
  [['build', 'faulty', '-o', 'next', '--base', 'faulty'], 2, ['bundle-other-folder']],
  [['build', 'faulty', '-o', 'strict', '--strict'], 1, ['asset-missing']],
  [['build', 'faulty', '-o', 'small', '--max-size', '1KB'], 1, ['budget-bundle', 'asset-missing']],
  [['build', 'faulty', '-o', 'fitted', '--fit', '1MB'], 0, ['asset-missing']],
  [['build', 'good', '-o', 'single', '--single-file'], 0, []],
  [['build', 'good', '-o', 'told', '--provenance'], 0, []],
  [['reproduce', 'good-out/soil_1.2.0.zip', 'good'], 0, []],
  [['reproduce', 'good-out/soil_1.2.0.zip', 'faulty'], 1, []],
  [['reproduce', 'nowhere.zip', 'good'], 2, ['bundle-not-found']],
  [['build', 'nowhere'], 2, ['source-missing']],
  [['validate', 'faulty'], 1, ['asset-missing']],
  [['validate', 'out/soil_1.2.0.zip'], 0, []],
  [['validate', 'faulty/satchel.yaml'], 0, []],
  [['inspect', 'out/soil_1.2.0.zip'], 0, []],
  [['inspect', 'nowhere.zip'], 2, ['bundle-not-found']],
  [['verify', 'out/soil_1.2.0.zip', 'nowhere.zip'], 2, []],
  [['diff', 'out/soil_1.2.0.zip', 'good-out/soil_1.2.0.zip', '-o', 'soil.delta'], 0, []],
  [
    ['diff', '--from-nothing', 'out/soil_1.2.0.zip', '-o', 'first.delta', '--max-size', '9'],
    1,
    ['delta-over-budget'],
  ],
  [['diff', 'out/soil_1.2.0.zip', 'good-out/soil_1.2.0.zip', '--chain', 'soil.delta'], 0, []],
  [['inspect', 'soil.delta'], 0, []],
  [['validate', 'soil.delta'], 0, []],
  [['apply', 'out/soil_1.2.0.zip', 'soil.delta', '-o', 'applied.zip'], 0, []],
  [['apply', 'out/soil_1.2.0.zip', 'soil.delta'], 2, ['delta-output-is-input']],
  [['apply', 'good-out/soil_1.2.0.zip', 'soil.delta'], 3, ['delta-base-mismatch']],
  [['report', 'out/soil_1.2.0.zip', '--cost-per-mb', '0.05', '--currency', 'KES'], 0, []],
  [['report', 'out/soil_1.2.0.zip', '-o', 'report.html'], 0, []],
  [['report', 'nowhere.zip'], 2, ['bundle-not-found']],
  [['doctor'], 0, []],
])('satchel %j --format json is what its schema says', async (args, exitCode, found) => {
  const { code, stdout, stderr } = await satchel([...args, '--format', 'json']);
  const output = JSON.parse(stdout) as Output;
  check(output);
  expect(check.errors ?? []).toEqual([]);
  expect(output).toMatchObject({ command: args[0], exitCode });
  expect(output.diagnostics.map((finding) => finding.code)).toEqual(found);
  expect({ code, stderr }).toEqual({ code: exitCode, stderr: '' });
});

test.each([
  [['build', '--foo', '--format', 'json'], 'build', "unknown option '--foo'"],
  [['validate', 'a', 'b', '--format=json'], 'validate', 'too many arguments'],
  [['biuld', '--format', 'json'], 'satchel', "unknown command 'biuld'"],
])('satchel %j is wrong usage, in a document too', async (args, command, reason) => {
  const { code, stdout } = await satchel(args);
  const output = JSON.parse(stdout) as Output & { diagnostics: { message: string }[] };
  check(output);
  expect(check.errors ?? []).toEqual([]);
  expect(code).toBe(2);
  expect(output).toMatchObject({ command, exitCode: 2, failed: true });
  expect(output.diagnostics).toMatchObject([{ code: 'usage-wrong' }]);
  expect(output.diagnostics[0]?.message).toContain(reason);
});

test('an interruption is a document too', async () => {
  const lessons = Array.from({ length: 600 }, (_, i) => [
    `${i}.md`,
    `# Lesson ${i}\n\n| $x$ | 1 |\n|---|---|\n`,
  ]);
  folder('large', Object.fromEntries(lessons) as Record<string, string>);
  // The signal comes from within: nothing is printed by which another process could tell that work has begun.
  const file = join(work, 'interrupt.mjs');
  writeFileSync(
    file,
    `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const original = fs.readFileSync;
fs.readFileSync = (...args) => {
  if (String(args[0]).endsWith('300.md')) process.kill(process.pid, 'SIGINT');
  return original(...args);
};
syncBuiltinESMExports();
`,
  );
  const { code, stdout } = await satchel(['build', 'large', '-o', 'interrupted', '--format', 'json'], {
    env: { NODE_OPTIONS: `--import ${JSON.stringify(file)}` },
  });
  const output = JSON.parse(stdout) as Output;
  check(output);
  expect(check.errors ?? []).toEqual([]);
  expect({ code, ...output }).toMatchObject({
    code: 130,
    command: 'build',
    exitCode: 130,
    diagnostics: [{ code: 'run-interrupted' }],
  });
});

test('durations are told to the millisecond', async () => {
  const { stdout } = await satchel(['build', 'faulty', '-o', 'out', '--format', 'json']);
  expect(stdout).toMatch(/"durationSeconds": \d+(?:\.\d{1,3})?,/);
});

test('the schema refuses what is not an output', () => {
  for (const value of [
    {},
    { formatVersion: 1, command: 'build', exitCode: 0, diagnostics: [] },
    { formatVersion: 2, command: 'validate', exitCode: 0, diagnostics: [], target: '.', kind: 'source' },
    { formatVersion: 1, command: 'validate', exitCode: 0, diagnostics: [{}], target: '.', kind: 'source' },
  ])
    expect(check(value)).toBe(false);
});

test('a finding names its place in the source', async () => {
  const { stdout } = await satchel(['validate', join(work, 'faulty'), '--format', 'json']);
  const [finding] = (JSON.parse(stdout) as Output).diagnostics;
  expect(finding).toMatchObject({ severity: 'error', file: '02-roots.md', line: 3, column: 5 });
});
