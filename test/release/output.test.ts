import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { ALL_SIGN, bundleFile, makeKeys, NOW, ROOT_KEYS } from './channels.ts';

const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
ajv.addSchema(schemaOf('delta-1'));
const check = ajv.compile(schemaOf('output-1'));
let bundle: string;

beforeAll(async () => {
  makeKeys();
  bundle = await bundleFile();
});

test(
  'what is printed with --format json is as its schema says, and holds no secret',
  { timeout: 120_000 },
  async () => {
    const channel = newName(work, 'channel');
    const draft = newName(work, 'json');
    const other = newName(work, 'channel');
    const secrets = ['a', 'b', 'online'].map(
      (name) => readFileSync(join(work, `${name}.key`), 'utf8').split('\n')[1] ?? '',
    );
    const next = await bundleFile({ version: '1.1.0' });
    for (const [exit, ...args] of [
      [0, 'release', 'init', channel, ...ROOT_KEYS, ...ALL_SIGN],
      [0, 'release', 'init', other, ...ROOT_KEYS, '--sign', 'a.key', '-o', draft],
      [0, 'release', 'sign', draft, '--key', 'b.key', '--channel', other],
      [0, 'release', 'add', channel, bundle, '--sign', 'online.key'],
      [0, 'release', 'publish', channel, next, '--sign', 'online.key'],
      [0, 'release', 'publish', channel, next, '--dry-run'],
      [2, 'release', 'publish', channel, next, '--sign', 'other.key', '--expires', '0'],
      [0, 'release', 'renew', channel, '--sign', 'online.key'],
      [2, 'release', 'renew', channel, '--sign', 'other.key'],
      [0, 'release', 'plan', channel, '--sites', '5000000', '--cost-per-mb', '0.01'],
      [0, 'key', 'rotate', channel, '--role', 'root', '--sign', 'a.key', '--sign', 'b.key'],
    ] as [number, ...string[]][]) {
      const { code, stdout, stderr } = await satchel([...args, '--format', 'json'], {
        env: { SOURCE_DATE_EPOCH: NOW },
      });
      expect([args, code, stderr]).toEqual([args, exit, expect.any(String)]);
      check(JSON.parse(stdout));
      expect([args, check.errors]).toEqual([args, null]);
      for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
    }
  },
);

test.each(['init', 'add', 'publish', 'renew', 'sign', 'plan'])(
  'help of release %s has an example',
  async (verb) => {
    const { code, stdout } = await satchel(['release', verb, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Examples:\\n {2}\\$ satchel release ${verb}`, 'm'));
  },
);
