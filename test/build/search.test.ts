import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package.ts';
import { eachTerm, type Shard } from '../../src/search-shard.ts';
import { build, entriesOf, fixtures, newPath, satchel, sourceOf, writeFiles } from './workbench.ts';

/** What the script of a unit's index hands over. */
function shardOf(script: Buffer | undefined): { unit: string; shard: Shard; terms: string[] } {
  let told = undefined as { unit: string; shard: Shard } | undefined;
  const satchelSearch = (unit: string, shard: Shard): void => {
    told = { unit, shard };
  };
  runInNewContext(script?.toString() ?? '', { satchelSearch, JSON });
  if (!told) throw new Error('the script has told nothing');
  const terms: string[] = [];
  eachTerm(told.shard, (term) => terms.push(term));
  return { ...told, terms };
}

async function built(files: Readonly<Record<string, string>>): Promise<Map<string, Buffer>> {
  const out = newPath('out');
  await build(sourceOf(files), out, ['--cache', newPath('cache')]);
  return entriesOf(join(out, 'soil_1.0.0.zip'));
}

const lessons = {
  'README.md': '# Soil\n\nWelcome to the garden.\n',
  '1-water/1-rain.md':
    '# Rain\n\nDrops fall.\n\n## How much <b>falls</b>?\n\nA gauge &amp; a ruler. See [the sun](../2-light/1-sun.md).\n',
  '1-water/2-snow.md':
    '# Snow\n\nFlakes $x^2$ fall.\n\n### Under the *snow*\n\n```python\nread_csv(a)\n```\n',
  '2-light/1-sun.md': '# Sun\n\nIt is warm.\n',
};

test('each unit has an index of its pages and headings, which pack.js names', async () => {
  const entries = await built(lessons);
  const indexes = [...entries.keys()].filter((path) => path.startsWith('pages/search-'));
  expect(indexes).toEqual(['pages/search-index.js', 'pages/search-light.js', 'pages/search-water.js']);
  expect(entries.get('pages/pack.js')?.toString()).toContain('"searchable":["index","water","light"]');
  const { unit, shard, terms } = shardOf(entries.get('pages/search-water.js'));
  expect(unit).toBe('water');
  expect(shard.pages).toEqual([
    ['water/rain.html', 'Rain', '', ['how-much-falls', 'How much falls?']],
    ['water/snow.html', 'Snow', '', ['under-the-snow', 'Under the snow']],
  ]);
  for (const word of ['drops', 'gauge', 'sun', 'flakes', 'read', 'csv']) expect(terms).toContain(word);
  // Neither markup, nor names of classes, nor the source of a formula, nor Satchel's own words.
  for (const word of ['href', 'python', 'amp', 'annotation', 'skip', 'b']) expect(terms).not.toContain(word);
});

test('a typo mended changes the index of its unit alone, and little of that', async () => {
  const before = await built(lessons);
  const after = await built({
    ...lessons,
    '1-water/2-snow.md': lessons['1-water/2-snow.md'].replace('Flakes', 'Flocks'),
  });
  const changed = [...after]
    .filter(([path, bytes]) => before.get(path)?.equals(bytes) !== true)
    .map(([path]) => path);
  expect(changed).toEqual([
    'manifest.json',
    'pages/search-water.js',
    'pages/water/snow.html',
    // It keeps one version and says so.
    'service-worker.js',
  ]);
});

test('an index out of the cache is the same byte for byte', async () => {
  const source = sourceOf(lessons);
  const cache = newPath('cache');
  const entries = async (args: readonly string[]): Promise<Map<string, Buffer>> => {
    const out = newPath('out');
    await build(source, out, args);
    return entriesOf(join(out, 'soil_1.0.0.zip'));
  };
  await entries(['--cache', cache]);
  writeFiles(source, { '2-light/1-sun.md': '# Sun\n\nIt is hot.\n' });
  const warm = await entries(['--cache', cache]);
  const cold = await entries(['--cache', newPath('cache')]);
  expect([...warm].filter(([path, bytes]) => cold.get(path)?.equals(bytes) !== true)).toEqual([]);
  expect(shardOf(warm.get('pages/search-light.js')).terms).toContain('hot');
});

test('what is said in recordings is found too', async () => {
  const entries = await built({
    'talk.md':
      '# Talk\n\n<video src="talk.mp4"><track kind="captions" src="talk.vtt" srclang="en"></video>\n',
    'talk.vtt': 'WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Hydrangeas & <b>bees</b>\n',
  });
  const { terms } = shardOf(entries.get('pages/search-lessons.js'));
  expect(terms).toEqual(expect.arrayContaining(['hydrangeas', 'bees', 'talk']));
  expect(terms).not.toContain('ada');
});

test('titles and words that could end a script or a string do not', async () => {
  const title = `</script>\\'"\u2028<!-- \${x}`;
  const entries = await built({
    'b.md': `---\ntitle: ${JSON.stringify(title)}\n---\n\n# \\</script>'\\\\ "x"\n\nText.\n`,
  });
  const script = entries.get('pages/search-lessons.js');
  expect(shardOf(script).shard.pages[0]?.[1]).toContain(`</script>\\'"`);
  expect(script?.toString()).not.toMatch(/[<\u2028]/);
});

test('all indexes together are less than 40 % of the pages, compressed', async () => {
  const out = newPath('out');
  await satchel(['build', join(fixtures, 'demo'), '-o', out, '--profile', 'low']);
  const entries = await entriesOf(join(out, 'sky-above-our-school_1.0.0_low.zip'));
  const weigh = (wanted: RegExp): number =>
    [...entries]
      .filter(([path]) => wanted.test(path))
      .reduce((sum, [, bytes]) => sum + gzipSync(bytes).length, 0);
  expect(weigh(/^pages\/search-/)).toBeLessThan(0.4 * weigh(/^pages\/.*html$/));
});

test('the script that searches weighs less than 4 KB, and no page loads it', async () => {
  expect(gzipSync(readFileSync(packageFile('dist/search.js')), { level: 9 }).length).toBeLessThan(4 * 1024);
  const entries = await built(lessons);
  expect(entries.has('pages/search.js')).toBe(true);
  for (const [path, bytes] of entries)
    if (path.endsWith('.html')) expect(bytes.toString(), path).not.toContain('search');
});
