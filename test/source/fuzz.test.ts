import fc from 'fast-check';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { pathProblem } from '../../src/path.ts';
import { readFlatYaml } from '../../src/source/flat-yaml.ts';
import { headingTitle, plainText } from '../../src/source/heading.ts';
import { readFrontMatter, splitFrontMatter } from '../../src/source/front-matter.ts';
import { matchesPattern } from '../../src/source/pattern.ts';
import { parseConfig } from '../../src/source/config.ts';
import { readSource } from '../../src/source/read.ts';
import { readTree, type SourceTree } from '../../src/source/tree.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentsOf, pagesOf, writeFiles } from './sources.ts';

const scalar = fc.oneof(
  fc.constantFrom(
    'A title',
    "it's",
    '3 ways',
    '2024-01-31',
    '12',
    '007',
    '1.5',
    'true',
    'null',
    '~',
    '',
    'a: b',
    'a #b',
    'a#b',
    '#a',
    "'quoted'",
    "'it''s'",
    '"double"',
    '"a\\nb"',
    '[a, b]',
    '[a, "b c", 3]',
    '[]',
    '[a: b]',
    '{a: b}',
    '*x',
    '&x y',
    '!t x',
    '- x',
    '| x',
    '>',
    'ünïcode ✓',
    '0x1f',
    '1e3',
    '.5',
    '+1',
    'yes',
    'a:',
    '%x',
    '@x',
    '`x`',
    "'a' b",
    'a, b',
    '…',
  ),
  fc.string({ maxLength: 12 }),
);
const key = fc.constantFrom(
  'title',
  'weight',
  'tags',
  'a-b',
  'null',
  '__proto__',
  'constructor',
  'k 1',
  '"q"',
  '1a',
);
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(key, scalar).map(([name, value]) => `${name}: ${value}`) },
  fc
    .tuple(key, fc.array(scalar, { maxLength: 3 }), fc.constantFrom('', '  ', ' '))
    .map(([name, values, indent]) =>
      [`${name}:`, ...values.map((value) => `${indent}- ${value}`)].join('\n'),
    ),
  fc.constantFrom('# comment', '', '  ', '  indented: x', '- item', '\ttab: x', 'no colon'),
);
const block = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.join(end) + end);

test('the quick reader of front matter never disagrees with YAML', () => {
  let read = 0;
  fc.assert(
    fc.property(block, (text) => {
      const flat = readFlatYaml(text);
      if (flat === undefined) return;
      read++;
      const whole = parse(text, { maxAliasCount: 0, stringKeys: true }) as object | null;
      expect({ ...flat }).toEqual({ ...whole });
    }),
    { numRuns: 4000 },
  );
  expect(read).toBeGreaterThan(200);
});

test('no front matter and no settings make the reader throw, whatever they hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(block, fc.string({ unit: 'binary', maxLength: 200 })), async (text) => {
      const found = splitFrontMatter(`---\n${text}\n---\n# After\n`);
      if (found) await readFrontMatter(found, 'a.md');
      await readFrontMatter({ kind: 'toml', text, bodyOffset: 0, bodyLine: 1 }, 'a.md');
      await parseConfig(text, 'satchel.yaml');
    }),
    { numRuns: 500 },
  );
});

test('headings of hostile text are found in no time', () => {
  for (const unit of [
    '[',
    '![',
    '](',
    '*',
    '_',
    '`',
    '<h1 ',
    '<!--',
    '&#',
    '\\',
    '{#',
    '# [a](',
    '```\n',
    '=\n',
    '[![](',
  ]) {
    const text = `# ${unit.repeat(100_000 / unit.length)}\n${unit.repeat(50_000)}`;
    expect(() => headingTitle(text)).not.toThrow();
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\r\n\0]/.test(plainText(text))));
});

