import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentsOf, fixtures, folderOf, pagesOf, read } from './sources.ts';

// What a person would make of each fixture, written down as a table of contents.
const expected: Readonly<Record<string, readonly string[]>> = {
  carpentries: [
    'en: “Maps for Everyone” starts at index.md',
    'episodes “Episodes”',
    '  projections “Projections: flat and round”',
    '  scale “Scale”',
    'learners “Learners”',
    '  learners/setup “Setup”',
    'instructors “Instructors”',
    '  instructors/notes “Notes”',
  ],
  'carpentries-jekyll': [
    'es: “Old Maps” starts at index.md',
    'episodes “Episodes”',
    '  escala “La escala”',
    '  norte “El norte”',
    'extras “Extras”',
    '  extras/guide “Guía”',
  ],
  docusaurus: [
    'en: “Soil”',
    'intro “What soil is” = docs/intro.md',
    'basics “First steps”',
    '  basics/clay “Clay”',
    '  basics/sand “Sand”',
    'advanced “Going deeper”',
    '  advanced/roots “Roots”',
    '  advanced/acid “Acid soils”',
    'fr: “Soil”',
    'intro “Ce qu’est le sol” = i18n/fr/docusaurus-plugin-content-docs/current/intro.md',
    'basics “First steps”',
    '  basics/clay “L’argile”',
    '  basics/sand “Sand” (en)',
    'advanced “Going deeper”',
    '  advanced/roots “Roots” (en)',
    '  advanced/acid “Acid soils” (en)',
  ],
  flat: ['en: “Flat”', 'lessons “Flat”', '  seeds “Seeds”', '  roots “Roots”', '  fruit “Fruit”'],
  folders: [
    'en: “A Term of Science” starts at README.md',
    'energy “Energy” = energy/README.md',
    '  energy/sun “Sun”',
    '    energy/sun/measure “Measure”',
    '    energy/sun/assignment “Assignment”',
    '  energy/wind “Wind”',
    'matter “Matter” = matter/README.md',
    '  matter/liquids “Liquids”',
    '  matter/gases “Gases”',
    '  matter/solids “Solids”',
    'more “More”',
    '  for-parents “For parents”',
    '  contributing “How to help”',
  ],
  hugo: [
    'en: “Bread” starts at content/en/_index.md',
    'dough “Dough” = content/en/dough/_index.md',
    '  dough/flour “Flour”',
    '  dough/kneading “Kneading”',
    'baking “Baking” = content/en/baking/_index.md',
    '  baking/oven “The oven”',
    'de: “Brot” starts at content/de/_index.md',
    'dough “Der Teig” = content/de/dough/_index.md',
    '  dough/flour “Flour” (en)',
    '  dough/kneading “Kneten”',
    'baking “Baking” = content/en/baking/_index.md',
    '  baking/oven “The oven” (en)',
  ],
  jekyll: [
    'en: “Stars” starts at index.md',
    'lessons “Stars”',
    '  early “Early in the year”',
    '  mid “Midsummer”',
    '  late “Late in the year”',
  ],
  'jupyter-book': [
    'en: “Weather by Numbers” starts at intro.md',
    'measuring “Measuring”',
    '  measuring/rain “Rain”',
    '    measuring/gauge “Build a gauge”',
    '  measuring/wind “Wind”',
    'forecasting “Forecasting”',
    '  forecast/clouds “Reading clouds”',
  ],
  'jupyter-book-old': [
    'en: “Weather by Numbers” starts at intro.md',
    'measuring “Measuring”',
    '  rain “Rain”',
    '    gauge “Build a gauge”',
    '  wind “Wind”',
    'forecasting “Forecasting”',
    '  clouds “Clouds”',
  ],
  'languages-by-name': [
    'en: “Salt” starts at index.md',
    'lessons “Salt”',
    '  sea “The sea”',
    '  mine “The mine”',
    'sw: “Chumvi” starts at index.sw.md',
    'lessons “Chumvi”',
    '  sea “Bahari”',
    '  mine “The mine” (en)',
    '  only-here “Hapa tu”',
  ],
  'languages-in-folders': [
    'fr: “Fire” starts at fr/README.md',
    'lessons “Fire”',
    '  bois “Le bois”',
    '  cendre “La cendre”',
    'en: “Fire” starts at en/README.md',
    'lessons “Fire”',
    '  bois “Wood”',
    '  cendre “La cendre” (fr)',
  ],
  'lesson-folders': [
    'en: “Twelve Experiments” starts at README.md',
    'lessons “Twelve Experiments”',
    '  ice “Ice”',
    '    ice/assignment “Watch ice melt”',
    '  steam “Steam”',
    '  salt “Salt”',
  ],
  mdbook: [
    'en: “Bees for Schools” starts at src/README.md',
    'the-hive “The hive”',
    '  hive/who “Who lives there”',
    '    hive/queen “The queen”',
    '    hive/drones “The drones”',
    '  hive/year “A year”',
    'the-honey “The honey”',
    '  honey/harvest “Harvest”',
    'thanks “Thanks” = src/thanks.md',
  ],
  mkdocs: [
    'en: “The River” starts at docs/index.md',
    'source-and-mouth “Source and mouth”',
    '  where-it-begins “Where it begins”',
    '  mouth “Where it ends”',
    'life “Life” = docs/life/index.md',
    '  life/fish “Fish”',
    'life/birds “Life: Birds”',
    '  life/heron “The heron”',
    '  life/kingfisher “The kingfisher”',
    'more “More”',
    '  forgotten “Forgotten in the navigation”',
  ],
  quarto: [
    'en: “Counting” starts at index.qmd',
    'small-numbers “Small numbers”',
    '  one “One”',
    '  two “Two”',
    'large-numbers “Large numbers”',
    '  million “A million”',
    'tables “Tables” = tables.qmd',
  ],
  sections: [
    'en: “Sections”',
    'foundations/git “Foundations: Git”',
    '  foundations/git/basics “Basics”',
    '  foundations/git/branches “Branches”',
    'foundations/web “Foundations: Web”',
    '  foundations/web/css “Css”',
    '  foundations/web/html “Html”',
    'ruby “Ruby”',
    '  ruby/start/install “Install”',
    '  ruby/start/strings “Strings”',
  ],
  single: ['en: “Single”', 'lessons “Single”', '  water “Water”'],
  'with-config': [
    'en: “Trees” starts at index.md',
    'leaves “Leaves” = leaves/index.md',
    '  leaves/green “Green”',
    'wood “Wood and bark” = bark/about.md',
    '  bark/oak “Oak”',
    '  bark/beech “Beech”',
    '  bark/birch “Birch”',
    'roots “Roots” = roots.md',
    'more “More”',
    '  unlisted “Unlisted”',
  ],
};

