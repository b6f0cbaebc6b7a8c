import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { applyDelta } from '../../src/delta/apply.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { forgeZip } from '../bundle/forge.ts';
import { sampleOf, samplePages } from '../bundle/sample.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { expectDelta, newName, noise, prose, release, type Files } from './releases.ts';

const dir = tempDir();
const page = (n: number, body = prose(n, 200)): string => `<h1>Lesson ${n}</h1>\n<p>${body}</p>\n`;
const old: Files = {
  ...samplePages,
  'pages/1.html': page(1),
  'pages/2.html': page(2),
  'files/111111111111/list.csv': prose(3, 80),
  'media/a-111111111111.webp': noise(1, 5000),
};

describe('a delta gives target byte for byte', () => {
  test.each<[string, Files, Partial<Record<string, number>>]>([
    ['nothing changed', old, { same: 10 }],
    ['a typo', { ...old, 'pages/1.html': page(1).replace('Soil', 'Siol') }, { same: 9, changed: 1 }],
    ['a page is new', { ...old, 'pages/3.html': page(3) }, { added: 1 }],
    ['everything is gone', {}, { removed: 10 }],
    [
      'a page has moved',
      { ...without(old, 'pages/2.html'), 'pages/unit/2.html': page(2) },
      { copied: 1, removed: 1 },
    ],
    [
      'a page has moved and changed',
      { ...without(old, 'pages/2.html'), 'pages/unit/2.html': page(2).replace('Lesson', 'Part') },
      { added: 1, removed: 1 },
    ],
    ['a picture is new', { ...old, 'media/b-222222222222.webp': noise(2, 70_000) }, { added: 1 }],
    [
      'a picture has changed under its name',
      { ...old, 'media/a-111111111111.webp': noise(3, 900) },
      { changed: 1 },
    ],
    [
      'the same picture twice, both new',
      { ...old, 'media/b.webp': noise(4, 900), 'media/c.webp': noise(4, 900) },
      { added: 2 },
    ],
    ['a picture becomes a download', { ...old, 'files/222222222222/a.bin': noise(1, 5000) }, { copied: 1 }],
    [
      'what shrinks and is no text',
      { ...old, 'files/222222222222/a.bin': Buffer.alloc(300_000, 'abc') },
      { added: 1 },
    ],
    [
      'texts are emptied and filled',
      { ...old, 'pages/1.html': '', 'pages/empty.css': 'p {\n}\n' },
      { changed: 1, copied: 1 },
    ],
    ['a text has no last newline', { ...old, 'pages/1.html': page(1).trimEnd() }, { changed: 1 }],
    ['a text has no newline at all', { ...old, 'pages/1.html': 'x'.repeat(100_000) }, { changed: 1 }],
    ['a text is no text', { ...old, 'pages/1.html': noise(5, 20_000) }, { changed: 1 }],
    [
      'a text is longer than a window',
      { ...old, 'pages/1.html': `${prose(6, 2000).repeat(800)}${page(1)}` },
      { changed: 1 },
    ],
  ])('%s', async (_, files, counts) => {
    const [base, target] = [await release(dir, old), await release(dir, files)];
    expect((await expectDelta(dir, base, target)).counts).toMatchObject(counts);
  });

  test('from nothing', async () => {
    await expectDelta(
      dir,
      undefined,
      await release(dir, { ...old, 'media/b.webp': noise(4, 900), 'media/c.webp': noise(4, 900) }),
    );
    await expectDelta(dir, undefined, await release(dir, {}));
  });

  test('to nothing but a manifest', async () => {
    await expectDelta(dir, await release(dir, {}), await release(dir, {}));
  });

  test('whatever is edited', async () => {
    const path = fc.constantFrom(
      'pages/a.html',
      'pages/b.html',
      'pages/u/c.html',
      'files/0123456789ab/d.csv',
      'media/e.webp',
      'f.bin',
    );
    const line = fc.oneof(
      fc.constantFrom('<p>Rain soaks in.</p>', '<p>Roots drink.</p>', ''),
      fc.string({ unit: 'binary' }),
    );
    const content = fc.oneof(
      fc.array(line, { maxLength: 40 }).map((lines) => lines.join('\n')),
      fc.uint8Array({ maxLength: 300 }),
    );
    const files = fc.dictionary(path, content, { maxKeys: 6 });
    const edit = fc.record({ path, at: fc.nat(), length: fc.nat(30), insert: fc.string({ maxLength: 30 }) });
    const pair = fc.tuple(files, files, fc.array(edit, { maxLength: 4 })).map(([before, more, edits]) => {
      const after: Record<string, string | Uint8Array> = {
        ...before,
        ...(edits.length % 2 === 0 ? more : {}),
      };
      for (const { path, at, length, insert } of edits) {
        const text = Buffer.from((after[path] ?? '') as string);
        const from = at % (text.length + 1);
        after[path] = Buffer.concat([
          text.subarray(0, from),
          Buffer.from(insert),
          text.subarray(from + length),
        ]);
      }
      return { before, after };
    });
    await fc.assert(
      fc.asyncProperty(pair, async ({ before, after }) => {
        await expectDelta(dir, await release(dir, before), await release(dir, after));
      }),
      { numRuns: 20 },
    );
  });
});