test('a pattern of many stars is matched in no time', () => {
  expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(2000)}b`)).toBe(false);
  expect(matchesPattern('units/a/b/c.md', 'units/**/*.md')).toBe(true);
  expect(matchesPattern('units/c.md', 'units/**/*.md')).toBe(true);
  expect(matchesPattern('units/a/c.md', 'units/*.md')).toBe(false);
});

const name = fc.constantFrom(
  '1-a',
  '01-a',
  'A',
  'a',
  'README',
  'index',
  '_index',
  'b c',
  'é',
  'ß',
  '١',
  '日本',
  'con',
  'lessons',
  'docs',
  'es',
  'translations',
  'fr',
  'it',
  'a.es',
  'README.fr',
  'SUMMARY',
  'CONTRIBUTING',
  '_x',
  ' ',
  '...',
  'x'.repeat(90),
  'Week 2',
  '🙂',
  '2024-01-31-n',
  'content',
  'units',
  'img',
);
const path = fc
  .tuple(fc.array(name, { maxLength: 4 }), name, fc.constantFrom('.md', '.md', '.mdx', '.Rmd', '.txt'))
  .map(([folders, file, ending]) =>
    [...folders.map((folder) => folder.replace(/^\.+$/, 'dots')), file + ending].join('/'),
  );
const content = fc.oneof(
  fc.constantFrom(
    '# A',
    'Text',
    '---\nid: a\n---\n',
    '---\nid: A b/../c\n---\n',
    '---\nweight: 3\n---\n# W',
    '+++\ntitle = "T"\n+++\n',
    '[x](a.md) [y](lessons/1-a.md) [z](../README.md)',
    '- [A](a.md)\n  - [B](1-a.md)\n- [C](nowhere.md)\n',
    '---\ndraft: true\n---\n',
  ),
  fc.string({ maxLength: 60 }),
);
const tree = fc.dictionary(path, content, { minKeys: 1, maxKeys: 14 });

async function arranged(files: SourceTree) {
  try {
    return await readSource(files);
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^source-(?:empty|all-left-out)$/) as string });
    return undefined;
  }
}

test('any tree of files is arranged: every page once or told why not, ids unique and portable, whatever the order of the disk', async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.infiniteStream(fc.nat(1000)), async (files, random) => {
      const root = mkdtempSync(join(tmpdir(), 'satchel-fuzz-'));
      try {
        const usable = Object.entries(files).filter(
          ([one]) =>
            !Object.keys(files).some((other) => other.startsWith(`${one}/`)) &&
            one.split('/').every((part) => part.length < 200),
        );
        writeFiles(root, Object.fromEntries(usable));
        const { tree: listed } = readTree(root);
        const source = await arranged(listed);
        if (!source) return;
        for (const curriculum of source.curricula) {
          const pages = pagesOf(curriculum);
          const all = curriculum.start ? [curriculum.start, ...pages] : pages;
          expect(new Set(all.map((page) => page.file)).size).toBe(all.length);
          expect(new Set(all.map((page) => page.id)).size).toBe(all.length);
          expect(new Set(curriculum.units.map((unit) => unit.id)).size).toBe(curriculum.units.length);
          for (const page of all) {
            expect(page.id).toMatch(/^[a-z0-9._-]+(?:\/[a-z0-9._-]+)*$/);
            expect(pathProblem(`pages/${page.id}.html`)).toBeUndefined();
            expect(page.title).toMatch(/\S/);
          }
          for (const { title } of [curriculum, ...curriculum.units]) expect(title).toMatch(/\S/);
        }
        const shown = new Set(
          source.curricula.flatMap((one) =>
            [...(one.start ? [one.start] : []), ...pagesOf(one)].map((page) => page.file),
          ),
        );
        const told = new Set(
          source.diagnostics.filter(({ code }) => code === 'page-left-out').map(({ file }) => file),
        );
        for (const file of source.texts.keys())
          if (!/(?:SUMMARY|CONTRIBUTING)\.\w+$/.test(file))
            expect(shown.has(file) || told.has(file) || told.has(source.originals.get(file)), file).toBe(
              true,
            );
        const shuffled = [...listed.files].map((entry) => [random.next().value as number, entry] as const);
        const again = await arranged({
          ...listed,
          files: new Map(shuffled.sort(([a], [b]) => a - b).map(([, entry]) => entry)),
        });
        expect(again?.curricula.map(contentsOf)).toEqual(source.curricula.map(contentsOf));
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }),
    // A translation that is a draft, which chance finds in one of eleven thousand.
    {
      numRuns: 400,
      examples: [
        [
          { '1-a.md': '', 'fr/1-a.md': '---\ndraft: true\n---\n' },
          fc.sample(fc.infiniteStream(fc.nat(1000)), 1)[0] as fc.Stream<number>,
        ],
      ],
    },
  );
});
