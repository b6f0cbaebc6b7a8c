import { expect, test } from 'vitest';
import { contentsOf, folderOf, pagesOf, read } from './sources.ts';

const settings = { 'satchel.yaml': 'language: en\nlicense: MIT\ntitle: T\n' };

/** The files in reading order, of pages without any text but their names. */
async function order(names: readonly string[]): Promise<string[]> {
  const files = Object.fromEntries(names.map((name) => [name, 'Text.\n']));
  const { curricula } = await read(folderOf({ ...settings, ...files }));
  return curricula.flatMap(pagesOf).map(({ file }) => file);
}

async function inOrder(...names: string[]): Promise<void> {
  expect(await order([...names].reverse())).toEqual(names);
}

test('an introduction opens, a conclusion closes', async () => {
  await inOrder('Introduction.md', 'Lesson 1.md', 'Lesson 2.md', 'Lesson 10.md', 'Conclusion.md');
  await inOrder('introduccion.md', 'agua.md', 'suelo.md', 'resumen.md', 'conclusiones.md');
});

test('but not where the author has numbered, or where several could be meant', async () => {
  await inOrder('01-soil.md', '02-water.md', 'introduction.md');
  await inOrder('advanced.md', 'intro-to-soil.md', 'intro-to-water.md', 'water.md');
});

test('an introduction keeps its place before folders', async () => {
  const { curricula } = await read(
    folderOf({
      ...settings,
      'introduction.md': '# Hello',
      'soil/a.md': '# A',
      'soil/b.md': '# B',
      'water/c.md': '# C',
      'water/d.md': '# D',
    }),
  );
  expect(curricula[0]?.units.map(({ id }) => id)).toEqual(['introduction', 'soil', 'water']);
});

test('Roman numerals count as numbers where they make a run', async () => {
  await inOrder('I.md', 'II.md', 'IV.md', 'V.md', 'IX.md', 'X.md');
  await inOrder('part-i-soil.md', 'part-ii-air.md', 'part-iii-fire.md', 'part-iv-end.md');
  // Words that look like numerals are words.
  await inOrder('civics.md', 'i-statements.md', 'v-model.md', 'x-ray.md');
  await inOrder('c.md', 'd.md', 'i.md', 'x.md');
});

test('pages that are counted in two ways do not interleave', async () => {
  await inOrder('01 - Start.md', '02_Middle.md', 'Week 1.md', 'Week 2.md');
  await inOrder('1-start.md', 'lesson-2.md', '3-end.md');
});

test('a folder of one page keeps its place among its neighbours', async () => {
  const { curricula } = await read(
    folderOf({
      ...settings,
      'foundations/1_html_css/a.md': '# A',
      'foundations/1_html_css/b.md': '# B',
      'foundations/2_javascript_basics/fundamentals-1.md': '# F',
      'ruby/c.md': '# C',
      'ruby/d.md': '# D',
    }),
  );
  expect(curricula.flatMap(pagesOf).map(({ title }) => title)).toEqual(['A', 'B', 'F', 'C', 'D']);
});

test('a README beside an index is for those who browse the files', async () => {
  const files = { ...settings, 'index.md': '# Course', 'README.md': '# Repo', 'a.md': '# A', 'b.md': '# B' };
  const without = await read(folderOf(files));
  expect(without.curricula.flatMap(contentsOf)).toEqual([
    'en: “T” starts at index.md',
    'lessons “T”',
    '  a “A”',
    '  b “B”',
  ]);
  expect(without.all.map(({ code, file }) => [code, file])).toEqual([['page-left-out', 'README.md']]);
  const linked = await read(folderOf({ ...files, 'b.md': '# B\n\n[How](README.md)' }));
  expect(linked.curricula.flatMap(pagesOf).map(({ file }) => file)).toEqual(['a.md', 'b.md', 'README.md']);
});

test.for([
  [
    '_toc.yml',
    'format: jb-book\nroot: index\nparts:\n  - caption: Basics\n    chapters:\n      - file: mean\n        sections:\n          - file: median\n',
  ],
  [
    'SUMMARY.md',
    '# Summary\n\n- [Home](index.md)\n\n## Basics\n\n- [The mean](mean.md)\n  - [The median](median.md)\n',
  ],
] as const)('a heading over one chapter with a sub-chapter shows both: %s', async ([name, list]) => {
  const { curricula } = await read(
    folderOf({
      ...settings,
      [name]: list,
      'index.md': '# Statistics',
      'mean.md': '# The mean',
      'median.md': '# The median',
    }),
  );
  expect(curricula.flatMap(contentsOf).slice(1)).toEqual([
    'basics “Basics”',
    '  mean “The mean”',
    '    median “The median”',
  ]);
});

test('what Satchel names itself is in the language of the bundle, and a page without a title has its original’s', async () => {
  const { curricula } = await read(
    folderOf({
      ...settings,
      'u/a.md': '# Water',
      'u/b.md': '# Soil',
      'loose.md': '# Loose',
      'translations/es/u/a.md': 'Sin título.',
      'translations/es/u/b.md': '# Suelo',
    }),
  );
  expect(curricula[1]?.units.map(({ id, title }) => [id, title])).toEqual([
    ['u', 'U'],
    ['more', 'Más'],
  ]);
  expect(curricula[1]?.units[0]?.lessons.map(({ title }) => title)).toEqual(['Water', 'Suelo']);
});

test('a sidebar of docsify is the order, its link to / the start', async () => {
  const { curricula, all } = await read(
    folderOf({
      ...settings,
      'README.md': '# Garden',
      '_sidebar.md':
        '* [Home](/)\n* Growing\n  * [Seeds](/seeds)\n  * [Beds](beds.md "All beds")\n* [Tools](tools/)\n',
      'beds.md': '# Beds',
      'seeds.md': '# Seeds',
      'tools/README.md': '# Tools',
    }),
  );
  expect(curricula.flatMap(contentsOf)).toEqual([
    'en: “T” starts at README.md',
    'growing “Growing”',
    '  seeds “Seeds”',
    '  beds “Beds”',
    'tools “Tools” = tools/README.md',
  ]);
  expect(all.filter(({ code }) => code !== 'page-left-out')).toEqual([]);
});
