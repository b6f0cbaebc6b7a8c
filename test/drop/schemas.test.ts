import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from '../delta/releases.ts';
import { drop, pack, stick, write } from './sticks.ts';

const dir = tempDir();
const schemas = join(import.meta.dirname, '../../schemas');
const ajv = formats.default(
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true }),
);
let english: string;

beforeAll(async () => {
  for (const name of readdirSync(schemas).filter((file) => file.endsWith('.json')))
    ajv.addSchema(JSON.parse(readFileSync(join(schemas, name), 'utf8')) as object);
  english = await pack(dir);
});

function expectValid(name: string, value: unknown): void {
  const validate = ajv.getSchema(`urn:satchel:schema:${name}`);
  if (!validate) throw new Error(`no schema ${name}`);
  void validate(value);
  expect([name, validate.errors]).toEqual([name, null]);
}

test('files on a drop, and what drop prints, are as their schemas say', async () => {
  const target = stick(dir);
  const receipts = newName(dir, 'receipts');
  const plan = await drop([
    'plan',
    english,
    '--to',
    target,
    join(dir, 'nowhere'),
    '--allow-folder',
    '--format',
    'json',
  ]);
  expectValid('output-1', JSON.parse(plan.stdout));
  const to = [
    '--to',
    target,
    join(dir, 'nowhere'),
    '--allow-folder',
    '--receipts',
    receipts,
    '--label',
    'School 1',
  ];
  const written = await drop(['write', english, ...to]);
  for (const line of written.stdout.trim().split('\n')) expectValid('drop-event-1', JSON.parse(line));
  expectValid('drop-release-1', JSON.parse(readFileSync(join(target, 'releases/1.json'), 'utf8')));
  expectValid('receipt-1', JSON.parse(readFileSync(join(receipts, '00000001.json'), 'utf8')));
  const listed = await drop(['receipt', '--receipts', receipts, '--format', 'json']);
  expectValid('output-1', JSON.parse(listed.stdout));
  const good = await drop(['verify', target, '--format', 'json']);
  expectValid('output-1', JSON.parse(good.stdout));

  rmSync(join(target, 'packs/plants/media/leaf-0123456789ab.webp'));
  const bad = await drop(['verify', target, join(dir, 'nowhere'), '--format', 'json']);
  expectValid('output-1', JSON.parse(bad.stdout));
  const need = newName(dir, 'json');
  const planned = await drop(['repair', target, '--plan', '-o', need, '--format', 'json']);
  expectValid('output-1', JSON.parse(planned.stdout));
  expectValid('need-1', JSON.parse(readFileSync(need, 'utf8')));
  const packed = await drop(['pack', need, english, '-o', newName(dir, 'zip'), '--format', 'json']);
  expectValid('output-1', JSON.parse(packed.stdout));
  const refused = await drop(['repair', join(dir, 'nowhere'), '--format', 'json']);
  expect(JSON.parse(refused.stdout)).toMatchObject({ command: 'drop repair', failed: true, exitCode: 2 });
  expectValid('output-1', JSON.parse(refused.stdout));
});

test('what somebody made up is refused as a release', async () => {
  const target = stick(dir);
  await write([english], target);
  const { parseRelease } = await import('../../src/drop/release.ts');
  const bytes = readFileSync(join(target, 'releases/1.json'));
  expect(parseRelease(bytes, 1).release).toBe(1);
  const text = bytes.toString();
  for (const [from, to] of [
    ['"release":1', '"release":2'],
    ['packs/plants', 'packs/../x'],
    ['index.html', '../etc/passwd'],
    ['"formatVersion":1', '"formatVersion":9'],
    ['"digest":"sha256:', '"digest":"md5:'],
    ['}\n', '}'],
  ] as const)
    expect(() => parseRelease(Buffer.from(text.replace(from, to)), 1)).toThrow();
});