test('a delta applies to the unpacked base and to one that another tool has zipped', async () => {
  const base = await release(dir, old);
  const target = await release(dir, { ...old, 'pages/1.html': page(1).replace('Soil', 'Siol') });
  const delta = newName(dir, 'delta');
  await writeDelta({ base, target, file: delta });

  const folder = newName(dir, 'folder');
  await unpackBundle(base, folder);
  const foreign = newName(dir, 'zip');
  const { manifest, files } = sampleOf(old);
  writeFileSync(
    foreign,
    forgeZip(
      [['manifest.json', encodeManifest(manifest)] as const, ...files].map(([name, content]) => ({
        name,
        method: name.endsWith('.webp') ? 8 : 0,
        content: Buffer.from(content),
      })),
    ),
  );
  for (const other of [folder, foreign]) {
    const { file, identical } = await applyDelta({ base: other, delta, file: newName(dir, 'zip') });
    expect(readFileSync(file).equals(readFileSync(target))).toBe(true);
    expect(identical).toBe(true);
  }
  expect(await writeDelta({ base: folder, target, file: newName(dir, 'delta') })).toMatchObject({
    diagnostics: [],
  });
});

test('a target that another tool has zipped is given in content, and that is said', async () => {
  const base = await release(dir, old);
  const target = newName(dir, 'zip');
  const { manifest, files } = sampleOf({ ...old, 'pages/1.html': page(4) });
  const contents = [['manifest.json', encodeManifest(manifest)] as const, ...files];
  writeFileSync(
    target,
    forgeZip(contents.map(([name, content]) => ({ name, content: Buffer.from(content) }))),
  );
  const delta = newName(dir, 'delta');
  const codes = ({ diagnostics }: { diagnostics: readonly { code: string }[] }): string[] =>
    diagnostics.map(({ code }) => code);
  expect(codes(await writeDelta({ base, target, file: delta }))).toEqual(['delta-zip-differs']);
  const applied = await applyDelta({ base, delta, file: newName(dir, 'zip') });
  expect(applied.identical).toBe(false);
  expect(codes(applied)).toEqual(['delta-zip-differs']);
});

test('the old text of a moved page is found, so that its delta is small', async () => {
  const base = await release(dir, old);
  const target = await release(dir, {
    ...without(old, 'pages/2.html'),
    'pages/u/2.html': page(2).replace('Lesson', 'Part'),
  });
  const { size } = await expectDelta(dir, base, target);
  expect(size).toBeLessThan(200);
});

function without(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}
