import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { uniqueUnits } from '../../src/source/arrange.ts';
import { readConfigFile } from '../../src/source/config.ts';
import { lessonsOf } from '../../src/source/curriculum.ts';
import { docusaurusSite } from '../../src/source/dialect/docusaurus.ts';
import { parseSummary, summarySite } from '../../src/source/dialect/summary.ts';
import { outlineOfFolder } from '../../src/source/folders.ts';
import { readFrontMatter, splitFrontMatter } from '../../src/source/front-matter.ts';
import { headingTitle, plainText } from '../../src/source/heading.ts';
import { linkedFrom } from '../../src/source/housekeeping.ts';
import { guessLanguage } from '../../src/source/language-guess.ts';
import type { LessonText } from '../../src/source/lesson-text.ts';
import { localLinks } from '../../src/source/links.ts';
import { resolveListed, type Pages } from '../../src/source/outline.ts';
import { idsOfPages } from '../../src/source/page-ids.ts';
import { checkNames } from '../../src/source/portable.ts';
import type { SourceTree } from '../../src/source/tree.ts';
import { findVariants } from '../../src/source/variants.ts';
import { folderOf, read } from './sources.ts';

// Files and names on which reading a source has taken minutes or for ever. That one of these hangs is what the test runner's
// limit of 20 s is for.

async function frontMatterOf(text: string): Promise<number> {
  const block = splitFrontMatter(text);
  return block ? (await readFrontMatter(block, 'a.md')).diagnostics.length : 0;
}

const yaml = (text: string): Promise<number> => frontMatterOf(`---\n${text}\n---\n`);
const toml = (text: string): Promise<number> => frontMatterOf(`+++\n${text}\n+++\n`);
const blanks = ' '.repeat(300_000);

describe('hostile front matter is read or refused', () => {
  const texts: Record<string, string> = {
    'many keys': Array.from({ length: 20_000 }, (_, n) => `k${n}: {}`).join('\n'),
    'blanks within a value': `a: b${blanks}c`,
    'many mistakes': `a: "${'\\q'.repeat(100_000)}"`,
    'many aliases': '- *a\n'.repeat(40_000),
    'many directives': '%\n'.repeat(100_000),
    'lists in lists over lines': Array.from(
      { length: 60 },
      (_, n) => ' '.repeat(126 * n) + '- '.repeat(63),
    ).join('\n'),
  };
  test.each(Object.entries(texts))('YAML: %s', async (_, text) => {
    expect(await yaml(text)).toBeLessThanOrEqual(101);
  });
  test('lists that nest too deeply are told to be that', async () => {
    const deep = splitFrontMatter(`---\n${texts['lists in lists over lines'] ?? ''}x\n---\n`);
    expect(deep && (await readFrontMatter(deep, 'a.md')).diagnostics).toMatchObject([
      { code: 'yaml-too-deep' },
    ]);
  });
  test.each([`title = a${blanks}b`, `title = a${blanks}b#`, `title = [${'"a" '.repeat(50_000)}b`])(
    'TOML: %#',
    async (text) => {
      expect(await toml(text)).toBe(1);
    },
  );
});

test('settings with a mistake in every line are read, and told as far as anyone reads', async () => {
  const root = folderOf({ 'satchel.yaml': `authors:\n${'- 1.5: a\n'.repeat(20_000)}` });
  const { diagnostics } = await readConfigFile(`${root}/satchel.yaml`);
  expect(diagnostics).toHaveLength(100);
});

test.each([`# a${blanks}b`, `# a${' #'.repeat(100_000)}b`, '<h1>'.repeat(100_000)])(
  'hostile headings have a title or none: %#',
  (text) => {
    expect(headingTitle(text)?.length ?? 0).toBeLessThanOrEqual(2000);
  },
);

test('names of JavaScript are no entities of HTML', () => {
  expect(plainText('&valueOf; &toString; &amp;')).toBe('&valueOf; &toString; &');
});

test.each([
  `# a${'#'.repeat(300_000)}b`,
  `# a${blanks}b`,
  `- [${'['.repeat(300_000)}`,
  `- [a](${'(a'.repeat(300_000)}`,
])('a hostile SUMMARY.md is read: %#', (text) => {
  expect(parseSummary(text, 'SUMMARY.md').length).toBeLessThanOrEqual(1);
});

test.each(['', '[book]\n'])(
  'settings of mdBook are found behind any number of empty lines',
  async (table) => {
    const tree: SourceTree = { root: '/', files: new Map([['SUMMARY.md', {} as never]]) };
    const toml = `${table}${'\n'.repeat(300_000)}title = "T"`;
    const site = await summarySite(tree, (path) => (path === 'book.toml' ? toml : '- [a](a.md)'));
    expect(site?.title).toBe(table === '' ? undefined : 'T');
  },
);

test('labels of Docusaurus are found behind any number of empty lines', async () => {
  const tree: SourceTree = { root: '/', files: new Map([['a/_category_.json', {} as never]]) };
  const site = await docusaurusSite(tree, () => `{${'\n'.repeat(300_000)}  "label" : "T",\n"position": 2 }`);
  expect(site?.labels?.get('a')).toEqual({ title: 'T', order: 2 });
});

