import { expect, test } from 'vitest';
import { fingerprintOf } from '../../src/cli/trust-option.ts';

const digits = '0123456789abcdef'.repeat(4);

test.each([
  `sha256:${digits}`,
  digits,
  `SHA256:${digits.toUpperCase()}`,
  ` sha256: ${digits.replace(/.{4}/g, '$& ')}`,
  digits.replace(/(.{8})(?=.)/g, '$1-'),
])('a fingerprint is read as it stands on paper: %j', (typed) => {
  expect(fingerprintOf(typed)).toBe(`sha256:${digits}`);
});

test.each(['', digits.slice(1), `${digits}0`, `sha512:${digits}`, digits.replace('0', 'o')])(
  '%j is none',
  (typed) => {
    expect(() => fingerprintOf(typed)).toThrow('64 digits');
  },
);
