import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { readerFiles } from '../../src/build/reader-files.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';
import { readFont } from '../../src/media/font/read.ts';
import { makeFont } from '../media/font/make-font.ts';
import { build, entriesOf, json, newPath, sourceOf } from './workbench.ts';

const alphabet = Array.from({ length: 40 }, (_, n) => String.fromCodePoint(0x1780 + n)).join('');
const basic = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz 0123456789.,:–';
const khmer = makeFont({ letters: alphabet + basic, family: 'Test Khmer' });
const bold = makeFont({ letters: alphabet + basic, family: 'Test Khmer', weight: 700 });

const settings = (theme: string, language = 'km'): string =>
  `id: soil\nversion: 1.0.0\ntitle: ដី\nlanguage: ${language}\nlicense: CC-BY-4.0\ntheme:\n${theme}`;

async function bundleOf(
  source: string,
  args: readonly string[] = [],
  variant = '',
): Promise<Map<string, Buffer>> {
  const out = newPath('out');
  await build(source, out, args);
  return entriesOf(join(out, `soil_1.0.0${variant}.zip`));
}

const fontsIn = (entries: ReadonlyMap<string, Buffer>): string[] =>
  [...entries.keys()].filter((path) => path.endsWith('.woff2'));

const styleOf = (entries: ReadonlyMap<string, Buffer>): string => {
  const { pieces } = [...readerFiles('')].find(({ path }) => path === 'pages/style.css') ?? { pieces: [] };
  return entries.get('pages/style.css')?.toString('utf8', Buffer.concat(pieces).length) ?? '';
};

async function lettersOf(font: Buffer | undefined): Promise<string> {
  const file = newPath('font.woff2');
  writeFileSync(file, font ?? '');
  const read = await readFont({ file, size: font?.length ?? 0 }, { cache: { dir: newPath('cache') } });
  const letters = [...(read.font?.letters ?? [])].sort((a, b) => a - b);
  return letters.map((letter) => String.fromCodePoint(letter)).join('');
}

describe('a font of another script than Latin', () => {
  test('is carried with the letters of all pages, named by the style sheet, told by the manifest', async () => {
    const source = sourceOf({
      'satchel.yaml': settings('  fonts:\n    - ./fonts/khmer.ttf\n    - fonts/bold.ttf\n'),
      'a.md': '# ក\n\nSee **ខ** & ![គ](none.png)\n\n```\nឃ\n```\n',
      'b.md': '# ង\n',
      'fonts/khmer.ttf': khmer,
      'fonts/bold.ttf': bold,
    });
    const entries = await bundleOf(source);
    const paths = fontsIn(entries);
    expect(paths.map((path) => path.replace(/[0-9a-f]{12}/, '…'))).toEqual([
      'media/bold-….woff2',
      'media/khmer-….woff2',
    ]);
    const [, path = ''] = paths;
    // The title of the pack (ដី) has a sign that this font lacks.
    expect(await lettersOf(entries.get(path))).toBe('កខគឃងដ');
    const manifest = JSON.parse(entries.get('manifest.json')?.toString() ?? '') as Manifest;
    expect(manifest.entries.find((entry) => entry.path === path)).toMatchObject({
      mediaType: 'font/woff2',
      source: digestOf(khmer),
      preset: { id: 'font-subset', version: 1 },
    });
    const face = (file: string, weight: number): string =>
      `@font-face { font-family: 'Test Khmer'; src: url('../${file}') format('woff2'); font-weight: ${weight}; ` +
      `font-style: normal; font-display: swap; unicode-range: U+1780-178A; }\n`;
    expect(styleOf(entries)).toBe(
      face(path, 400) + face(paths[0] ?? '', 700) + "html, [lang] { --text: 'Test Khmer', var(--device); }\n",
    );
  });

  test('has the letters by which the switch of languages calls its language', async () => {
    const letters = makeFont({ letters: 'កខគខ្មែរ' + basic, family: 'Names' });
    const source = sourceOf({
      'satchel.yaml': settings('  fonts:\n    - file: fonts/names.ttf\n      languages: [km]\n', 'en'),
      'a.md': '# Words\n',
      'translations/km/a.md': '# ក\n\nគ\n',
      'fonts/names.ttf': letters,
    });
    const entries = await bundleOf(source);
    const carried = await lettersOf(entries.get(fontsIn(entries)[0] ?? ''));
    for (const letter of 'ខ្មែរ') expect(carried).toContain(letter);
    expect(carried).not.toContain('ក');
    const own = await bundleOf(source, [], '_km');
    expect(await lettersOf(own.get(fontsIn(own)[0] ?? ''))).toContain('គ');
  });

  test('comes with Latin letters and signs for a language that is named, and not for others', async () => {
    const source = sourceOf({
      'satchel.yaml': settings('  fonts:\n    - file: fonts/khmer.ttf\n      languages: [km]\n', 'en'),
      'a.md': '# Words\n\nquick ខ\n\n<p lang="km">ក Uno<em>vi</em></p>\n',
      'fonts/khmer.ttf': khmer,
    });
    const entries = await bundleOf(source);
    const letters = await lettersOf(entries.get(fontsIn(entries)[0] ?? ''));
    expect(letters.replace(/[^\p{L}]/gu, '')).toBe('Uinovក');
    expect(letters).toContain(' ,.0123456789:');
    expect(styleOf(entries)).toContain("[lang|='km'] { --text: 'Test Khmer', var(--device); }");
    expect(styleOf(entries)).not.toContain('html');
  });

  test('is carried with the letters alone that a bundle shows: where its language is another, those of its name', async () => {
    const source = sourceOf({
      'satchel.yaml': settings('  fonts: [fonts/khmer.ttf]\n').replace('title: ដី\n', ''),
      'a.md': '# ក\n\nកខ\n',
      'translations/en/a.md': '# Soil\n\nSoil and “water”, café.\n',
      'fonts/khmer.ttf': khmer,
    });
    const out = newPath('out');
    await build(source, out);
    const carried = async (name: string): Promise<string> => {
      const entries = await entriesOf(join(out, name));
      return lettersOf(entries.get(fontsIn(entries)[0] ?? ''));
    };
    expect([await carried('soil_1.0.0.zip'), await carried('soil_1.0.0_en.zip')]).toEqual(['កខមរ', 'ខមរ']);
    const { diagnostics } = await json(['validate', source]);
    expect(diagnostics.map(({ code }) => code)).not.toContain('font-unused');
  });
});

