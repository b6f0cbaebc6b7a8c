import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { folder, goodFiles, satchel, work, type Outcome } from '../cli/satchel.ts';
import { bytesOf, keyText, stock } from './keys.ts';

// What people read when a disk does not keep what is written, a file cannot be read, or a machine is too small.

const root = join(import.meta.dirname, '../..');
const file = (name: string): string => join(work, name);

beforeAll(async () => {
  folder('soil', goodFiles);
  expect(await satchel(['build', 'soil', '-o', '.'])).toMatchObject({ code: 0 });
  for (const name of ['open.key', 'open.pub', 'stock.key']) writeFileSync(file(name), stock(name));
});

/** The command on a medium that keeps nothing of files with `what` in their names. */
function losing(what: string, args: readonly string[], passphrase = ''): Promise<Outcome> {
  const NODE_OPTIONS = `--import=${join(root, 'test/lose-writes.mjs')}`;
  return satchel(args, {
    env: { NODE_OPTIONS, LOSE_IN: what, ...(passphrase && { SATCHEL_PASSPHRASE: passphrase }) },
  });
}

test.each([
  ['.key', 'correct horse'],
  ['.pub', 'correct horse'],
  ['.key', ''],
  ['.pub', ''],
])('key-unproven: a key whose %s is not kept by the disk, passphrase “%s”', async (what, passphrase) => {
  const args = ['key', 'new', 'lost', ...(passphrase ? [] : ['--no-passphrase'])];
  const { code, stderr } = await losing(`lost${what}`, args, passphrase);
  expect(stderr).toContain(
    `error  key-unproven  “lost${what}” was written, and other bytes were read back; the key was not kept`,
  );
  expect(stderr).toContain('check the disk');
  expect(code).toBe(4);
  expect(readdirSync(work).filter((name) => name.includes('lost'))).toEqual([]);
});

test('signature-unproven: a signature that is not kept by the disk', async () => {
  copyFileSync(file('soil_1.2.0.zip'), file('kept.zip'));
  const { code, stdout } = await losing('minisig', ['sign', 'kept.zip', '--key', 'open.key']);
  expect(stdout).toContain(
    'error  signature-unproven  the signature “kept.manifest.json.minisig” was written, and other bytes were read back',
  );
  expect(stdout).toContain('copy the bundle to another one and sign it there');
  expect(code).toBe(4);
  expect(existsSync(file('kept.manifest.json.minisig'))).toBe(false);
});

test('signature-unreadable: a folder in the place of a signature', async () => {
  copyFileSync(file('soil_1.2.0.zip'), file('blocked.zip'));
  mkdirSync(file('blocked.manifest.json.minisig'));
  for (const args of [
    ['verify', 'blocked.zip', '--key', 'open.pub'],
    ['sign', 'blocked.zip', '--key', 'open.key'],
  ]) {
    const { code, stdout } = await satchel(args);
    expect(stdout).toContain(
      'error  signature-unreadable  the signature “blocked.manifest.json.minisig” cannot be read: EISDIR',
    );
    expect(code).toBe(4);
  }
});

test('key-costly: a key that would take all memory is not opened', async () => {
  const bytes = bytesOf(stock('stock.key').toString());
  bytes.writeBigUInt64LE(2n ** 40n, 46);
  bytes.writeBigUInt64LE(2n ** 40n, 38);
  writeFileSync(file('costly.key'), keyText(bytes));
  const env = { SATCHEL_PASSPHRASE: 'whatever' };
  const { code, stderr } = await satchel(['sign', 'soil_1.2.0.zip', '--key', 'costly.key'], { env });
  expect(stderr).toContain('error  key-costly  opening “costly.key” would take more memory or work');
  expect(code).toBe(3);
});

test('key-not-public: a secret key where a public one is enough', async () => {
  const { code, stderr } = await satchel(['verify', 'soil_1.2.0.zip', '--key', 'open.key']);
  expect(stderr).toContain('error  key-not-public  a secret key was given where a public key is enough');
  expect(stderr).toContain('keep the secret key to yourself');
  expect(code).toBe(2);
});
