import { expect, test } from 'vitest';
import { suggest } from '../src/suggest.ts';

test.for([
  ['titel', ['title', 'theme'], 'title'],
  ['seedlng.md', ['seed.md', 'seedling.md'], 'seedling.md'],
  ['cop.svg', ['cup.svg'], 'cup.svg'],
  ['langauge', ['language', 'license'], 'language'],
  ['a', ['id', 'title'], ''],
  ['no.md', ['a.md', 'b.md'], ''],
  ['x', [], ''],
] as const)('%s of %j → “%s”', ([word, candidates, suggestion]) => {
  expect(suggest(word, candidates)).toBe(suggestion);
});
