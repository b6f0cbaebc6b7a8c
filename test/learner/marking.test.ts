import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Key } from '../../src/learner/activity.ts';
import { readNumbers } from '../../src/learner/answer-number.ts';
import { plainText, sameText } from '../../src/learner/answer-text.ts';
import { joinParts, markParts, markResponse, splitParts } from '../../src/learner/marking.ts';
import { shuffled } from '../../src/learner/shuffle.ts';

const right = { success: true, score: 1 };
const wrong = { success: false, score: 0 };
const number = (answer: number, tolerance = 0, unit?: string): Key => ({
  ...{ kind: 'number', answer, tolerance },
  ...(unit !== undefined && { unit }),
});

describe('a number', () => {
  test.for<[string, number[]]>([
    ['12.5', [12.5]],
    ['12,5', [12.5]],
    [' -3 ', [-3]],
    ['−3', [-3]],
    ['+ 7', [7]],
    ['.5', [0.5]],
    ['5.', [5]],
    ['1 234 567', [1234567]],
    ['1\u202f234,5', [1234.5]],
    ['1’234.5', [1234.5]],
    ['1,234.5', [1234.5]],
    ['1.234,5', [1234.5]],
    ['1,234,567', [1234567]],
    ['1,00,000', [100000]],
    ['1,234', [1.234, 1234]],
    ['0,234', [0.234]],
    ['١٢٫٥', [12.5]],
    ['١٬٢٣٤٫٥', [1234.5]],
    ['۱۲٫۵', [12.5]],
    ['१२.५', [12.5]],
    ['１２．５', [12.5]],
    ['\u200f١٢\u200e', [12]],
    ['1/2', [0.5]],
    ['½', [0.5]],
    ['3e8', [3e8]],
    ['3 × 10^8', [3e8]],
    ['3·10⁸', [3e8]],
    ['1,5 x 10⁻³', [0.0015]],
  ])('is read in “%s”', ([text, values]) => {
    expect(readNumbers(text)).toEqual(values);
  });

  test.for([
    '',
    ' ',
    'x',
    '.',
    ',',
    '-',
    '1 2',
    '1,2,3',
    '1.2.3.4',
    '12 m',
    '1/0',
    '1/2/3',
    'Infinity',
    'NaN',
    '0x10',
    '1e999',
    '1e300/1e-300',
    '٫',
  ])('is not in “%s”', (text) => {
    expect(readNumbers(text)).toEqual([]);
  });

  test('is the same in every script and with every decimal sign', () => {
    const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0xff10];
    fc.assert(
      fc.property(
        fc.integer({ min: -99999, max: 99999 }),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom(...zeros),
        fc.constantFrom('.', ',', '٫'),
        (whole, part, zero, sign) => {
          const text = `${whole}${sign}${part}`.replace(/\d/g, (digit) =>
            String.fromCharCode(zero + Number(digit)),
          );
          expect(readNumbers(text)).toEqual([Number(`${whole}.${part}`)]);
        },
      ),
    );
  });

  test('that anybody writes is read in no time and is finite', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 5000 }), fc.stringMatching(/^[\d.,e+\-/ ٫'x*^]{0,300}$/)),
        (text) => {
          expect(readNumbers(text).every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  test('is right within its tolerance, edges included', () => {
    expect(markResponse(number(0.3, 0.1), '0.2')).toEqual(right);
    expect(markResponse(number(0.3, 0.1), '0.4')).toEqual(right);
    expect(markResponse(number(0.3, 0.1), '0.41')).toEqual(wrong);
    expect(markResponse(number(12.5), '12.49')).toEqual(wrong);
    // Of large whole numbers the next one is another.
    expect(markResponse(number(2147483648), '2147483647')).toEqual(wrong);
    expect(markResponse(number(2147483648), '2,147,483,648')).toEqual(right);
    expect(markResponse(number(0), '-0')).toEqual(right);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e3, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (answer, tolerance, part) => {
          expect(markResponse(number(answer, tolerance), String(answer + tolerance * part))).toEqual(right);
          const away = answer + (tolerance + 1) * (part < 0 ? -1 : 1);
          expect(markResponse(number(answer, tolerance), String(away))).toEqual(wrong);
        },
      ),
    );
  });

  test('may have its unit after or before it, in any case', () => {
    for (const text of ['12.5', '12.5 m', '12,5M', '12.5  m '])
      expect(markResponse(number(12.5, 0, 'm'), text)).toEqual(right);
    for (const text of ['3 m²', '3 m2', '3m²']) expect(markResponse(number(3, 0, 'm²'), text)).toEqual(right);
    for (const text of ['$5', '$ 5', '5 $']) expect(markResponse(number(5, 0, '$'), text)).toEqual(right);
    for (const text of ['12.5 cm', 'm', '12.5 mm'])
      expect(markResponse(number(12.5, 0, 'm'), text)).toEqual(wrong);
    expect(markResponse(number(12.5), '12.5 m')).toEqual(wrong);
    expect(markResponse(number(50, 0, '%'), '٥٠٪')).toEqual(right);
    expect(markResponse(number(50, 0, '%'), '٥٠ %')).toEqual(right);
  });
});

