import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodeUnits } from '../src/order.ts';
import { decodePlaces, eachTerm, encodeTerms, type Place } from '../src/search-shard.ts';

const places = fc
  .uniqueArray(fc.record({ section: fc.nat(100_000), weight: fc.integer({ min: 1, max: 5 }) }), {
    selector: ({ section }) => section,
    minLength: 1,
  })
  .map((all) => all.map(({ section, weight }) => section * 8 + weight).sort((a, b) => a - b));
const term = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{1,50}$/),
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\s/.test(text)),
);
const terms = fc
  .uniqueArray(fc.tuple(term, places), { selector: ([text]) => text })
  .map((all) => all.sort(([a], [b]) => compareCodeUnits(a, b)));

test('terms and places are read as they were written', () => {
  fc.assert(
    fc.property(terms, (all) => {
      const shard = { pages: [], lengths: '', ...encodeTerms(all) };
      const read: [string, Place[]][] = [];
      eachTerm(shard, (text, encoded) => {
        const found: Place[] = [];
        decodePlaces(encoded, (section, weight) => found.push(section * 8 + weight));
        read.push([text, found]);
      });
      expect(read).toEqual(all);
    }),
  );
});

test('what is written is whole in UTF-8 and needs no escape in a script', () => {
  fc.assert(
    fc.property(terms, (all) => {
      const { terms: text, places: encoded } = encodeTerms(all);
      expect(Buffer.from(text).toString()).toBe(text);
      expect(encoded).toMatch(/^[A-Pa-p2-5 ]*$/);
    }),
  );
});
