import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alikePairs, printOf } from '../../src/likeness.ts';
import { findMoves, type KnownPage, type Move, type PageNow } from '../../src/source/moved.ts';

interface Text {
  readonly language: string;
  readonly title: string;
  readonly text: string;
}

const read = ({ language, title, text }: Text): KnownPage['texts'][number] => ({
  language,
  title,
  read: () => Promise.resolve(text),
});

const nouns = 'sun rain wind seed root leaf bee soil tide moon star stone'.split(' ');
const verbs = 'warms wets moves feeds holds hides finds turns lifts leads'.split(' ');
/** Texts of which some are alike, some the same and some empty. */
const someText = fc
  .oneof(
    fc.constant(''),
    fc.array(
      fc.tuple(fc.constantFrom(...nouns), fc.constantFrom(...verbs)).map((words) => words.join(' ')),
      { maxLength: 12 },
    ),
    fc.constantFrom(
      'the sun warms the soil and the rain wets it',
      'the sun warms the soil and the wind wets it',
    ),
  )
  .map((text) => (typeof text === 'string' ? text : text.join('. ')));
const someTexts = fc.uniqueArray(
  fc.record<Text>({
    language: fc.constantFrom('en', 'es', 'ar'),
    title: fc.constantFrom('Intro', 'Soil', 'Water'),
    text: someText,
  }),
  { selector: ({ language }) => language, minLength: 1, maxLength: 3 },
);
const someId = fc.constantFrom('a', 'b', 'c', 'u/a', 'u/b', 'a-2', 'v/a');
const published = fc
  .uniqueArray(fc.record({ id: someId, texts: someTexts }), { selector: ({ id }) => id, maxLength: 6 })
  .map((pages) => pages.map(({ id, texts }): KnownPage => ({ id, texts: texts.map(read) })));
const source = fc
  .uniqueArray(
    fc.record({
      id: someId,
      texts: someTexts,
      fixed: fc.boolean(),
      orphan: fc.boolean(),
      was: fc.array(someId, { maxLength: 2 }),
    }),
    { selector: ({ id }) => id, maxLength: 6 },
  )
  .map((pages) => pages.map((page): PageNow => ({ ...page, texts: page.texts.map(read) })));

const idsAfter = (now: readonly PageNow[], moves: readonly Move<PageNow>[]): Map<PageNow, string> => {
  const ids = new Map(now.map((page) => [page, page.id]));
  for (const { kind, page, id } of moves) if (kind !== 'claimed' && kind !== 'renamed') ids.set(page, id);
  return ids;
};

const told = (moves: readonly Move<PageNow>[]): string[] =>
  moves.map(({ kind, page, id }) => `${kind} ${page.id} ${id}`).sort();

describe('ids of pages that may have moved', () => {
  it('never collide, and those that authors gave never change', async () => {
    await fc.assert(
      fc.asyncProperty(source, published, async (now, before) => {
        const ids = idsAfter(now, await findMoves(now, before));
        expect(new Set(ids.values()).size).toBe(now.length);
        for (const page of now) if (page.fixed) expect(ids.get(page)).toBe(page.id);
      }),
      { numRuns: 2000 },
    );
  });

  it('do not depend on the order in which pages are looked at', async () => {
    await fc.assert(
      fc.asyncProperty(source, published, async (now, before) => {
        const moves = told(await findMoves(now, before));
        expect(told(await findMoves([...now].reverse(), [...before].reverse()))).toEqual(moves);
      }),
      { numRuns: 1000 },
    );
  });

  it('stay where every page is as it was published', async () => {
    await fc.assert(
      fc.asyncProperty(published, async (before) => {
        const now = before.map((page) => ({ ...page, fixed: false, orphan: false, was: [] }));
        expect(told(await findMoves(now, before))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('texts', () => {
  const lesson = 'Rain falls on the hill, runs down the slope and carries the soil with it into the river. ';
  const likeness = (a: string, b: string, first = 'en', second = first): number => {
    const [one, two] = [printOf(a, first), printOf(b, second)];
    return one && two ? (alikePairs([one], [two])[0]?.likeness ?? 0) : 0;
  };

  it.each([
    ['a word of a short one', 'Rain soaks in. See roots.', 'Rain seeps in. See roots.', 'en'],
    ['a sentence of a long one', lesson.repeat(2) + 'It was a dry year.', lesson + 'A flood.', 'en'],
    [
      'a sign in a script without spaces',
      '水从山上流下来，带走了泥土。',
      '水从山上流下来，带走了沙土。',
      'zh',
    ],
    ['vowel signs and all', 'น้ำไหลลงจากภูเขา', 'น้ำไหลลงจากเนินเขา', 'th'],
  ])('are alike when %s is changed', (_, a, b, language) => {
    expect(likeness(a, b, language)).toBeGreaterThanOrEqual(0.5);
    expect(likeness(a, b, language)).toBeLessThan(1);
  });

  it('are the same whatever stands between their words, and however these are encoded and capitalised', () => {
    expect(printOf('Été — “Un Été”', 'fr')).toEqual(printOf('ÉTÉ\n\nun   été!'.normalize('NFD'), 'fr'));
    expect(printOf('…', 'fr')).toBeUndefined();
  });

  it('of two languages, and other texts, are not alike', () => {
    expect(likeness(lesson, lesson, 'en', 'en-GB')).toBe(1);
    expect(likeness(lesson, lesson, 'en', 'fr')).toBe(0);
    expect(likeness(lesson, 'A bee flies from flower to flower on the hill and carries the pollen.')).toBe(0);
  });

  it('by the thousand that are all alike have a bounded number of pairs, the same one first', () => {
    const many = Array.from({ length: 1000 }, (_, n) => printOf(`${lesson.repeat(3)} number ${n}`, 'en'));
    const prints = many.filter((print) => print !== undefined);
    const pairs = alikePairs(prints, prints);
    expect(pairs.length).toBeLessThanOrEqual(64_000);
    const same = pairs.filter((pair) => pair.same);
    expect(same.map(({ now, before }) => [now, before])).toEqual(prints.map((_, n) => [n, n]));
  });
});
