import qrcode from 'qrcode-generator';
import { expect, it } from 'vitest';
import { qrCode } from '../../src/reader/qr-code.ts';

/** How many bytes fill each version (ISO/IEC 18004, table 7). */
const FULL = [
  17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003,
  1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953,
];

/** The mask that a symbol says it has: bits 10 to 12 of its format (ISO/IEC 18004 §7.9). */
function maskOf(modules: readonly (readonly number[])[]): number {
  const bit = (x: number, n: number): number => ((modules[8]?.[x] ?? 0) ^ ((0x5412 >> n) & 1)) << (n - 10);
  return bit(4, 10) | bit(3, 11) | bit(2, 12);
}

function theirs(text: string): number[][] {
  const code = qrcode(0, 'L');
  code.addData(text, 'Byte');
  code.make();
  const size = code.getModuleCount();
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => Number(code.isDark(y, x))),
  );
}

it('is the symbol that another encoder makes, in every version', () => {
  const sizes = new Set<number>();
  for (const length of FULL) {
    const text = `https://hub.local/${'#progress=A1B2-'.repeat(200)}`.slice(0, length);
    const reference = theirs(text);
    expect(qrCode(text, maskOf(reference)), `${length} letters`).toEqual(reference);
    sizes.add(reference.length);
  }
  expect(sizes.size).toBe(40);
});

it('chooses a mask by itself, and gives up where nothing holds the text', () => {
  expect([...Array(8).keys()].map((mask) => qrCode('satchel', mask))).toContainEqual(qrCode('satchel'));
  expect(qrCode('x'.repeat(2954))).toBeUndefined();
});
