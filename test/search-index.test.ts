import fc from 'fast-check';
import SearchableMap from 'minisearch/SearchableMap';
import { expect, test } from 'vitest';
import { distance } from '../src/reader/search-index.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '水'), minLength: 1, maxLength: 9 });

test('words are as far from one another as MiniSearch says', () => {
  fc.assert(
    fc.property(word, fc.array(word), fc.integer({ min: 1, max: 4 }), (query, terms, most) => {
      const map = new SearchableMap<true>();
      for (const term of terms) map.set(term, true);
      const near = [...map.fuzzyGet(query, most)].map(([term, [, far]]) => [term, far]);
      const found = [...new Set(terms)].map((term) => [term, distance(query, term, most)] as const);
      expect(new Map(found.filter(([, far]) => far < Infinity))).toEqual(new Map(near as [string, number][]));
    }),
  );
});
