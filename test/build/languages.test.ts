import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build as buildInProcess } from '../../src/build/build.ts';
import { photo } from '../media/picture/pictures.ts';
import { build, entriesOf, filesBelow, json, newPath, satchel, sourceOf } from './workbench.ts';

const drawing = (n: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M${n} 1h5v6h-5z"/></svg>`;

/** The same pictures under other names and in other folders, as translators copy them. */
async function twoLanguages(): Promise<string> {
  const picture = await photo(60, 40).png().toBuffer();
  return sourceOf({
    '1-sand.md': '# Sand\n\n![Cup](pictures/cup.svg) ![Hill](pictures/hill.png) ![Own](own.svg)\n',
    '2-wind.md': '# Wind\n\n![Cup again](pictures/zz-cup.svg)\n',
    'own.svg': drawing(1),
    'pictures/cup.svg': drawing(2),
    'pictures/zz-cup.svg': drawing(2),
    'pictures/hill.png': picture,
    'translations/ar/1-sand.md': '# رمل\n\n![كوب](images/kub.svg) ![تل](../../pictures/hill.png)\n',
    'translations/ar/2-wind.md': '# ريح\n\n![كوب](../../pictures/zz-cup.svg) ![تل](images/a-hill.png)\n',
    'translations/ar/images/kub.svg': drawing(2),
    'translations/ar/images/a-hill.png': picture,
  });
}

async function mediaOf(bundle: string): Promise<Map<string, Buffer>> {
  return new Map([...(await entriesOf(bundle))].filter(([path]) => path.startsWith('media/')));
}

test('languages share media by name: the same picture is the same entry in each', async () => {
  const out = newPath('out');
  await build(await twoLanguages(), out);
  const english = await mediaOf(join(out, 'soil_1.0.0.zip'));
  const arabic = await mediaOf(join(out, 'soil_1.0.0_ar.zip'));
  expect(english.size).toBe(3);
  expect(arabic.size).toBe(2);
  for (const [path, bytes] of arabic) expect(english.get(path)?.equals(bytes), path).toBe(true);
});

test.for(['en', 'ar'])('%s alone is the same bundle as beside the others', async (language) => {
  const source = await twoLanguages();
  const all = newPath('all');
  const alone = newPath('alone');
  await build(source, all, ['--cache', newPath('cache')]);
  await build(source, alone, ['--cache', newPath('cache'), '--language', language]);
  const [[name, bytes] = ['', Buffer.of()], ...more] = filesBelow(alone);
  expect(more).toEqual([]);
  expect(readFileSync(join(all, name)).equals(bytes)).toBe(true);
});

test('a title that nobody translated is marked as what it is, and is that of the original', async () => {
  const out = newPath('out');
  await build(await twoLanguages(), out);
  const pageOf = async (bundle: string): Promise<string> =>
    String((await entriesOf(join(out, bundle))).get('pages/index.html'));
  expect(await pageOf('soil_1.0.0_ar.zip')).toContain('<h1 lang="en" dir="ltr">Soil</h1>');
  expect(await pageOf('soil_1.0.0.zip')).toContain('<h1>Soil</h1>');
});

test('a strict build of several profiles writes all of them or none', async () => {
  const source = await twoLanguages();
  const out = newPath('out');
  const result = await buildInProcess({
    source,
    out,
    cache: newPath('cache'),
    profiles: ['low', 'high'],
    strict: true,
    onEvent: (event) => {
      // What only encoding finds.
      if (event.kind === 'stage' && event.stage === 'media')
        writeFileSync(join(source, 'pictures/hill.png'), 'no picture');
    },
  });
  expect(result).toMatchObject({ bundles: [], stopped: true });
  expect([...filesBelow(out).keys()]).toEqual([]);
});

test('a dry run counts the pictures that would be in a bundle', async () => {
  const source = await twoLanguages();
  const planned = await json(['build', source, '-o', newPath('out'), '--dry-run']);
  expect(planned.bundles.map((bundle) => Reflect.get(bundle, 'pictures') as unknown)).toEqual([4, 4]);
});

test('--language is a list, in any case; what it does not name is left as it lies there', async () => {
  const source = await twoLanguages();
  const out = newPath('out');
  const { bundles } = await json(['build', source, '-o', out, '--language', 'AR,en']);
  expect(bundles.map(({ language }) => language).sort()).toEqual(['ar', 'en']);
  const before = filesBelow(out);
  await build(source, out, ['--language', 'ar']);
  expect(filesBelow(out)).toEqual(before);
});

test('a language that the source has not ends with exit code 2, names those it has, and writes nothing', async () => {
  const out = newPath('out');
  const { code, stderr } = await satchel(['build', await twoLanguages(), '-o', out, '--language', 'fr']);
  expect(code).toBe(2);
  expect(stderr).toContain('language-unknown');
  expect(stderr).toContain('en, ar');
  expect(filesBelow(out).size).toBe(0);
});

test('each profile has its own bundle, also where all are built at once', async () => {
  const source = await twoLanguages();
  const out = newPath('out');
  await build(source, out, ['--profile', 'low,standard', '--language', 'en']);
  const names = [...filesBelow(out).keys()];
  expect(names).toHaveLength(2);
  const alone = newPath('alone');
  await build(source, alone, ['--profile', 'low', '--language', 'en']);
  for (const [name, bytes] of filesBelow(alone))
    expect(readFileSync(join(out, name)).equals(bytes), name).toBe(true);
});
