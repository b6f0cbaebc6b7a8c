import { openBundle, type Bundle } from '../bundle/open.ts';
import { compareCodeUnits } from '../order.ts';
import { adviceOn } from './advice.ts';
import { itemsOf, type Item } from './items.ts';
import { isMedia, kinds, type Kind } from './kinds.ts';
import { claim, unitsOf, type Lesson, type Unit } from './lessons.ts';
import { packedSizes } from './packed.ts';
import type {
  KindSize,
  LargeFile,
  LessonSpending,
  SizeReport,
  Spending,
  UnitSpending,
} from './size-report.ts';

const LARGEST = 10;

/**
 * What the bytes of the bundle `file`, zipped or unpacked, are spent on. Pages of lessons are read, and proven by their digests; of all
 * else sizes alone. Throws SatchelError as {@link openBundle} does, and when a page is missing or damaged.
 */
export async function measureBundle(
  file: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<SizeReport> {
  const bundle = await openBundle(file);
  try {
    const { zipSize, entries } = await packedSizes(bundle, file, options.signal);
    const items = itemsOf(bundle.manifest, entries);
    const units = unitsOf(bundle.manifest);
    for (const lesson of units.flatMap(({ lessons }) => lessons))
      await claim(lesson, bundle, items, options.signal);
    return report(bundle, zipSize, [...items.values()], units);
  } finally {
    await bundle.close();
  }
}

function report(bundle: Bundle, zipSize: number, items: readonly Item[], units: readonly Unit[]): SizeReport {
  const { id, version, variant, title, language } = bundle.manifest;
  const frame = zipSize - items.reduce((sum, { size }) => sum + size, 0);
  const all = spending(items, frame);
  const encoded = items.filter(({ entry, kind }) => isMedia(kind) && entry.sourceSize !== undefined);
  const isKnown = encoded.length > 0;
  return {
    bundle: { id, version, variant, title, language, digest: bundle.manifestDigest },
    size: zipSize,
    unpackedSize: items.reduce((sum, { entry }) => sum + entry.size, 0),
    kinds: all.kinds.map((one) => ({
      ...one,
      ...(isKnown &&
        isMedia(one.kind) && { sourceSize: sourceSizeOf(items.filter(({ kind }) => kind === one.kind)) }),
    })),
    units: units.map(({ id, title, lessons }): UnitSpending => {
      return {
        id,
        title,
        ...spending(lessons.flatMap((lesson) => lesson.items)),
        lessons: lessons.map(lessonSpending),
      };
    }),
    shared: spending(
      items.filter(({ lesson }) => lesson === undefined),
      frame,
    ),
    ...(isKnown && {
      renditions: {
        assets: new Set(encoded.map(({ entry }) => entry.source)).size,
        sourceSize: sourceSizeOf(encoded),
        size: encoded.reduce((sum, { size }) => sum + size, 0),
      },
    }),
    largest: largestOf(items, variant.profile),
  };
}

function lessonSpending({ id, title, language, path, opensUnit, items }: Lesson): LessonSpending {
  return { id, title, language, path, opensUnit, ...spending(items) };
}

/** `frame`: bytes of the manifest and of the ZIP file's own headers. */
function spending(items: readonly Item[], frame = 0): Spending {
  const byKind = new Map<Kind, KindSize>();
  const add = (kind: Kind, entries: number, size: number): void => {
    const before = byKind.get(kind);
    byKind.set(kind, { kind, entries: entries + (before?.entries ?? 0), size: size + (before?.size ?? 0) });
  };
  for (const { kind, size } of items) add(kind, 1, size);
  if (frame > 0) add('interface', 1, frame);
  const media = items.filter(({ kind }) => isMedia(kind));
  return {
    size: frame + items.reduce((sum, { size }) => sum + size, 0),
    kinds: kinds.flatMap((kind) => byKind.get(kind) ?? []),
    mediaSize: media.reduce((sum, { size }) => sum + size, 0),
    sourceSize: sourceSizeOf(media),
  };
}

function sourceSizeOf(items: readonly Item[]): number {
  return items.reduce((sum, { sourceSize }) => sum + sourceSize, 0);
}

function largestOf(items: readonly Item[], profile: string): LargeFile[] {
  return items
    .filter(({ kind }) => isMedia(kind) || kind === 'download' || kind === 'font')
    .sort((a, b) => b.size - a.size || compareCodeUnits(a.entry.path, b.entry.path))
    .slice(0, LARGEST)
    .map(({ entry, kind, size, lesson, lessons }) => ({
      path: entry.path,
      kind,
      size,
      ...(entry.sourceSize !== undefined && { sourceSize: entry.sourceSize }),
      ...(entry.durationSeconds !== undefined && { durationSeconds: entry.durationSeconds }),
      ...(lesson && { lesson: lesson.title }),
      otherLessons: Math.max(0, lessons - 1),
      advice: adviceOn(entry, kind, profile),
    }));
}
