import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { findAnchor, resolveFragment } from '../../src/compile/resolve.ts';
import { findTarget, placesOf, type Target } from '../../src/compile/target.ts';
import { suggest } from '../../src/suggest.ts';

/** Where `url` leads from a page of a source with these files, of which the Markdown ones are pages. */
function target(url: string, from: string, ...files: string[]): Target {
  const all = [from, ...files];
  const pages = new Map(all.filter((file) => file.endsWith('.md')).map((file) => [file, file.slice(0, -3)]));
  return findTarget(url, from, placesOf(all, pages, new Map()));
}

const numbers = Array.from({ length: 20_000 }, (_, n) => n);

describe('a reference leads to its file', () => {
  test.each([
    [
      'from a folder whose name has its accents as signs of their own',
      'photo.png',
      'lec\u0327on/a.md',
      'lec\u0327on/photo.png',
    ],
    ['with accents in the other normal form', 'lec\u0327on.png', 'a.md', 'le\u00e7on.png'],
    ['by the built name of a page', 'b.html#part', 'a.md', 'b.md'],
    ['by the built name of a folder', 'unit/index', 'a.md', 'unit/README.md'],
    ['by a folder', 'unit/', 'a.md', 'unit/index.md'],
    ['from below', '../', 'unit/a.md', 'README.md'],
    ['from the root', '/pictures/cup.png', 'unit/a.md', 'static/pictures/cup.png'],
    ['by the end of its path alone', 'fig/cup.svg', 'episodes/a.md', 'learners/fig/cup.svg'],
    ['by a case that is not its own', 'B.MD', 'a.md', 'b.md'],
  ])('%s', (_, url, from, file) => {
    expect(target(url, from, file)).toMatchObject({ file });
  });
  test('that is a page rather than a file whose name differs in case alone', () => {
    const places = placesOf(['a.md', 'Notes.md', 'notes.md'], new Map([['Notes.md', 'notes']]), new Map());
    expect(findTarget('NOTES', 'a.md', places)).toMatchObject({ kind: 'page', file: 'Notes.md' });
  });
  test('and to none where several files end alike', () => {
    expect(target('fig/cup.svg', 'a.md', 'x/fig/cup.svg', 'y/fig/cup.svg')).toMatchObject({
      kind: 'missing',
    });
    expect(target('cup.svg', 'a.md', 'x/cup.svg')).toMatchObject({ kind: 'missing' });
    expect(target('fig/cup.svg', 'a.md', 'config/cup.svg')).toMatchObject({ kind: 'missing' });
  });
});

test('the top of a page needs no anchor, and an anchor may have its accents in another normal form', async () => {
  const fragment = await compileMarkdown(
    '# A\n\n## Le\u00e7on\n\n[a](#top) [b](#lec\u0327on) [c](#LE\u00c7ON) [d](#lesson)\n',
  );
  const places = placesOf(['a.md'], new Map([['a.md', 'a']]), new Map());
  const { diagnostics } = resolveFragment('a.md', fragment, places, () => fragment.anchors);
  expect(diagnostics.map(({ code, params }) => [code, params['anchor']])).toEqual([
    ['anchor-missing', 'lesson'],
  ]);
  expect(findAnchor('lec\u0327on', fragment.anchors)).toBe('le\u00e7on');
});

test('a page is not suggested to itself', async () => {
  const fragment = await compileMarkdown('# A\n\n[a](aa.md) [b](bb.md)\n');
  const places = placesOf(['a.md', 'b.md'], new Map(), new Map());
  const { diagnostics } = resolveFragment('a.md', fragment, places, () => fragment.anchors);
  expect(diagnostics.map(({ params }) => params['suggestion'])).toEqual(['', 'b.md']);
});

test('a suggestion has more in common with what was written than it has not', () => {
  expect(suggest('titel', ['id', 'title', 'theme'])).toBe('title');
  expect(suggest('k0', ['id', 'title', 'theme'])).toBe('');
  expect(suggest('x', ['y', 'xy'])).toBe('xy');
  expect(suggest('leson-1.md', ['lesson-1.md', 'lesson-2.md'])).toBe('lesson-1.md');
});

// Where this takes longer than the test runner's 20 s, it took minutes.
test('thousands of references that lead nowhere are told as far as anyone reads', async () => {
  const page = (urls: string[]) => compileMarkdown(`# A\n\n${urls.map((url) => `[a](${url})`).join('\n')}\n`);
  const files = ['a.md', ...numbers.map((n) => `d${n}/README.md`), ...numbers.map((n) => `g${n}a.png`)];
  const places = placesOf(files, new Map([['a.md', 'a']]), new Map());
  const anchors = numbers.map((n) => `anchor-${n}`);
  for (const urls of [
    numbers.slice(0, 5000).map((n) => `zz${n}/README.md`),
    numbers.map((n) => `f${n}.png`),
    numbers.map((n) => `#anchor-${n}x`),
    ['a/'.repeat(500_000)],
  ]) {
    const { diagnostics } = resolveFragment('a.md', await page(urls), places, () => anchors);
    expect(diagnostics).toHaveLength(Math.min(urls.length, 1000));
  }
});

test('a translated picture that is not there is the one that it was made of, where only one can be meant', () => {
  const picture = `translated_images/cup.${'0123456789abcdef'.repeat(4)}.es.png`;
  const among = (files: readonly string[], from: string): unknown => {
    const pages = new Map([['lesson.md', 'lesson']]);
    const originals = new Map([['es/lesson.md', 'lesson.md']]);
    return findTarget(
      `../${picture}`,
      from,
      placesOf(['lesson.md', 'es/lesson.md', ...files], pages, originals),
    );
  };
  const found = { kind: 'file', file: 'images/cup.png', found: 'original' };
  expect(among(['images/cup.png'], 'es/lesson.md')).toEqual(found);
  expect(among(['images/cup.png', picture], 'es/lesson.md')).toEqual({
    kind: 'file',
    file: picture,
    found: 'exact',
  });
  expect(among(['images/cup.png', 'other/cup.png'], 'es/lesson.md')).toMatchObject({ kind: 'missing' });
  expect(among(['images/teacup.png'], 'es/lesson.md')).toMatchObject({ kind: 'missing' });
});
