import { expect, test } from 'vitest';
import { readDownloads } from '../../src/build/downloads.ts';
import { pathKey, pathProblem } from '../../src/path.ts';
import { readTree } from '../../src/source/tree.ts';
import { folderOf } from '../source/sources.ts';

/** The names that files get in a bundle, by their own. */
async function namesOf(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const { downloads } = await readDownloads(Object.keys(files), readTree(folderOf(files)).tree);
  const paths = new Set([...downloads.values()].map(({ path }) => path));
  expect(new Set([...paths].map(pathKey)).size).toBe(paths.size);
  for (const path of paths) expect(pathProblem(path)).toBeUndefined();
  return Object.fromEntries(
    [...downloads].map(([file, { path }]) => [file, path.replace(/^files\/\w+\//, '')]),
  );
}

test('a download keeps its extension in every script and at every length, and its name where that can be', async () => {
  const names = await namesOf({
    'My heights.csv': '1',
    'data.tar.gz': '2',
    'данные.csv': '3',
    '数据.xlsx': '4',
    'Größe.ods': '5',
    [`${'long-'.repeat(30)}sheet.pdf`]: '6',
    'con.txt': '7',
    Makefile: '8',
  });
  expect(names).toMatchObject({
    'My heights.csv': 'My-heights.csv',
    'data.tar.gz': 'data.tar.gz',
    Makefile: 'Makefile',
  });
  expect(
    Object.entries(names).filter(([file, name]) => /\.\w+$/.exec(file)?.[0] !== /\.\w+$/.exec(name)?.[0]),
  ).toEqual([]);
  expect(new Set(Object.values(names)).size).toBe(8);
});

test('what a browser would run is text, whatever its name ends with', async () => {
  const names = await namesOf({
    'a.html': '1',
    'b.HTML.': '2',
    'c.svgz': '3',
    'd.mht': '4',
    'e.xhtml-': '5',
    'f.rdf': '6',
  });
  for (const name of Object.values(names)) expect(name).toMatch(/\.txt$/);
});

test('the same bytes under names that differ in case alone are one file', async () => {
  const names = await namesOf({
    'A.csv': 'same',
    'a.csv': 'same',
    'b/a.csv': 'same',
    'B.csv': 'other',
    'b.csv': 'another',
  });
  expect(new Set([names['A.csv'], names['a.csv'], names['b/a.csv']]).size).toBe(1);
  expect([names['B.csv'], names['b.csv']]).toEqual(['B.csv', 'b.csv']);
});