test.each(['](', '](a(b', '<a ', '[a]: <', '<!--', '](a', '`a'])(
  'links and languages are sought in %s',
  async (piece) => {
    const text = piece.repeat(100_000);
    expect(localLinks(text, 'a.md').length).toBeLessThanOrEqual(1);
    expect(await guessLanguage(Array<string>(20).fill(text))).toBeUndefined();
  },
);

test('thousands of folders that could hold translations, twins and pages beside folders are told apart', async () => {
  const numbers = Array.from({ length: 20_000 }, (_, n) => n);
  const guess = (): Promise<undefined> => Promise.resolve(undefined);
  const variants = await findVariants(
    numbers.map((n) => `d${n}/lang/en/x.md`),
    guess,
  );
  expect(new Set(variants.map(({ language }) => language))).toEqual(new Set(['en']));

  const files = new Map(
    numbers.flatMap((n) => [`a/X${n}.md`, `a/x${n}.md`]).map((path) => [path, {} as never]),
  );
  expect(checkNames({ root: '/', files })).toHaveLength(numbers.length);

  const original = { frontMatter: {}, text: '' };
  const pages = new Map(
    numbers.flatMap((n) => [`d${n}/x.md`, `e${n}.md`]).map((base) => [base, { base, original }]),
  );
  expect(outlineOfFolder('', pages as unknown as Pages, new Map()).nodes).toHaveLength(2 * numbers.length);
});

test('pages aside that link to one another are found, however long their chain and however many they are', () => {
  const numbers = Array.from({ length: 20_000 }, (_, n) => n);
  const page = (base: string, text: string) => [base, { base, original: { text } }] as const;
  const chain = numbers.map((n) => page(`aside/p${n}.md`, `[next](p${n + 1}.md)`));
  const start = page('docs/a.md', '[first](../aside/p0.md)');
  const pages = new Map([start, ...chain]) as unknown as Pages;
  const candidates = new Set(chain.map(([base]) => base));
  expect(linkedFrom(['docs/a.md'], candidates, pages)).toEqual([...candidates]);

  const lessons = numbers.slice(0, 1000).map((n) => page(`docs/p${n}.md`, 'words '.repeat(2000)));
  expect(
    linkedFrom(
      lessons.map(([base]) => base),
      candidates,
      new Map(lessons) as unknown as Pages,
    ),
  ).toEqual([]);
});

test('units of one name and pages of one id are told apart, however many they are', () => {
  const numbers = Array.from({ length: 20_000 }, (_, n) => n);
  const units = uniqueUnits(numbers.map(() => ({ id: 'a', title: 'A', lessons: [] })));
  expect(units.map(({ id }) => id).slice(0, 3)).toEqual(['a', 'a-2', 'a-3']);
  expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);

  const text = { file: 'x.md', text: '', bodyOffset: 0, frontMatter: { id: 'same' } };
  const texts = new Map(numbers.map((n) => [`p${n}.md`, text as unknown as LessonText]));
  expect(new Set(idsOfPages(texts, false, []).values()).size).toBe(numbers.length);
});

test('an id that no page can have is told with the one it gets instead, at its own place', async () => {
  const { all } = await read(
    folderOf({
      'satchel.yaml': 'language: en\nlicense: MIT\n',
      'README.md': '# All',
      'a.md': '---\nauthor:\n  id: me\nid: index\n---\n# A',
      'b.md': '---\nid: /\n---\n# B',
    }),
  );
  expect(
    all.map(({ code, file, line, column, params }) => [code, file, line, column, params['portable']]),
  ).toEqual([
    ['id-not-portable', 'a.md', 4, 5, 'a'],
    ['id-not-portable', 'b.md', 2, 5, 'b'],
  ]);
});

test('lists of many folders and patterns are resolved', () => {
  const numbers = Array.from({ length: 20_000 }, (_, n) => n);
  const original = { frontMatter: {}, text: '' };
  const pages = new Map(
    numbers.slice(0, 1000).map((n) => [`d/x${n}.md`, { base: `d/x${n}.md`, original }]),
  ) as unknown as Pages;
  const folder = (path: string) => outlineOfFolder(path, pages, new Map());
  const resolved = (of: (n: number) => string): [number, number] => {
    const missing: Diagnostic[] = [];
    const listed = numbers.map((n) => ({ anything: of(n), place: {}, children: [] }));
    const nodes = resolveListed(listed, { pages, baseOf: (path) => path, folder }, missing);
    return [nodes.flatMap(({ children }) => children).length || nodes.length, missing.length];
  };
  expect(resolved(() => 'd')).toEqual([1000, 0]);
  expect(resolved((n) => `e${n}`)).toEqual([0, numbers.length]);
  expect(resolved((n) => `**/x${n}*`)[1]).toBeGreaterThan(numbers.length - 1000);
});

test('a list of thousands of levels is read', async () => {
  const numbers = Array.from({ length: 2700 }, (_, n) => n);
  const summary = numbers.map((n) => `${' '.repeat(n)}- [P](p${n}.md)`).join('\n');
  const pages = Object.fromEntries(numbers.map((n) => [`p${n}.md`, '# P']));
  const { curricula } = await read(folderOf({ 'SUMMARY.md': summary, ...pages }));
  expect(curricula.flatMap((curriculum) => [...lessonsOf(curriculum)])).toHaveLength(numbers.length);
});
