import { scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../fixtures/keys');

/** A file that stock minisign made (fixtures/keys). */
export function stock(name: string): Buffer {
  return readFileSync(join(folder, name));
}

/** The bytes of a key file's second line. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text.split('\n')[1] ?? '', 'base64');
}

/** A key file of these bytes. */
export function keyText(bytes: Uint8Array, comment = 'for a test'): string {
  return `untrusted comment: ${comment}\n${Buffer.from(bytes).toString('base64')}\n`;
}

/**
 * The key `open.key` of fixtures, encrypted as the documents of minisign say, by code of its own: so cheaply (N = 2^10) that
 * thousands of forged copies can be tried. opslimit 2^15 and memlimit 2^20 are what libsodium makes N = 2^10, r = 8, p = 1 of.
 */
export function cheapKey(passphrase: string, checksum: Uint8Array): string {
  const bytes = bytesOf(stock('open.key').toString());
  bytes.write('Sc', 2, 'latin1');
  bytes.fill(7, 6, 38);
  bytes.writeBigUInt64LE(2n ** 15n, 38);
  bytes.writeBigUInt64LE(2n ** 20n, 46);
  bytes.set(checksum, 126);
  const stream = scryptSync(passphrase, bytes.subarray(6, 38), 104, { N: 2 ** 10, r: 8, p: 1 });
  stream.forEach((byte, i) => {
    bytes[54 + i] = (bytes[54 + i] ?? 0) ^ byte;
  });
  return keyText(bytes);
}

/** All texts that differ from `text` by one bit. */
export function* flipped(text: Buffer): Generator<{ readonly at: number; readonly changed: Buffer }> {
  for (let bit = 0; bit < text.length * 8; bit++) {
    const changed = Buffer.from(text);
    const at = bit >> 3;
    changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
    yield { at, changed };
  }
}
