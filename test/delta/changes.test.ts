import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Entry, Manifest, ManifestUnit } from '../../src/bundle/manifest.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import type { Changes, PageChange } from '../../src/delta/changes.ts';
import { diffBundles } from '../../src/delta/diff.ts';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';
import { tempDir } from '../bundle/temp-dir.ts';

/** A lesson of a made-up bundle. */
interface Made {
  readonly id: string;
  readonly title?: string;
  readonly unit?: string;
  readonly was?: readonly string[];
  readonly body: string;
}

interface MadeBundle {
  readonly lessons: readonly Made[];
  readonly version?: string;
  readonly frame?: string;
  readonly more?: Partial<Manifest>;
  /** Contents by name: `media/tree.png`. */
  readonly media?: Readonly<Record<string, string>>;
  readonly sources?: Readonly<Record<string, string>>;
}

const folder = tempDir();
let bundles = 0;

async function bundleOf({
  lessons,
  version = '1.0.0',
  frame = '',
  more,
  media = {},
  sources = {},
}: MadeBundle): Promise<string> {
  const files = new Map<string, string>();
  for (const { id, title = id, body } of lessons)
    files.set(
      `pages/${id}.html`,
      `<html><body><nav>${frame}</nav><h1>${title}</h1><article class="text">\n${body}\n</article>${frame}</body></html>`,
    );
  const entries: Entry[] = [...files].map(([path, text]) => entryOf(path, text, 'text/html'));
  for (const [name, content] of Object.entries(media)) {
    const path = name.replace(/(?=\.[^.]*$)/, `-${shortDigest(digestOf(content), 12)}`);
    files.set(path, content);
    const source = sources[name];
    const made =
      source === undefined ? {} : { source: digestOf(source), preset: { id: 'picture', version: 1 } };
    entries.push({ ...entryOf(path, content, 'image/png'), ...made });
  }
  const units = new Map<string, ManifestUnit & { lessons: object[] }>();
  for (const { id, title = id, unit = 'one', was } of lessons) {
    const into = units.get(unit) ?? { id: unit, title: `Unit ${unit}`, lessons: [] };
    units.set(unit, into);
    into.lessons.push({ id, title, path: `pages/${id}.html`, ...(was && { was }) });
  }
  const manifest: Manifest = {
    formatVersion: 1,
    id: 'soil',
    version,
    variant: { language: 'en', profile: 'standard' },
    title: 'Soil',
    language: 'en',
    generator: { name: 'test', version: '1' },
    units: [...units.values()],
    entries: entries.sort((a, b) => compareCodeUnits(a.path, b.path)),
    ...more,
  };
  const file = join(folder, `bundle-${++bundles}.zip`);
  await writeBundle({
    file,
    manifest,
    contents: (path) => ({ pieces: [Buffer.from(files.get(path) ?? '')] }),
  });
  return file;
}

function entryOf(path: string, text: string, mediaType: string): Entry {
  return { path, size: Buffer.byteLength(text), digest: digestOf(text), mediaType };
}

async function changesOf(base: MadeBundle, target: MadeBundle): Promise<Changes> {
  return diffBundles(await bundleOf(base), await bundleOf({ version: '1.0.1', ...target }));
}

function told({ pages }: Changes): string[] {
  return pages.map((page) => `${page.change} ${page.id} ${page.class}`);
}

function onlyPage({ pages }: Changes): Extract<PageChange, { change: 'changed' }> {
  const [page] = pages;
  if (pages.length !== 1 || page?.change !== 'changed')
    throw new Error(`not one changed page: ${pages.length}`);
  return page;
}

const rain: Made = {
  id: 'rain',
  title: 'Rain',
  body: '<p>Rain soaks into the <b>grond</b> and feeds the roots of trees.</p>',
};
const roots: Made = { id: 'roots', body: '<p>Roots hold the soil together, in summer as in winter.</p>' };
const seeds: Made = { id: 'seeds', body: '<p>A seed waits for water and for warmth, and then it opens.</p>' };

