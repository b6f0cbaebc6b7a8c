import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classOfEdit } from '../../src/delta/classes.ts';
import { startExcerpts } from '../../src/delta/excerpt.ts';
import { keptInOrder } from '../../src/delta/order-kept.ts';
import { readPageText } from '../../src/delta/page-text.ts';
import { adviseVersion } from '../../src/delta/version-step.ts';

test.each([
  ['grond', 'ground', 'cosmetic'],
  ['teh', 'the', 'cosmetic'],
  ['Water,', 'water', 'cosmetic'],
  ['recieve the lettr', 'receive the letter', 'cosmetic'],
  ['possible', 'impossible', 'content'],
  ['can', 'cannot', 'content'],
  ['8 hours', '10 hours', 'content'],
  ['100', '1000', 'content'],
  ['1.5 m', '15 m', 'content'],
  ['−5 °C', '5 °C', 'content'],
  ['x < y', 'x > y', 'content'],
  ['', 'not', 'content'],
  ['土', '水', 'content'],
] as const)('from “%s” to “%s” is %s', (before, now, weight) => {
  expect(classOfEdit(before, now)).toBe(weight);
  expect(classOfEdit(now, before)).toBe(weight);
});

test.each([
  ['1.0.0', '1.0.1', 'cosmetic', '1.0.1', true],
  ['1.0.0', '1.0.0', 'cosmetic', '1.0.1', false],
  ['1.0.9', '1.1.0', 'content', '1.1.0', true],
  ['1.0.9', '1.0.10', 'content', '1.1.0', false],
  ['1.0.9', '2.0.0', 'content', '1.1.0', true],
  ['1.9.9', '1.10.0', 'progress-breaking', '2.0.0', false],
  ['1.9.9', '2.0.0-beta.1', 'progress-breaking', '2.0.0', true],
  ['2.0.0-beta.1', '2.0.0-beta.2', 'progress-breaking', '2.0.0', true],
  ['2.0.0-beta.2', '2.0.0-beta.10', 'content', '2.0.0', true],
  ['2.0.0', '2.0.0-beta.1', 'cosmetic', '2.0.1', false],
  ['1.0.0', '0.9.0', 'none', '1.0.0', false],
  ['9007199254740993.0.0', '9007199254740994.0.0', 'progress-breaking', '9007199254740994.0.0', true],
] as const)('%s to %s with %s changes: %s, honoured %s', (base, target, weight, proposed, honoured) => {
  expect(adviseVersion(base, target, weight)).toMatchObject({ proposed, honoured });
});

describe('excerpts', () => {
  const page = (...lines: string[]): ReturnType<typeof readPageText> =>
    readPageText(`<article>${lines.map((line) => `<p>${line}</p>`).join('')}</article>`);
  const word = fc.constantFrom('the', 'roots', 'drink', 'rain', '8', 'and', 'soil.', '土', 'عربي');
  const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
  const text = fc.array(line, { maxLength: 6 });

  test('tell of both texts what stands in them, and nothing else', () => {
    fc.assert(
      fc.property(text, text, (before, now) => {
        const [base, target] = [page(...before), page(...now)];
        const { hunks } = startExcerpts()(base, target);
        const plain = (all: readonly string[]): string => all.join('').replace(/\s/g, '');
        for (const hunk of hunks) {
          const of = (side: 'removed' | 'added'): string[] =>
            hunk.filter(({ kind }) => kind !== side).flatMap(({ text: shown }) => shown.split('…'));
          for (const piece of of('added')) expect(plain(base.lines)).toContain(plain([piece]));
          for (const piece of of('removed')) expect(plain(target.lines)).toContain(plain([piece]));
        }
      }),
    );
  });

  test('of texts with the same words have no hunks', () => {
    const edit = startExcerpts()(page('Roots drink.', 'Rain falls.'), page('Roots drink. Rain falls.'));
    expect(edit).toMatchObject({ class: 'cosmetic', hunks: [] });
  });

  test('of long texts without a line in common are given up', () => {
    const lines = (seed: string): string[] => Array.from({ length: 5_000 }, (_, i) => `${seed} ${i * i}`);
    const edit = startExcerpts()(page(...lines('a')), page(...lines('b')));
    expect(edit).toMatchObject({ class: 'content', muchChanged: true, hunks: [], words: { base: 10_000 } });
  });

  test('have a few places, each of a few words', () => {
    const before = Array.from({ length: 40 }, (_, i) => `Line ${i} stays. Never mind it.`);
    const now = before.map((one, i) => (i % 4 === 0 ? `${one} ${'More words. '.repeat(500)}` : one));
    const { hunks, more } = startExcerpts()(page(...before), page(...now));
    expect(hunks.length + more).toBe(10);
    expect(hunks).toHaveLength(4);
    for (const { text: shown } of hunks.flat()) expect(shown.length).toBeLessThan(500);
  });
});

describe('the text of a page', () => {
  test('has lines, what is code, and what is referred to', () => {
    const text = readPageText(
      '<nav>no</nav><article><p>A &amp; B,\n<b>c</b> <a href="../files/x/d.csv">d</a></p>' +
        '<pre><code>if x:\n  y</code></pre><img src=\'../media/t.png\' alt="A > tree"><!-- <p>no --></article><p>no</p>',
    );
    expect(text.lines).toEqual(['A & B, c d', 'if x:', 'y', '[A > tree]']);
    expect(text.exact).toBe('if x:\n  y');
    expect(text.references).toEqual(['../files/x/d.csv', '../media/t.png']);
  });

  test.each(['<', '<!--', '<a "', '<a \'<b "', '&', '&#', '<p', '</', '<article', '<img src=', ' '])(
    'is read in one pass where a page is %s over and over',
    (piece) => {
      // A second pass for each would take hours, and the suite's timeout ends it.
      const { lines, references } = readPageText(piece.repeat(1_000_000));
      expect(lines.length + references.length).toBeLessThanOrEqual(1_000_001);
    },
  );
});

test('what kept its order is the longest selection that ascends', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20), { maxLength: 8 }), (values) => {
      const kept = [...keptInOrder(values)].sort((a, b) => a - b).map((place) => values[place] ?? 0);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
      const lengths = Array.from({ length: 2 ** values.length }, (_, mask) =>
        values.filter((_v, i) => (mask >> i) & 1),
      )
        .filter((some) => some.every((value, i) => i === 0 || value > (some[i - 1] ?? -1)))
        .map(({ length }) => length);
      expect(kept).toHaveLength(Math.max(...lengths));
    }),
  );
});
