import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { SatchelError } from '../../src/diagnostic.ts';
import { adviceOn } from '../../src/report/advice.ts';
import { costOf, formatCost, formatPrice, lines, secondsOn } from '../../src/delivery.ts';
import { measureBundle } from '../../src/report/measure.ts';
import { referencesOf } from '../../src/report/references.ts';
import type { Spending } from '../../src/report/size-report.ts';
import { garden, large, pack, work } from './packs.ts';

const media = ({ kinds }: Spending): Record<string, number> =>
  Object.fromEntries(kinds.filter(({ kind }) => kind !== 'text').map(({ kind, size }) => [kind, size]));

describe('a bundle', () => {
  test('is counted by unit, lesson and kind: each file once, with the first lesson that refers to it', async () => {
    const file = await pack('counted', garden);
    const report = await measureBundle(file);
    const [start, end] = report.units;
    expect(start?.lessons.map((lesson) => [lesson.title, lesson.opensUnit, media(lesson)])).toEqual([
      ['Start', true, {}],
      ['Roots', false, { picture: 3000 }],
      ['Leaves', false, { picture: 500, video: 9000, download: expect.any(Number) as number }],
    ]);
    expect(end?.lessons.map((lesson) => [lesson.title, lesson.language, media(lesson)])).toEqual([
      ['ثمار', 'ar', { picture: 2000 }],
    ]);
    expect(media(report.shared)).toMatchObject({ picture: 1000 });
    // What is told adds up to the file to the last byte.
    expect(report.size).toBe(statSync(file).size);
    const parts = [...report.units, report.shared];
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(report.size);
    expect(report.kinds.reduce((sum, { size }) => sum + size, 0)).toBe(report.size);
    for (const unit of report.units)
      expect(unit.lessons.reduce((sum, { size }) => sum + size, 0)).toBe(unit.size);
  });

  test('is the same unpacked as zipped: what is counted is what travels', async () => {
    const file = await pack('folder', garden);
    const dir = join(work, 'unpacked');
    await unpackBundle(file, dir);
    expect(await measureBundle(dir)).toEqual(await measureBundle(file));
  });

  test('tells source against rendition, a source once though a film has a poster too', async () => {
    const report = await measureBundle(await pack('sources', garden));
    expect(report.renditions).toEqual({ assets: 2, sourceSize: 130_000, size: 12_500 });
    const sources = Object.fromEntries(report.kinds.map(({ kind, sourceSize }) => [kind, sourceSize]));
    // Pictures: the root's source, and the two that are carried as they are.
    expect(sources).toMatchObject({ video: 90_000, picture: 40_000 + 2000 + 1000, text: undefined });
    expect(report.units[0]).toMatchObject({ mediaSize: 12_500, sourceSize: 130_000 });
  });

  test('that does not say how large its sources were has no renditions to tell of', async () => {
    const report = await measureBundle(await pack('silent', { ...garden, more: {} }));
    expect(report).not.toHaveProperty('renditions');
    expect(report.kinds.every((kind) => !('sourceSize' in kind))).toBe(true);
  });

  test('has its largest files told with the lesson, the other lessons and what to do', async () => {
    const { largest } = await measureBundle(await pack('largest', garden));
    expect(
      largest.map(({ path, size, lesson, otherLessons }) => [path, size, lesson, otherLessons]).slice(0, 4),
    ).toEqual([
      ['media/film.mp4', 9000, 'Leaves', 0],
      ['media/root.webp', 3000, 'Roots', 1],
      ['media/fruit.webp', 2000, 'ثمار', 0],
      ['media/cover.webp', 1000, undefined, 0],
    ]);
    expect(largest[0]).toMatchObject({ sourceSize: 90_000, durationSeconds: 10 });
  });

  test('of 3,000 lessons is counted whole', async () => {
    const report = await measureBundle(await pack('large', large(3000)));
    expect(report.units).toHaveLength(30);
    expect(report.units.flatMap(({ lessons }) => lessons)).toHaveLength(3000);
    expect(report.kinds.find(({ kind }) => kind === 'picture')).toMatchObject({ entries: 3000 });
  });

  test('with a damaged page is refused', async () => {
    const file = await pack('damaged', garden);
    const dir = join(work, 'damaged');
    await unpackBundle(file, dir);
    writeFileSync(
      join(dir, 'pages/fruit.html'),
      '<img srcset="../media/fruit.webp 1x, ../media/root.webp 3x">',
    );
    const error = await measureBundle(dir).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SatchelError);
    expect(error).toMatchObject({ code: 'bundle-entry-digest', exit: 3 });
  });
});

