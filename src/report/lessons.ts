import type { Manifest, ManifestLesson } from '../bundle/manifest.ts';
import type { Bundle } from '../bundle/open.ts';
import type { Item } from './items.ts';
import { referencesOf } from './references.ts';

/** A lesson and what is counted with it; a page that is listed twice is the first one’s. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly path: string;
  readonly opensUnit: boolean;
  readonly pages: readonly string[];
  readonly items: Item[];
}

export interface Unit {
  readonly id: string;
  readonly title: string;
  /** First the unit's own page, if it is none of its lessons. */
  readonly lessons: readonly Lesson[];
}

/** The units of a manifest, with nothing counted with their lessons yet. */
export function unitsOf(manifest: Manifest): Unit[] {
  const taken = new Set<string>();
  const lessonOf = (of: ManifestLesson, opensUnit: boolean): Lesson => {
    const pages = pagesOf(of).filter((path) => !taken.has(path));
    for (const path of pages) taken.add(path);
    const { id, title, path, language = manifest.language } = of;
    return { id, title, path, language, opensUnit, pages, items: [] };
  };
  return manifest.units.map(({ id, title, path, lessons }) => {
    const known = new Set(lessons.flatMap(pagesOf));
    const own = path === undefined || known.has(path) ? [] : [lessonOf({ id, title, path }, true)];
    return { id, title, lessons: [...own, ...lessons.map((lesson) => lessonOf(lesson, false))] };
  });
}

function pagesOf({ path, parts = [] }: ManifestLesson): string[] {
  return [path, ...parts.flatMap(pagesOf)];
}

/** Gives a lesson its pages and what they refer to, as far as no lesson before it has that. */
export async function claim(
  lesson: Lesson,
  bundle: Bundle,
  items: ReadonlyMap<string, Item>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const take = (item: Item): void => {
    if (item.lesson !== undefined) return;
    item.lesson = lesson;
    lesson.items.push(item);
  };
  for (const path of new Set(lesson.pages)) {
    signal?.throwIfAborted();
    const page = items.get(path);
    if (page === undefined) continue;
    take(page);
    if (page.kind !== 'text') continue;
    const html = new TextDecoder().decode(await bundle.read(path));
    for (const reference of referencesOf(html, path)) {
      const item = items.get(reference);
      if (item === undefined || item.kind === 'text' || item.kind === 'interface' || item.seen === lesson)
        continue;
      item.seen = lesson;
      item.lessons++;
      take(item);
    }
  }
}
