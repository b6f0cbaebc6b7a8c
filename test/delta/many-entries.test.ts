import { expect, test } from 'vitest';
import type { Entry, Manifest, ManifestUnit } from '../../src/bundle/manifest.ts';
import { pagesOf, pairPages, pairUnitPages, pairUnits } from '../../src/delta/lessons.ts';
import { mediaChanges } from '../../src/delta/media-changes.ts';
import { digestOf } from '../../src/digest.ts';
import { sampleOf } from '../bundle/sample.ts';

// As many as a bundle may have: time that grew with their square would be minutes, and the suite's timeout ends it.
const COUNT = 250_000;
const { manifest } = sampleOf({});

test('a quarter of a million renditions of one picture are compared', () => {
  const source = digestOf('source');
  const of = (version: number): Manifest => ({
    ...manifest,
    entries: Array.from({ length: COUNT }, (_, i): Entry => {
      const path = `media/v${version}-${String(i).padStart(6, '0')}.webp`;
      return { path, size: 1, digest: digestOf(path), mediaType: 'image/webp', source };
    }),
  });
  const { media } = mediaChanges(of(1), of(2));
  expect(media).toHaveLength(COUNT);
  expect(media.every(({ change }) => change === 're-encoded')).toBe(true);
  expect(media.at(-1)).toMatchObject({ base: { path: 'media/v1-249999.webp' } });
});

test('a quarter of a million units that have nothing in common are compared', () => {
  const of = (version: number): ManifestUnit[] =>
    Array.from({ length: COUNT }, (_, i) => {
      const id = `v${version}-${i}`;
      return { id, title: id, path: `pages/${id}.html`, lessons: [] };
    });
  const [base, target] = [of(1), of(2)];
  const now = pagesOf({ ...manifest, units: target });
  const paired = pairPages(pagesOf({ ...manifest, units: base }), now);
  const { pairs, added } = pairUnitPages(paired, pairUnits(base, target, paired.pairs), now.keys());
  expect([pairs.length, added.length]).toEqual([0, COUNT]);
});
