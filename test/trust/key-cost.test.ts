import { expect, test } from 'vitest';
import { OWN_LIMITS, scryptCost, scryptMemory } from '../../src/trust/key-cost.ts';

test.each([
  ['minisign’s own', 2n ** 25n, 2n ** 30n, { N: 2 ** 20, r: 8, p: 1 }],
  ['libsodium’s interactive', 2n ** 19n, 2n ** 24n, { N: 2 ** 14, r: 8, p: 1 }],
  ['rsign’s', 2n ** 20n, 2n ** 25n, { N: 2 ** 15, r: 8, p: 1 }],
  ['less memory than work', 2n ** 25n, 2n ** 29n, { N: 2 ** 19, r: 8, p: 2 }],
  ['less work than memory', 2n ** 20n, 2n ** 30n, { N: 2 ** 15, r: 8, p: 1 }],
  ['the least of both', 1n, 1n, { N: 2, r: 8, p: 512 }],
])('%s limits are what libsodium makes of them', (_, opsLimit, memLimit, cost) => {
  expect(scryptCost({ opsLimit, memLimit })).toEqual(cost);
});

test('new keys take 128 MiB, which a laptop of 2 GB bears, and OWASP’s first choice of work', () => {
  const cost = scryptCost(OWN_LIMITS);
  expect(cost).toEqual({ N: 2 ** 17, r: 8, p: 1 });
  expect(cost && scryptMemory(cost) / 2 ** 20).toBeCloseTo(128, 1);
});

test('nothing is opened that costs more than minisign’s own keys, whatever a file asks for', () => {
  for (let ops = 0n; ops < 64n; ops++)
    for (let mem = 0n; mem < 64n; mem++) {
      const cost = scryptCost({ opsLimit: 2n ** ops, memLimit: 2n ** mem });
      if (cost === undefined) continue;
      expect(scryptMemory(cost)).toBeLessThan(1.01 * 2 ** 30);
      expect(cost.N * cost.p).toBeLessThanOrEqual(2 ** 20);
    }
});

test.each([
  [0n, 2n ** 30n],
  [2n ** 25n, 0n],
  [2n ** 25n + 1n, 2n ** 30n],
  [2n ** 25n, 2n ** 30n - 1n],
  [2n ** 64n - 1n, 2n ** 64n - 1n],
  [2n ** 26n, 2n ** 30n],
  [2n ** 63n, 2n ** 63n],
])('opslimit %s with memlimit %s is refused', (opsLimit, memLimit) => {
  expect(scryptCost({ opsLimit, memLimit })).toBeUndefined();
});