describe('a short text', () => {
  test.for<[string, string]>([
    ['Nile', ' nile. '],
    ['the Nile', 'The  Nile'],
    ['Río', 'rio'],
    ['Straße', 'STRASSE'],
    ['İstanbul', 'istanbul'],
    ['1885', '١٨٨٥'],
    ['۱۸۸۵', '1885'],
    ['کتاب', 'كتاب'],
    ['Ὀδυσσεύς', 'οδυσσευσ'],
    ['don’t', "don't"],
    ['كتاب', 'كِتَابٌ'],
    ['كتاب', 'كتـــاب'],
    ['أحمد', 'احمد'],
    ['مدرسة', 'مدرسه'],
    ['ﻻ', 'لا'],
    ['می‌روم', 'میروم'],
    ['Viet Nam', 'Việt Nam'],
    ['H2O', 'H₂O'],
    ['पानी', 'पानी।'],
    ['x – y', 'x - y'],
    ['!', ' ! '],
  ])('“%s” is meant by “%s”', ([accepted, given]) => {
    expect(sameText(accepted, given)).toBe(true);
  });

  test.for<[string, string]>([
    ['Nile', 'Niles'],
    ['पानी', 'पनी'],
    ['año', 'ana'],
    ['', 'x'],
    ['!', '?'],
    ['!', ''],
  ])('“%s” is not meant by “%s”', ([accepted, given]) => {
    expect(sameText(accepted, given)).toBe(false);
  });

  test('can ask for its accents', () => {
    expect(sameText('año', 'ano')).toBe(true);
    expect(sameText('año', 'ano', true)).toBe(false);
    expect(sameText('año', 'AN\u0303O', true)).toBe(true);
    expect(sameText('أب', 'اب', true)).toBe(false);
    expect(markResponse({ kind: 'text', accepted: ['año'], accents: true }, 'ano')).toEqual(wrong);
    // Case is none.
    expect(markResponse({ kind: 'text', accepted: ['İzmir'], accents: true }, 'izmir')).toEqual(right);
  });

  test('is compared in one form, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.boolean(), (text, accents) => {
        expect(sameText(text, text, accents)).toBe(true);
        expect(sameText(text, `  ${text} `, accents)).toBe(true);
        expect(sameText(text, text.normalize('NFD'), accents)).toBe(true);
        if (!accents) expect(plainText(text)).toBe(plainText(text.normalize('NFC')));
      }),
      { numRuns: 1000 },
    );
  });

  test('is right in any of its forms', () => {
    const key: Key = { kind: 'text', accepted: ['Nile', 'the Nile'] };
    expect(['nile', 'the nile', 'a nile', ''].map((text) => markResponse(key, text)?.success)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('choices', () => {
  const key: Key = { kind: 'choice', right: [0, 2], multiple: true };

  test('are right when all right ones and no other are chosen, and partly so for some', () => {
    expect(markResponse(key, '2[,]0')).toEqual(right);
    expect(markResponse(key, '0')).toEqual({ success: false, score: 0.5 });
    expect(markResponse(key, '0[,]1')).toEqual(wrong);
    expect(markResponse(key, '0[,]2[,]1')).toEqual({ success: false, score: 0.5 });
    expect(markResponse(key, '')).toEqual(wrong);
  });

  test('all chosen are worth less than the right ones, and all scores lie between 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.nat(11)),
        fc.array(fc.nat(11)),
        (count, good, chosen) => {
          const all = Array.from({ length: count }, (_, n) => n);
          const rights = all.filter((n) => n === 0 || good.includes(n));
          const given = all.filter((n) => chosen.includes(n));
          const mark = markResponse({ kind: 'choice', right: rights, multiple: true }, joinParts(given));
          expect(mark?.score).toBeGreaterThanOrEqual(0);
          expect(mark?.score).toBeLessThanOrEqual(1);
          expect(mark?.success).toBe(joinParts(given) === joinParts(rights));
          expect(mark?.success).toBe(mark?.score === 1);
          if (rights.length < count)
            expect(
              markResponse({ kind: 'choice', right: rights, multiple: true }, joinParts(all))?.success,
            ).toBe(false);
        },
      ),
    );
  });
});

