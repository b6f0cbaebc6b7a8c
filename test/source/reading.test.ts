import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headingTitle, plainText } from '../../src/source/heading.ts';
import { languageTag } from '../../src/source/language-tag.ts';
import { guessLanguage } from '../../src/source/language-guess.ts';
import { licenseOfText, spdxExpression } from '../../src/source/license.ts';
import { fingerprintTree, readTree } from '../../src/source/tree.ts';
import { folderOf, pagesOf, read } from './sources.ts';

describe('a page is called by its own title', () => {
  test.for([
    ['# Title', 'Title'],
    ['Intro\n\n# Later, but the only one', 'Later, but the only one'],
    ['```\n# code\n```\n\nTitle\n=====\n', 'Title'],
    ['## Only heading\n\nText\n\n### Below', 'Only heading'],
    ['### Introduction\n\nText\n\n### Assignment', undefined],
    ['### Introduction\n\nText, and no other heading', undefined],
    ['# Introduction\n\nText', 'Introduction'],
    ['![logo](a.png)\n\n## Under a logo', 'Under a logo'],
    ['<!-- # no\n# no -->\n<h1 align="center">Centred <em>one</em></h1>', 'Centred one'],
    ['# A *fine* `code` [link](x_(y).md) &amp; more {#id .c} #', 'A fine code link & more'],
    ['#NoSpace', undefined],
    ['', undefined],
  ] as const)('%j → %j', ([text, title]) => {
    expect(headingTitle(text)).toBe(title);
  });

  test('snake_case and escapes survive', () => {
    expect(plainText('The __name__ of my_long_name, 2 \\* 3')).toBe('The name of my_long_name, 2 * 3');
  });
});

test('the title comes from front matter, then the heading, then the file name', async () => {
  const root = folderOf({
    '1-x.md': '---\ntitle: "One: first"\n---\n# Other',
    '2-x.md': '# Two\r\n',
    '03_my-page.md': 'Text',
  });
  const titles = (await read(root)).curricula.flatMap(pagesOf).map((page) => page.title);
  expect(titles).toEqual(['One: first', 'Two', 'My page']);
});

test('texts in other encodings are read, and their marks dropped', async () => {
  const root = folderOf({
    'satchel.yaml': 'language: de\nlicense: MIT\n',
    'bom.md': Buffer.from('\ufeff---\ntitle: Marked\n---\n'),
    'utf16.md': Buffer.from('\ufeff# Größe', 'utf16le'),
    'latin.md': Buffer.from('# Größe', 'latin1'),
  });
  const { all, texts } = await read(root);
  expect([...texts.values()].map(({ title }) => title)).toEqual(['Marked', 'Größe', 'Größe']);
  expect(all.map(({ code, file }) => [code, file])).toEqual([
    ['text-encoding', 'latin.md'],
    ['text-encoding', 'utf16.md'],
  ]);
});

test('the fingerprint changes with every change of the source, and with nothing else', () => {
  const root = folderOf({ 'a.md': '# A', 'unit/b.md': '# B', 'dist/old.md': '# Old' });
  const print = (): string => {
    const { tree, diagnostics } = readTree(root, { exclude: [join(root, 'dist')] });
    return fingerprintTree(tree, diagnostics);
  };
  const first = print();
  expect(print()).toBe(first);
  writeFileSync(join(root, 'dist/new.md'), '# New');
  writeFileSync(join(root, '.hidden'), 'x');
  expect(print()).toBe(first);
  utimesSync(join(root, 'a.md'), 1, 1);
  const touched = print();
  renameSync(join(root, 'a.md'), join(root, 'c.md'));
  const renamed = print();
  mkdirSync(join(root, 'empty'));
  expect(print()).toBe(renamed);
  expect(new Set([first, touched, renamed]).size).toBe(3);
});

test('folders that look like languages but are not stay units', async () => {
  const english =
    'This is the text of a lesson that is written in English, and it is for all of you who want to know how it is done.';
  const { curricula } = await read(
    folderOf({
      'it/1-cables.md': `# Cables\n\n${english}`,
      'is/1-verbs.md': `# Verbs\n\n${english}`,
      'js/1-a.md': '# A',
    }),
  );
  expect(curricula.map(({ language }) => language)).toEqual(['en']);
});

test('links of a translation are understood from where its original lies', async () => {
  const { originals, curricula } = await read(
    folderOf({
      'u/1-a.md': '# A',
      'u/2-b.md': '# B',
      'u/3-c.md': '# C',
      'translations/ar/u/1-a.md': '# أ',
      'translations/ar/u/only.md': '# فقط',
    }),
  );
  expect(Object.fromEntries(originals)).toEqual({
    'translations/ar/u/1-a.md': 'u/1-a.md',
    'translations/ar/u/only.md': 'u/only.md',
  });
  expect(curricula.map((curriculum) => pagesOf(curriculum).map(({ id }) => id))).toEqual([
    ['u/a', 'u/b', 'u/c'],
    ['u/a', 'u/b', 'u/c', 'u/only'],
  ]);
});

test('languages are recognised by their tags and by their texts', async () => {
  expect(['PT_br', 'zh-hant-tw', 'en', 'xx', 'docs', 'js', ''].map(languageTag)).toEqual([
    'pt-BR',
    'zh-Hant-TW',
    'en',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(await guessLanguage(['今日は天気がいいので、みんなで外に出て雲の形を観察しましょう。'])).toBe('ja');
  expect(
    await guessLanguage([
      'The leaf of the plant is green and it makes food for the plant with the light of the sun, and you can see that.',
    ]),
  ).toBe('en');
  expect(await guessLanguage(['short'])).toBeUndefined();
});

test('licences are recognised by their usual names and texts', () => {
  expect(
    [
      'CC-BY 4.0',
      'cc by-sa 4',
      'CC BY-NC-SA 3.0',
      'CC0',
      'The MIT License',
      'Apache 2.0',
      'MIT OR Apache-2.0',
      'CC BY-NC-SA 3.0 IGO',
      'GFDL 1.3',
      'CC BY 4.0 (text), MIT (code)',
      'cc bypass',
      'nothing',
    ].map(spdxExpression),
  ).toEqual([
    'CC-BY-4.0',
    'CC-BY-SA-4.0',
    'CC-BY-NC-SA-3.0',
    'CC0-1.0',
    'MIT',
    'Apache-2.0',
    'MIT OR Apache-2.0',
    'CC-BY-NC-SA-3.0-IGO',
    'GFDL-1.3-only',
    undefined,
    undefined,
    undefined,
  ]);
  expect(licenseOfText('# Licenses\n\nCreative Commons Attribution-ShareAlike 4.0 International')).toBe(
    'CC-BY-SA-4.0',
  );
  expect(licenseOfText('Apache License\nVersion 2.0, January 2004')).toBe('Apache-2.0');
});
