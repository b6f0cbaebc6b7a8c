import { expect, it } from 'vitest';
import { learnersIn, mergeLearners } from '../../src/reader/learners.ts';
import type { Store } from '../../src/reader/store.ts';

const list = (entries: object): string => JSON.stringify(entries);

it('lists of learners merge to the same in any order, removed ones stay removed', () => {
  const lists = [
    list({ a: { name: 'Amina', at: 1 }, constructor: { name: 'Chen', at: 5 } }),
    list({ a: { name: 'Aminata', at: 1 }, b: { name: 'Ben', at: 2 } }),
    list({ a: { name: '', at: 1, gone: true }, b: { name: '', at: 3, gone: true } }),
    list({
      constructor: { name: 'Chen Li', at: 6 },
      nobody: { name: 'x', at: 9 },
      'a b': { name: 'y', at: 9 },
    }),
    null,
    '[',
  ];
  const inOrder = (text: string): unknown[] => Object.entries(JSON.parse(text) as object).sort();
  for (const a of lists)
    for (const b of lists)
      for (const c of lists) {
        expect(inOrder(mergeLearners(a, b))).toEqual(inOrder(mergeLearners(b, a)));
        expect(inOrder(mergeLearners(mergeLearners(a, b), c))).toEqual(
          inOrder(mergeLearners(a, mergeLearners(b, c))),
        );
      }
  const all = lists.reduce<string | null>((merged, one) => mergeLearners(merged, one), null);
  expect(JSON.parse(all ?? '')).toMatchObject({
    constructor: { name: 'Chen Li', at: 6 },
    b: { gone: true, at: 3 },
  });
});

it('names of properties of all objects are learners like others', async () => {
  const store = { get: () => Promise.resolve(list({ constructor: { name: 'Chen', at: 5 } })) };
  expect(await learnersIn(store as unknown as Store)).toEqual([{ id: 'constructor', name: 'Chen' }]);
  expect(await learnersIn({ get: () => Promise.resolve(null) } as unknown as Store)).toEqual([]);
});
