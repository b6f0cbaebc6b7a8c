import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson } from '../../src/cli/printable.ts';

const hostile = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]/u;

test('no text can move the cursor, colour the terminal or reverse what stands beside it', () => {
  expect(printable('a\u001b[31mred\u009b2J\n\u202egnp.exe\u2069')).toBe(
    String.raw`a\u001b[31mred\u009b2J\n\u202egnp.exe\u2069`,
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(hostile);
    }),
  );
});

test('text in any script is left as it is', () => {
  for (const text of ['Größe', 'درس الأول', 'पाठ १', '第一课', 'שיעור', '👩‍🏫'])
    expect(printable(text)).toBe(text);
});

test('JSON means the same after it was made printable', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = printableJson(value);
      expect(text.replaceAll('\n', '')).not.toMatch(hostile);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
    }),
  );
});