describe('lessons', () => {
  test('with a slip of the pen put right are told with the words around it, and are cosmetic', async () => {
    const now = { ...rain, body: rain.body.replace('grond', 'ground') };
    const changes = await changesOf({ lessons: [rain, roots] }, { lessons: [now, roots] });
    expect(onlyPage(changes)).toMatchObject({
      class: 'cosmetic',
      edited: {
        hunks: [
          [
            { kind: 'same', text: 'Rain soaks into the ' },
            { kind: 'removed', text: 'grond' },
            { kind: 'added', text: 'ground' },
            { kind: 'same', text: ' and feeds the roots of trees.' },
          ],
        ],
        more: 0,
      },
    });
    expect(changes.class).toBe('cosmetic');
    expect(changes.version).toMatchObject({ step: 'patch', proposed: '1.0.1', honoured: true });
  });

  test('whose frame alone changed are counted, not listed', async () => {
    const changes = await changesOf(
      { lessons: [rain, roots] },
      { lessons: [rain, roots], frame: 'version 2' },
    );
    expect(changes).toMatchObject({ class: 'cosmetic', pages: [], restyled: { frame: 2, markup: 0 } });
  });

  test('whose markup alone changed are counted, not listed', async () => {
    const now = { ...rain, body: rain.body.replaceAll(/b>/g, 'em>') };
    const changes = await changesOf({ lessons: [rain] }, { lessons: [now] });
    expect(changes).toMatchObject({ class: 'cosmetic', pages: [], restyled: { frame: 0, markup: 1 } });
  });

  test('whose code differs in a mark or in its indent are of other content', async () => {
    const code = (text: string): Made => ({ ...rain, body: `<pre><code>${text}</code></pre>` });
    for (const [before, now] of [
      ['print(a, b)', 'print(a. b)'],
      ['if x:\n  y', 'if x:\n    y'],
    ] as const) {
      const changes = await changesOf({ lessons: [code(before)] }, { lessons: [code(now)] });
      expect(onlyPage(changes).class).toBe('content');
    }
  });

  test('that are gone break progress, and the one that has their text is named', async () => {
    const moved = { ...seeds, id: 'sowing' };
    const changes = await changesOf({ lessons: [rain, seeds] }, { lessons: [rain, moved] });
    expect(told(changes)).toEqual(['added sowing content', 'removed seeds progress-breaking']);
    expect(changes.pages[1]).toMatchObject({ successor: { id: 'sowing', percent: 100 } });
    expect(changes.version).toMatchObject({ step: 'major', proposed: '2.0.0', honoured: false });
  });

  test('that say what they were do not break progress: with another id, or taken into another lesson', async () => {
    const target = [
      { ...seeds, id: 'sowing', was: ['seeds'] },
      { ...rain, was: ['roots'] },
    ];
    const changes = await changesOf({ lessons: [rain, roots, seeds] }, { lessons: target });
    expect(told(changes)).toContain('changed sowing content');
    expect(changes.pages.find(({ id }) => id === 'sowing')).toMatchObject({ was: 'seeds' });
    expect(changes.pages.find(({ id }) => id === 'roots')).toMatchObject({ into: 'rain', class: 'content' });
    expect(changes.class).toBe('content');
  });

  test('that a newcomer pushed down were not moved; that changed places or units were', async () => {
    const lessons = [rain, roots, seeds];
    const fog = { id: 'fog', body: '<p>Fog.</p>' };
    expect(told(await changesOf({ lessons }, { lessons: [fog, ...lessons] }))).toEqual(['added fog content']);
    const turned = await changesOf({ lessons }, { lessons: [seeds, rain, roots] });
    expect(told(turned)).toEqual(['changed seeds content']);
    const away = await changesOf({ lessons }, { lessons: [rain, seeds, { ...roots, unit: 'two' }] });
    expect(onlyPage(away).moved).toMatchObject({ base: { unit: 'Unit one' }, target: { unit: 'Unit two' } });
  });

  test('of a unit with another id were not moved', async () => {
    const into = (unit: string): Made[] => [rain, roots, seeds].map((lesson) => ({ ...lesson, unit }));
    const changes = await changesOf({ lessons: into('one') }, { lessons: into('first') });
    expect(changes.pages).toEqual([]);
    expect(changes.units).toMatchObject([{ change: 'changed', id: 'first', was: 'one' }]);
  });

  test('with another title are told by both', async () => {
    const changes = await changesOf({ lessons: [rain] }, { lessons: [{ ...rain, title: 'Snow' }] });
    expect(onlyPage(changes)).toMatchObject({ class: 'content', retitled: { base: 'Rain', target: 'Snow' } });
  });
});

