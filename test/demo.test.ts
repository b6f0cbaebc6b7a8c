import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packageFile } from '../src/package.ts';

test('the demo ends with where to click, and nothing in between', () => {
  const root = mkdtempSync(join(tmpdir(), 'satchel-demo-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  mkdirSync(join(root, 'fixtures'));
  copyFileSync(packageFile('fixtures/demo.mjs'), join(root, 'fixtures/demo.mjs'));
  symlinkSync(packageFile('fixtures/demo'), join(root, 'fixtures/demo'));
  symlinkSync(packageFile('bin'), join(root, 'bin'));
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'fixtures/demo.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: join(root, 'cache') },
  });
  expect(status).toBe(0);
  const [, addresses] = stdout.split('Open one of these in a browser (no network needed):\n');
  expect(addresses).toMatch(/^(?: {2}file:\/\/\/\S+\/demo\/\S+\/index\.html\n){3}$/);
});