describe('a source of each kind is arranged as a person would', () => {
  test.for(readdirSync(join(fixtures, 'source')).sort())('%s', async (name) => {
    const { curricula } = await read(join(fixtures, 'source', name));
    expect(curricula.flatMap(contentsOf)).toEqual(expected[name]);
  });
});

test('ids stay when files are renumbered', async () => {
  const before = await read(
    folderOf({ '1-a/1-x.md': '# X', '1-a/2-y.md': '# Y', '2-b/README.md': '# B', '2-b/1-z.md': '# Z' }),
  );
  const after = await read(
    folderOf({ '02-a/05-x.md': '# X', '02-a/04-y.md': '# Y', '01-b/README.md': '# B', '01-b/9-z.md': '# Z' }),
  );
  const ids = (source: typeof before): string[] =>
    source.curricula
      .flatMap(pagesOf)
      .map((page) => page.id)
      .sort();
  expect(ids(after)).toEqual(ids(before));
  expect(ids(before)).toEqual(['a/x', 'a/y', 'b', 'b/z']);
});

test('pages whose ids would be the same keep their numbers, then their whole names', async () => {
  const source = await read(
    folderOf({
      'unit/1-loops.md': '# A',
      'unit/2-loops.md': '# B',
      'unit/2-loops.mdx': '# C',
      'unit/end.md': '# D',
    }),
  );
  expect(source.curricula.flatMap(pagesOf).map((page) => page.id)).toEqual([
    'unit/1-loops',
    'unit/2-loops-md',
    'unit/2-loops-mdx',
    'unit/end',
  ]);
});

test('housekeeping files are pages only where a lesson links to them, and then the last', async () => {
  const files = {
    'README.md': '# Start',
    'u/a.md': '# A',
    'u/b.md': '# B',
    'CONTRIBUTING.md': '# Help',
    'CHANGELOG.md': '# Changes',
  };
  const without = await read(folderOf(files));
  expect(without.curricula.flatMap(pagesOf).map((page) => page.file)).toEqual(['u/a.md', 'u/b.md']);
  const linked = await read(folderOf({ ...files, 'u/a.md': '# A\n\n[Help us](../CONTRIBUTING.md)\n' }));
  expect(linked.curricula.flatMap(pagesOf).map((page) => page.file)).toEqual([
    'u/a.md',
    'u/b.md',
    'CONTRIBUTING.md',
  ]);
});

test('a pack that says nothing is named after its folder, or the one above where that is but a date or “docs”', async () => {
  const root = folderOf({ 'water-course/2026-06/a.md': '# A', 'water-course/docs/a.md': 'No heading.' });
  expect((await read(join(root, 'water-course/2026-06'))).curricula[0]?.id).toBe('water-course');
  expect((await read(join(root, 'water-course/docs'))).curricula[0]).toMatchObject({
    id: 'water-course',
    title: 'Water course',
    version: '0.0.0',
  });
});

test('a name that a list leaves empty is no name: the page, or the folder, has one', async () => {
  const { curricula } = await read(
    folderOf({
      'mkdocs.yml': 'site_name: " "\nnav:\n  - "": a.md\n  - " ":\n      - " ": b.md\n      - c.md\n',
      'docs/index.md': '# Start',
      'docs/a.md': '# A',
      'docs/b.md': '# B',
      'docs/c.md': '# C',
    }),
  );
  const titles = curricula.flatMap((one) => [one.title, ...one.units.map(({ title }) => title)]);
  for (const title of titles) expect(title).toMatch(/\S/);
  expect(curricula.flatMap(pagesOf).map(({ title }) => title)).toEqual(['A', 'B', 'C']);
  expect(curricula[0]?.title).toBe('Start');
});
