import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeManifest, type Entry, type Manifest } from '../../src/bundle/manifest.ts';
import { encodeSkeleton, entryOf, parseSkeleton, type Origin } from '../../src/delta/skeleton.ts';
import { SatchelError } from '../../src/diagnostic.ts';
import { shortDigest } from '../../src/digest.ts';
import { manifests } from '../bundle/manifest-arbitrary.ts';
import { sampleOf } from '../bundle/sample.ts';

/** As carried media, with its digest in its path, and with a member that format 1 does not know. */
const disguises: readonly ((entry: Entry) => Entry)[] = [
  (entry) => entry,
  (entry) => ({ ...entry, path: `${entry.path}-${shortDigest(entry.digest, 12)}.x`, source: entry.digest }),
  (entry) => ({ ...entry, subtitles: { ar: 'a\tb\n},' } }),
];

const pairs = fc
  .tuple(manifests, manifests, fc.array(fc.nat(), { minLength: 16, maxLength: 16 }))
  .map(([base, plain, choices]) => {
    const choice = (i: number): number => choices[i % 16] ?? 0;
    const target: Manifest = {
      ...plain,
      entries: plain.entries.map((entry, i) => disguises[choice(i) % 3]?.(entry) ?? entry),
    };
    const places = new Map(base.entries.map(({ path }, i) => [path, i]));
    const origins = target.entries.map(({ path }, i): Origin => {
      const there = places.get(path);
      const kinds: Origin[] = [{ kind: 'media' }, { kind: 'text', old: there }];
      if (there !== undefined) kinds.push({ kind: 'same' });
      if (base.entries.length > 0) kinds.push({ kind: 'text', old: choice(i + 1) % base.entries.length });
      if (base.entries.length + i > 0)
        kinds.push({ kind: 'copy', of: choice(i + 2) % (base.entries.length + i) });
      return kinds[choice(i + 3) % kinds.length] ?? { kind: 'media' };
    });
    return { base, target, origins };
  });

test('a manifest comes back from its skeleton, whatever its entries are made from', () => {
  fc.assert(
    fc.property(pairs, ({ base, target, origins }) => {
      const { head, outlines } = parseSkeleton(encodeSkeleton(target, base, origins), base);
      expect(outlines.map(({ origin }) => origin)).toEqual(origins);
      const entries = target.entries.map((entry, i) => outlines[i] && entryOf(outlines[i], entry));
      const again = { ...head, entries } as unknown as Manifest;
      expect(Buffer.from(encodeManifest(again)).equals(encodeManifest(target))).toBe(true);
    }),
  );
});

test('a skeleton has neither sizes nor digests of what travels', () => {
  const { manifest } = sampleOf({ 'files/0123456789ab/seeds.csv': 'kind,days\n', 'media/leaf.webp': 'RIFF' });
  const lines = encodeSkeleton(manifest).toString().split('\n').slice(-3);
  expect(lines).toEqual(['files/0123456789ab/seeds.csv\ttext/csv', 'media/leaf.webp\timage/webp', '']);
});

describe('refused are', () => {
  const base = sampleOf().manifest;
  const head = encodeSkeleton(sampleOf({}).manifest, base).toString();
  test.each([
    ['nothing at all', ''],
    ['a manifest alone, cut off', head.slice(0, -1)],
    ['a manifest that is no object', '[]\n'],
    ['a manifest that is nested without end', `${'['.repeat(200)}${']'.repeat(200)}\n`],
    ['a manifest with a prototype', '{"__proto__":{}}\n'],
    ['an entry that is cut off', `${head}index.html\ttext/html`],
    ['an entry that base does not have', `${head}other.html\ttext/html\n`],
    ['a path that climbs out of every alphabet', `${head}!\na b\ttext/html\n`],
    ['a copy of nothing', `${head}=\nindex.html\ttext/html\n`],
    ['a copy of itself', `${head}=${String(base.entries.length)}\na.html\ttext/html\n`],
    ['a copy of what comes later', `${head}=${String(base.entries.length + 1)}\na.html\ttext/html\n`],
    ['a text whose old text is not in base', `${head}!${String(base.entries.length)}\na.html\ttext/html\n`],
    ['a mark without an entry', `${head}!\n`],
    ['a mark behind a mark', `${head}!\n!\na.html\ttext/html\n`],
    ['a mark of no known kind', `${head}!x\na.html\ttext/html\n`],
    ['media made from an entry', `${head}#0\na.webp\timage/webp\n`],
    ['half a preset', `${head}#\na.webp\timage/webp\t*\tpicture\n`],
    ['a preset without a version', `${head}#\na.webp\timage/webp\t*\tpicture\t0\n`],
    ['a source that is no digest', `${head}#\na.webp\timage/webp\tabc\n`],
  ])('%s', (_, text) => {
    expect(() => parseSkeleton(Buffer.from(text), base)).toThrow(SatchelError);
  });
});