describe('references of a page', () => {
  test.each([
    ['<img src="../media/a.webp">', ['media/a.webp']],
    ["<img src='../media/a.webp'>", ['media/a.webp']],
    ['<img src=../media/a.webp>', ['media/a.webp']],
    [
      '<img\n  SRCSET = "../media/a.webp 480w,\n../media/b.webp 960w">',
      ['media/a.webp', '480w', 'media/b.webp', '960w'],
    ],
    ['<object data="x/../b.svg#part">', ['pages/b.svg']],
    ['<a href="b&#46;pdf?x=1">', ['pages/b.pdf']],
    ['<a href="https://example.org/a"><a href="#top"><a href="/etc"><a href="mailto:a@b">', []],
  ])('%s', (html, paths) => {
    const named = [...referencesOf(html, 'pages/one.html')].map((path) =>
      path.replace(/^pages\/(\d+w)$/, '$1'),
    );
    expect(named).toEqual(paths);
  });

  test.each([' src="', ' src= ', ' src=\'"', ' href=&amp;', ' srcset="a, '])(
    '%j a million times is read in one pass',
    (text) => {
      expect(referencesOf(text.repeat(1_000_000), 'pages/one.html').size).toBeLessThan(4);
    },
  );
});

describe('what a download costs', () => {
  test('in time', () => {
    expect(lines.map((line) => [line.name, secondsOn(line, 7_000_000)])).toEqual([
      ['2G', 800],
      ['3G', 80],
    ]);
  });

  test.each([
    [0, 'KES 0.00'],
    [0.00001, '< KES 0.0001'],
    [0.00043, 'KES 0.0004'],
    [0.0124, 'KES 0.012'],
    [0.099, 'KES 0.10'],
    [1234567.891, 'KES 1,234,567.89'],
  ])('in money: %d', (amount, shown) => {
    expect(formatCost({ perMegabyte: 1, currency: 'KES' }, amount)).toBe(shown);
  });

  test('at the price that was given', () => {
    const price = { perMegabyte: 0.05, currency: '' };
    expect(costOf(price, 200_000_000)).toBe(10);
    expect(formatPrice(price)).toBe('0.05');
    const shown = [0, 100, 0.0000005, 999_999_999].map((perMegabyte) =>
      formatPrice({ perMegabyte, currency: 'KES' }),
    );
    expect(shown).toEqual(['KES 0', 'KES 100', 'KES 0.0000005', 'KES 999999999']);
  });
});

test('advice names a lower profile only where there is one', () => {
  const entry = {
    path: 'a',
    size: 1,
    digest: 'sha256:',
    mediaType: 'image/webp',
    preset: { id: 'p', version: 1 },
  } as const;
  expect(adviceOn(entry, 'picture', 'high')).toContain('--profile standard');
  expect(adviceOn(entry, 'picture', 'standard')).toContain('--profile low');
  for (const profile of ['low', 'other', 'constructor'])
    expect(adviceOn(entry, 'picture', profile)).not.toContain('--profile');
});

test('nobody is asked to draw the still of a film anew', () => {
  const preset = { id: 'poster-standard', version: 1 };
  const entry = { path: 'a', size: 1, digest: 'sha256:', mediaType: 'image/webp', preset } as const;
  expect(adviceOn(entry, 'picture', 'standard')).toMatch(/still that a film shows/);
});