describe('orders, pairs and gaps', () => {
  test('an order is worth what follows where it belongs', () => {
    const key: Key = { kind: 'order', count: 4 };
    expect(markResponse(key, '0[,]1[,]2[,]3')).toEqual(right);
    expect(markResponse(key, '3[,]2[,]1[,]0')).toEqual(wrong);
    expect(markResponse(key, '1[,]2[,]3[,]0')?.score).toBeCloseTo(2 / 3);
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (given) => {
        const mark = markResponse({ kind: 'order', count: 6 }, joinParts(given));
        expect(mark?.success).toBe(given.every((n, place) => n === place));
        expect(mark?.success).toBe(mark?.score === 1);
      }),
    );
  });

  test('pairs and gaps are worth the share of right ones', () => {
    const pairs: Key = { kind: 'match', count: 3 };
    expect(markResponse(pairs, '0[.]0[,]1[.]1[,]2[.]2')).toEqual(right);
    expect(markResponse(pairs, '0[.]0[,]1[.]2[,]2[.]1')?.score).toBeCloseTo(1 / 3);
    expect(markResponse(pairs, '0[.]0')).toMatchObject({ success: false });
    const gaps: Key = { kind: 'gap', gaps: [['water', 'H2O'], ['hot']] };
    expect(markResponse(gaps, 'h2o[,]Hot')).toEqual(right);
    expect(markResponse(gaps, '[,]hot')).toEqual({ success: false, score: 0.5 });
    expect(markResponse(gaps, '')).toEqual(wrong);
  });

  test('a reflection is not marked', () => {
    expect(markResponse({ kind: 'reflect' }, 'I think …')).toBeUndefined();
  });

  test('whatever a stored response says, a mark is a number from 0 to 1', () => {
    const keys: Key[] = [
      { kind: 'choice', right: [1], multiple: false },
      { kind: 'order', count: 3 },
      { kind: 'match', count: 2 },
      { kind: 'gap', gaps: [['a'], ['b']] },
      number(3),
      { kind: 'text', accepted: ['a'] },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.oneof(fc.string(), fc.stringMatching(/^(?:\d|\[,\]|\[\.\]|-|e)*$/)),
        (key, response) => {
          const { score } = markResponse(key, response) ?? { score: NaN };
          expect(score >= 0 && score <= 1).toBe(true);
        },
      ),
    );
  });

  test('parts that are joined are split again', () => {
    expect(splitParts(joinParts([]))).toEqual([]);
    expect(splitParts(joinParts([2, 0]))).toEqual(['2', '0']);
    expect(splitParts(joinParts(['', 'a']))).toEqual(['', 'a']);
  });
});

describe('shuffling', () => {
  test('keeps all items, and gives the same order for the same seed everywhere', () => {
    expect(shuffled(['a', 'b', 'c', 'd', 'e'], 'Amina/unit/lesson/q1')).toEqual(['a', 'd', 'c', 'e', 'b']);
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
        const mixed = shuffled(items, seed);
        expect(mixed).toEqual(shuffled(items, seed));
        expect([...mixed].sort()).toEqual([...items].sort());
      }),
    );
  });

  test('gives every order about as often, and never the right one where that would tell', () => {
    const seen = new Map<string, number>();
    for (let n = 0; n < 6000; n++) {
      const order = shuffled([0, 1, 2], `seed ${n}`).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
      expect(shuffled([0, 1, 2], `seed ${n}`, true)).not.toEqual([0, 1, 2]);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

test('of an answer in parts it is known which are right', () => {
  const parts = (key: Key, response: string): string => markParts(key, response).map(Number).join('');
  const order: Key = { kind: 'order', count: 4 };
  expect(parts(order, '0[,]1[,]2[,]3')).toBe('1111');
  // All follow as they should but the one that was put last.
  expect(parts(order, '1[,]2[,]3[,]0')).toBe('0011');
  expect(parts(order, '0[,]2[,]1[,]3')).toBe('1001');
  expect(parts(order, '')).toBe('0000');
  expect(parts({ kind: 'match', count: 2 }, '0[.]1[,]1[.]1')).toBe('01');
  expect(parts({ kind: 'gap', gaps: [['a', 'b'], ['c']] }, '[,]C')).toBe('01');
  expect(parts({ kind: 'text', accepted: ['a'] }, 'a')).toBe('');
});