test('a bundle with fonts is the same bytes from a cold cache, from a warm one, and where no cache can be written', async () => {
  const source = sourceOf({
    'satchel.yaml': settings('  accent: "#ffcc00"\n  fonts: [fonts/khmer.ttf]\n'),
    'a.md': '# ក\n',
    'fonts/khmer.ttf': khmer,
  });
  const zips = [];
  for (const cache of [newPath('cache'), 'warm', 'warm', '/dev/null/cache']) {
    const out = newPath('out');
    await build(source, out, ['--cache', cache === 'warm' ? join(source, '..', 'warm') : cache]);
    zips.push(digestOf(readFileSync(join(out, 'soil_1.0.0.zip'))));
  }
  expect(new Set(zips).size).toBe(1);
});

describe('on a base', () => {
  const page = (text: string): Record<string, string | Buffer> => ({
    'satchel.yaml': settings('  fonts: [fonts/khmer.ttf]\n'),
    'a.md': `# ក\n\n${text}\n`,
    'fonts/khmer.ttf': khmer,
  });
  let base: string;
  let font: string;
  beforeAll(async () => {
    const out = newPath('out');
    await build(sourceOf(page('កខគ')), out);
    base = join(out, 'soil_1.0.0.zip');
    [font = ''] = fontsIn(await entriesOf(base));
  });

  test('a font that has all letters is taken over, also where one has gone', async () => {
    const entries = await bundleOf(sourceOf(page('កគ')), ['--base', base]);
    expect(fontsIn(entries)).toEqual([font]);
  });

  test('what only says that it is a font is not', async () => {
    const manifest = JSON.parse((await entriesOf(base)).get('manifest.json')?.toString() ?? '') as Manifest;
    const bytes = Buffer.from('wOF2 and no more');
    const forged = newPath('forged.zip');
    const entries = manifest.entries.map((entry) =>
      entry.path === font ? { ...entry, size: bytes.length, digest: digestOf(bytes) } : entry,
    );
    const contents = await entriesOf(base);
    await writeBundle({
      file: forged,
      manifest: { ...manifest, entries },
      contents: (path) => ({ pieces: [path === font ? bytes : (contents.get(path) ?? Buffer.alloc(0))] }),
    });
    expect(fontsIn(await bundleOf(sourceOf(page('កខគ')), ['--base', forged]))).toEqual([font]);
    expect((await entriesOf(base)).get(font)?.length).toBeGreaterThan(bytes.length);
  });

  test('one that lacks a letter, or was made from another file, is not', async () => {
    const more = await bundleOf(sourceOf(page('កខគឃ')), ['--base', base]);
    expect(fontsIn(more)).not.toEqual([font]);
    expect(await lettersOf(more.get(fontsIn(more)[0] ?? ''))).toContain('ឃ');
    const other = await bundleOf(sourceOf({ ...page('កខគ'), 'fonts/khmer.ttf': bold }), ['--base', base]);
    expect(fontsIn(other)).not.toEqual([font]);
  });
});

test('settings that name no font are told where they stand', async () => {
  const theme =
    '  fonts:\n    - {fil: a.ttf}\n    - 7\n    - {file: a.ttf, languages: [xx, km]}\n    - {file: a.ttf, language: km}\n';
  const { diagnostics } = await json([
    'validate',
    sourceOf({ 'satchel.yaml': settings(theme), 'a.md': '# ក\n' }),
  ]);
  expect(diagnostics.map(({ code, line, message, hint }) => `${code}:${String(line)} ${message} | ${hint}`))
    .toMatchInlineSnapshot(`
    [
      "config-missing-key:8 “file” is missing here; the whole entry is ignored | add “file”",
      "config-unknown-key:8 “fil” is no key of satchel.yaml; it is ignored | did you mean “file”? remove it or correct its spelling",
      "config-type:9 “theme.fonts[1]” must be a font file, or file and languages; the value is ignored | write a font file, or file and languages here",
      "font-missing:10 the font “a.ttf” is not in the source | put the file there, or correct its name: it is written as seen from the top of the source",
      "config-value:10 “theme.fonts[2].languages[0]” cannot be “xx”: it must be the tag of a language, such as en, sw or pt-BR; the value is ignored | change the value",
      "font-missing:11 the font “a.ttf” is not in the source | put the file there, or correct its name: it is written as seen from the top of the source",
      "config-unknown-key:11 “language” is no key of satchel.yaml; it is ignored | did you mean “languages”? remove it or correct its spelling",
    ]
  `);
});
