import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { build, filesBelow, fixtures, newPath, work } from './workbench.ts';

const demo = join(fixtures, 'demo');
const bin = join(import.meta.dirname, '../../bin/satchel.js');
let reference: Map<string, Buffer>;

beforeAll(async () => {
  const out = newPath('reference');
  await build(demo, out, ['--cache', newPath('cache')]);
  reference = filesBelow(out);
});

/** The digest of each bundle and not its bytes: a difference is told in a line. */
function expectSame(out: string): void {
  const built = filesBelow(out);
  expect([...built.keys()]).toEqual([...reference.keys()]);
  for (const [name, bytes] of built)
    expect(bytes.equals(reference.get(name) ?? Buffer.of()), name).toBe(true);
}

test('the demo makes one bundle a language', () => {
  expect([...reference.keys()]).toEqual([
    'sky-above-our-school_1.0.0.zip',
    'sky-above-our-school_1.0.0_ar.zip',
    'sky-above-our-school_1.0.0_es.zip',
  ]);
});

test.for([
  { name: 'another folder', env: {} },
  { name: 'Auckland', env: { TZ: 'Pacific/Auckland' } },
  { name: 'Turkish', env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr' } },
  { name: 'no language', env: { LC_ALL: 'C', TZ: 'America/St_Johns' } },
])('a cold build in another place ($name) is the same byte for byte', async ({ env }) => {
  const copy = newPath('a folder whose name is longer');
  cpSync(demo, copy, { recursive: true });
  const out = newPath('out');
  await build(copy, out, ['--cache', newPath('cache')], { env });
  expectSame(out);
});

test.for(['1', '2', '7'])('a cold build with --jobs %s is the same byte for byte', async (jobs) => {
  const out = newPath('out');
  await build(demo, out, ['--cache', newPath('cache'), '--jobs', jobs]);
  expectSame(out);
});

test('a build out of a warm cache is the same byte for byte', async () => {
  const cache = newPath('cache');
  await build(demo, newPath('out'), ['--cache', cache]);
  const out = newPath('out');
  await build(demo, out, ['--cache', cache]);
  expectSame(out);
});

test('languages built one after the other are the same as all at once', async () => {
  const cache = newPath('cache');
  const out = newPath('out');
  for (const language of ['es', 'ar', 'en'])
    await build(demo, out, ['--cache', cache, '--language', language]);
  expectSame(out);
});

test.for(['000', '077'])('umask %s changes nothing in a bundle', async (umask) => {
  const out = newPath('out');
  const command = `umask ${umask}; exec "$0" "$@"`;
  const args = [command, process.execPath, bin, 'build', demo, '-o', out, '--cache', newPath('cache')];
  const child = spawn('/bin/sh', ['-c', ...args], { cwd: work, stdio: 'ignore' });
  expect(await once(child, 'close')).toEqual([0, null]);
  expectSame(out);
});
