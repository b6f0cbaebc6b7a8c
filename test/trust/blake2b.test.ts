import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { blake2b } from '../../src/trust/blake2b.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('BLAKE2b-512 is OpenSSL’s, of every length that one block has', () => {
  for (let length = 0; length <= 128; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 0xff);
    expect(hex(blake2b(bytes, 64))).toBe(createHash('blake2b512').update(bytes).digest('hex'));
  }
});

// b2sum -l 256 of GNU coreutils.
test.each([
  ['', '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8'],
  ['abc', 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319'],
])('BLAKE2b-256 of “%s” is what b2sum says', (text, digest) => {
  expect(hex(blake2b(Buffer.from(text), 32))).toBe(digest);
});

test('more than one block is refused, and not hashed in part', () => {
  expect(() => blake2b(new Uint8Array(129), 32)).toThrow(RangeError);
});
