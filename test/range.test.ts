import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRange } from '../src/range.ts';

// RFC 9110 §14.1.2, on a resource of 10,000 bytes.
test.each([
  ['bytes=0-499', [0, 500]],
  ['bytes=500-999', [500, 1000]],
  ['bytes=-500', [9500, 10_000]],
  ['bytes=9500-', [9500, 10_000]],
  ['bytes=0-0', [0, 1]],
  ['bytes=9999-20000', [9999, 10_000]],
  ['bytes=-20000', [0, 10_000]],
  ['bytes=10000-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,4-5', undefined],
  ['lines=0-1', undefined],
  [undefined, undefined],
])('%s', (header, expected) => {
  expect(parseRange(header, 10_000)).toEqual(expected);
});

test('no range leads out of the resource', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
      ),
      fc.nat(),
      (header, size) => {
        const range = parseRange(header, size);
        if (range === undefined || range === 'unsatisfiable') return;
        expect(range[0]).toBeGreaterThanOrEqual(0);
        expect(range[0]).toBeLessThan(range[1]);
        expect(range[1]).toBeLessThanOrEqual(size);
      },
    ),
  );
});
