import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { Forge } from '../channel/forge.ts';
import { satchel, work } from '../cli/satchel.ts';
import { addDelta, addPack, makePack, packsIn, type MadePack } from './packs.ts';
import { roughServer } from './rough-server.ts';

const channel = join(work, 'a channel');
const forge = new Forge(channel);
let v1: MadePack;
let v2: MadePack;
let v3: MadePack;
let count = 0;

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8')) as object;
ajv.addSchema(schemaOf('delta-1'));
const fitsSchema = ajv.compile(schemaOf('output-1'));

beforeAll(async () => {
  const made = join(work, 'made');
  [v1, v2, v3] = [
    await makePack(made, '1.0.0'),
    await makePack(made, '1.1.0'),
    await makePack(made, '1.2.0'),
  ];
  for (const pack of [v1, v2, v3]) addPack(forge, pack);
  await addDelta(forge, v1, v2);
  await addDelta(forge, v2, v3);
  forge.publish();
});

/** A new folder of packs that has some already. */
function packsFolder(...packs: readonly MadePack[]): string {
  const dir = join(work, `packs ${++count}`);
  mkdirSync(dir);
  for (const { file, name } of packs) copyFileSync(file, join(dir, name));
  return dir;
}

test('an empty folder gets all that the channel has, once its fingerprint is trusted, and then nothing more', async () => {
  const to = packsFolder();
  const unknown = await satchel(['update', channel, '--to', to]);
  expect(unknown).toMatchObject({ code: 3, stdout: '' });
  expect(unknown.stderr).toContain(`--trust ${forge.fingerprint}`);
  expect(readdirSync(to)).toEqual([]);

  const first = await satchel(['update', channel, '--to', to, '--trust', forge.fingerprint]);
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('update-everything');
  expect(packsIn(to)).toEqual(['soil_1.2.0.zip']);
  expect(readFileSync(join(to, 'soil_1.2.0.zip'))).toEqual(readFileSync(v3.file));

  const again = await satchel(['update', channel, '--to', to, '--format', 'json']);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({
    packs: [],
    fetchedSize: 0,
    current: [{ version: '1.2.0' }],
  });
});

test('an installed pack goes along the deltas, and the old one goes when the new one is whole', async () => {
  const to = packsFolder(v1);
  const args = ['update', channel, '--to', to, '--trust', forge.fingerprint, '--format', 'json'];
  const dry = JSON.parse((await satchel([...args, '--dry-run'])).stdout) as { packs: { way: unknown[] }[] };
  expect(dry.packs[0]?.way).toMatchObject([{ kind: 'delta' }, { kind: 'delta' }]);
  expect(readdirSync(to)).toEqual(['soil_1.0.0.zip']);

  const { code, stdout } = await satchel(args);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ removed: ['soil_1.0.0.zip'], diagnostics: [] });
  expect(packsIn(to)).toEqual(['soil_1.2.0.zip']);
  expect(readFileSync(join(to, 'soil_1.2.0.zip'))).toEqual(readFileSync(v3.file));
  expect(readdirSync(join(to, '.satchel')).sort()).toEqual(['channel.json', 'partial']);
  expect(readdirSync(join(to, '.satchel/partial'))).toEqual([]);
});

test('over http, the same; a folder and an address of one channel go on from each other', async () => {
  const server = await roughServer(channel);
  const to = packsFolder(v2);
  const trusted = ['--trust', forge.fingerprint, '--keep'];
  const { code, stderr } = await satchel(['update', server.url, '--to', to, ...trusted]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(packsIn(to)).toEqual(['soil_1.1.0.zip', 'soil_1.2.0.zip']);
  const byFolder = await satchel(['update', channel, '--to', to]);
  expect(byFolder.code).toBe(0);
  expect(packsIn(to)).toEqual(['soil_1.2.0.zip']);
  expect(existsSync(join(to, '.satchel/channel.json'))).toBe(true);
});

test('status tells what is here and what is newest, and asks nobody', async () => {
  const to = packsFolder(v1);
  const none = await satchel(['status', to]);
  expect(none.code).toBe(2);
  await satchel(['update', channel, '--to', to, '--trust', forge.fingerprint]);
  const { code, stdout } = await satchel(['status', to]);
  expect(code).toBe(0);
  expect(stdout).toContain(forge.fingerprint);
  expect(stdout).toContain('1.2.0  the newest that is known');
  copyFileSync(v2.file, join(to, v2.name));
  rmSync(join(to, v3.name));
  const behind = await satchel(['status', to, '--format', 'json']);
  expect(behind.code).toBe(1);
  expect(JSON.parse(behind.stdout)).toMatchObject({
    packs: [{ version: '1.1.0', newest: '1.2.0' }],
    pending: [{ version: '1.2.0', way: [{ kind: 'delta' }] }],
  });
});

test('what update and status print for programs is as its schema says, also where an update is refused', async () => {
  const to = packsFolder(v1);
  const common = ['--to', to, '--trust', forge.fingerprint, '--format', 'json'];
  const runs = [
    ['update', channel, ...common, '--dry-run'],
    ['update', channel, ...common],
    ['update', channel, ...common, '--accept-older', 'a test'],
    ['update', channel, ...common, '--max-age', '0'],
    ['status', to, '--format', 'json'],
  ];
  for (const args of runs) {
    const output: unknown = JSON.parse((await satchel(args)).stdout);
    fitsSchema(output);
    expect([args[0], fitsSchema.errors]).toEqual([args[0], null]);
  }
});
