import fc from 'fast-check';
import type { Entry, Manifest } from '../../src/bundle/manifest.ts';
import { digestOf } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';
import { pathKey, pathProblem } from '../../src/path.ts';

const segment = fc
  .string({ unit: fc.constantFrom(...Array.from('abcXYZ019._-')), minLength: 1, maxLength: 12 })
  .filter((text) => pathProblem(text) === undefined);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const text = fc
  .oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('روضة'))
  .filter((of) => /\S/.test(of));
const language = fc.constantFrom('en', 'ar', 'zh-Hant-TW', 'pt-BR', 'x-klingon');
const digest = fc.string().map((content) => digestOf(content));
const optional = <K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<Partial<Record<K, T>>> =>
  fc.oneof(
    fc.constant({}),
    value.map((of) => ({ [key]: of }) as Partial<Record<K, T>>),
  );
const joined = <T extends object>(...parts: fc.Arbitrary<object>[]): fc.Arbitrary<T> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as T);

const entry: fc.Arbitrary<Entry> = joined(
  fc.record({
    path,
    size: fc.nat({ max: 2 ** 31 - 1 }),
    digest,
    mediaType: fc.constantFrom('text/html', 'image/svg+xml', 'text/plain; charset=utf-8', 'video/mp4'),
  }),
  optional('source', digest),
  optional('sourceSize', fc.nat({ max: 2 ** 40 })),
  optional('width', fc.integer({ min: 1, max: 65_535 })),
  optional('height', fc.integer({ min: 1, max: 65_535 })),
  optional('durationSeconds', fc.double({ min: 0, max: 1_000_000, noNaN: true })),
  optional('preset', fc.record({ id: text, version: fc.integer({ min: 1 }) })),
);

/** Manifests that keep every rule of format 1. */
export const manifests: fc.Arbitrary<Manifest> = fc
  .uniqueArray(entry, { selector: ({ path: of }) => pathKey(of), maxLength: 8 })
  .map((entries) => withoutConflicts(entries))
  .chain((entries) => {
    const lesson = fc.nat().map((n) => ({ n, path: entries[n % entries.length]?.path ?? '' }));
    const lessons = fc.array(lesson, { maxLength: entries.length === 0 ? 0 : 5 }).map((all) =>
      // One page, one id: pages that come twice keep theirs.
      all.map(({ path: of }) => ({
        id: `lesson ${of}`,
        title: `Lesson ${of}`,
        path: of,
        language: 'en',
        was: [`was ${of}`],
      })),
    );
    const unit = fc.record({ id: text.map((of) => `u${of}`), title: text, lessons });
    return joined<Manifest>(
      fc.record({
        formatVersion: fc.constant(1),
        id: segment,
        version: fc.constantFrom('0.0.1', '1.2.3', '2.0.0-beta.1+build.5'),
        variant: fc.record({ language, profile: fc.constantFrom('low', 'standard', 'high') }),
        title: text,
        language,
        generator: fc.record({ name: text, version: text }),
        units: fc.array(unit, { maxLength: 3 }),
        entries: fc.constant(entries),
      }),
      optional('description', text),
      optional('license', text),
      optional('subjects', fc.array(text, { maxLength: 2 })),
      optional('authors', fc.array(fc.record({ name: text, url: text }), { maxLength: 2 })),
    );
  });

function withoutConflicts(entries: readonly Entry[]): Entry[] {
  const keys = entries.map(({ path: of }) => pathKey(of));
  return entries
    .filter(({ path: of }) => !keys.some((key) => key.startsWith(`${pathKey(of)}/`)))
    .filter(({ path: of }) => !/^manifest\.json(?:\/|$)/i.test(of))
    .sort((a, b) => compareCodeUnits(a.path, b.path));
}
