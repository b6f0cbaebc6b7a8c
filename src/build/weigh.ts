import { measureBundle } from '../bundle/measure.ts';
import { needsOf } from '../compile/needs.ts';
import type { ResolvedFragment } from '../compile/resolve.ts';
import { pagePath } from '../compile/site.ts';
import { neededOf } from '../compile/still.ts';
import type { Digest } from '../digest.ts';
import type { Lesson } from '../source/curriculum.ts';
import { planBundle, type BundleInput } from './bundle.ts';

/** A planned bundle on the scales. */
export interface Weighed {
  readonly file: string;
  /** Bytes of its ZIP file. */
  readonly size: number;
  /** What each record takes in it, by path. */
  readonly records: ReadonlyMap<string, number>;
  readonly lessons: readonly LessonWeight[];
}

/** All that one lesson, with its parts, shows and hands out. */
export interface LessonWeight {
  /** In the source. */
  readonly file: string;
  /** What its records take in the bundle, whoever else needs them. */
  readonly size: number;
  /** Its own and its parts' text. */
  readonly fragments: readonly ResolvedFragment[];
  readonly assets: ReadonlySet<string>;
  readonly downloads: ReadonlySet<string>;
}

/** Finds what a bundle and each of its lessons weigh. `deflated` is what is known of texts from before. */
export async function weigh(
  input: BundleInput,
  deflated: Map<Digest, number>,
  signal: AbortSignal | undefined,
): Promise<Weighed> {
  const { file, manifest, contents } = planBundle(input);
  const { size, records } = await measureBundle(
    manifest,
    { contents: (path) => contents.get(path), signal },
    deflated,
  );
  const { start, units } = input.curriculum;
  const lessons = [
    ...(start ? [{ lesson: start, path: 'pages/index.html' }] : []),
    ...units
      .flatMap((unit) => [...(unit.page ? [unit.page] : []), ...unit.lessons])
      .map((lesson) => ({ lesson, path: pagePath(lesson.id) })),
  ];
  return {
    file,
    size,
    records,
    lessons: lessons.map(({ lesson, path }) => weighLesson(lesson, path, input, records)),
  };
}

function weighLesson(
  lesson: Lesson,
  path: string,
  { content, renditions }: BundleInput,
  records: ReadonlyMap<string, number>,
): LessonWeight {
  const fragments = [lesson, ...lesson.parts].flatMap(({ file }) => content.fragments.get(file) ?? []);
  const { assets, downloads } = needsOf(fragments);
  const needed = neededOf(fragments, (asset) => renditions?.get(asset) ?? []);
  const paths = new Set([
    path,
    ...lesson.parts.map(({ id }) => pagePath(id)),
    ...[...assets].flatMap((asset) => needed(asset, renditions?.get(asset) ?? []).map((one) => one.path)),
    ...[...downloads].flatMap((download) => content.downloads.get(download)?.path ?? []),
  ]);
  const size = [...paths].reduce((sum, one) => sum + (records.get(one) ?? 0), 0);
  return { file: lesson.file, size, fragments, assets, downloads };
}