describe('media', () => {
  test('are told by what became of them', async () => {
    const lessons = [rain];
    const changes = await changesOf(
      {
        lessons,
        media: {
          'media/tree.png': 'tree',
          'media/old.png': 'old',
          'media/leaf.png': 'q75',
          'media/map.png': 'map',
        },
        sources: { 'media/leaf.png': 'leaf' },
      },
      {
        lessons,
        media: {
          'media/tree.png': 'oak',
          'media/new.png': 'new',
          'media/leaf.png': 'q80',
          'media/plan.png': 'map',
        },
        sources: { 'media/leaf.png': 'leaf' },
      },
    );
    expect(
      changes.media.map(({ change, class: weight, base, target }) =>
        [change, weight, (target ?? base)?.path.replace(/-.*/, '')].join(' '),
      ),
    ).toEqual([
      're-encoded cosmetic media/leaf',
      'added content media/new',
      'renamed cosmetic media/plan',
      'replaced content media/tree',
      'removed content media/old',
    ]);
  });
});

describe('packs', () => {
  test('that are two are refused, two variants are told', async () => {
    const base = await bundleOf({ lessons: [rain] });
    const other = await bundleOf({ lessons: [rain], more: { id: 'sea' } });
    await expect(diffBundles(base, other)).rejects.toMatchObject({ code: 'diff-other-pack', exit: 2 });
    const arabic = await bundleOf({ lessons: [rain], more: { variant: { language: 'ar', profile: 'low' } } });
    expect((await diffBundles(base, arabic)).diagnostics).toMatchObject([{ code: 'diff-other-variant' }]);
  });

  test('that are the same have no changes', async () => {
    const changes = await changesOf({ lessons: [rain, roots] }, { lessons: [rain, roots] });
    expect(changes).toMatchObject({ class: 'none', pages: [], media: [], facts: [], units: [] });
    expect(changes.version).toMatchObject({ step: 'none', honoured: true });
  });

  test('say other things about themselves', async () => {
    const changes = await changesOf({ lessons: [rain] }, { lessons: [rain], more: { license: 'CC0-1.0' } });
    expect(changes.facts).toEqual([{ fact: 'license', class: 'content', target: 'CC0-1.0' }]);
  });
});

test('a unit under another name and path is told once, its own page with it', async () => {
  const named = (id: string, title: string): MadeBundle => ({
    lessons: [rain, roots, { id, title, body: seeds.body }],
    more: {
      units: [
        {
          ...{ id, title, path: `pages/${id}.html` },
          lessons: [rain, roots].map(({ id, title = id }) => ({ id, title, path: `pages/${id}.html` })),
        },
      ],
    },
  });
  const { units, pages } = await changesOf(named('plants', 'Plants'), named('botany', 'Botany'));
  expect(units).toMatchObject([
    { change: 'changed', id: 'botany', was: 'plants', retitled: { base: 'Plants' } },
  ]);
  expect(pages).toEqual([]);
});

test('a damaged page is refused, not compared', async () => {
  const base = await bundleOf({ lessons: [rain] });
  const target = await bundleOf({ lessons: [{ ...rain, body: '<p>New.</p>' }] });
  const dir = join(folder, 'unpacked');
  await unpackBundle(target, dir);
  expect((await diffBundles(base, dir)).class).toBe('content');
  writeFileSync(join(dir, 'pages/rain.html'), 'forged');
  await expect(diffBundles(base, dir)).rejects.toMatchObject({ exit: 3 });
});
