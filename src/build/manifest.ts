import type { Entry, Manifest, ManifestLesson, ManifestUnit } from '../bundle/manifest.ts';
import { pagePath } from '../compile/site.ts';
import type { Profile } from '../media/preset.ts';
import { compareCodeUnits } from '../order.ts';
import { packageVersion } from '../package.ts';
import { lessonsOf, type Curriculum, type Lesson, type Unit } from '../source/curriculum.ts';
import { portableId } from '../source/ids.ts';

/** The ids that pages had before, by the ids that they have now. */
export type EarlierIds = ReadonlyMap<string, readonly string[]>;

/**
 * The earlier ids that front matter names (`was`), in whatever language: translations share ids. One that a page has today is no
 * earlier one: what learners have under it is that page's.
 */
export function earlierIds(curricula: readonly Curriculum[]): EarlierIds {
  const pages = curricula.flatMap((curriculum) => [...lessonsOf(curriculum)].map(({ lesson }) => lesson));
  const today = new Set(pages.map(({ id }) => id));
  const earlier = new Map<string, Set<string>>();
  for (const { id, frontMatter } of pages)
    for (const name of frontMatter.was ?? []) {
      const was = portableId(name) ?? name;
      if (today.has(was) || !/\S/.test(was)) continue;
      const known = earlier.get(id);
      if (known) known.add(was);
      else earlier.set(id, new Set([was]));
    }
  return new Map([...earlier].map(([id, was]) => [id, [...was]]));
}

/** The manifest of a bundle with these entries. */
export function makeManifest(
  curriculum: Curriculum,
  profile: Profile,
  entries: readonly Entry[],
  earlier: EarlierIds,
): Manifest {
  const { id, version, title, description, language, license, authors, subjects, levels, alignments } =
    curriculum;
  return {
    formatVersion: 1,
    id,
    version,
    variant: { language, profile },
    title,
    ...(description === undefined ? {} : { description }),
    language,
    ...(license === undefined ? {} : { license }),
    ...(authors.length === 0 ? {} : { authors }),
    ...(subjects.length === 0 ? {} : { subjects }),
    ...(levels.length === 0 ? {} : { levels }),
    ...(alignments.length === 0 ? {} : { alignments }),
    generator: { name: 'satchel', version: packageVersion() },
    units: curriculum.units.map((unit) => manifestUnit(unit, language, earlier)),
    entries: [...entries].sort((a, b) => compareCodeUnits(a.path, b.path)),
  };
}

function manifestUnit(
  { id, title, page, lessons }: Unit,
  language: string,
  earlier: EarlierIds,
): ManifestUnit {
  return {
    id,
    title,
    ...(page ? { path: pagePath(page.id), ...wasOf(page, earlier) } : {}),
    lessons: lessons.map((lesson) => manifestLesson(lesson, language, earlier)),
  };
}

function manifestLesson(lesson: Lesson, language: string, earlier: EarlierIds): ManifestLesson {
  return {
    id: lesson.id,
    title: lesson.title,
    path: pagePath(lesson.id),
    ...(lesson.language === language ? {} : { language: lesson.language }),
    ...wasOf(lesson, earlier),
    ...(lesson.parts.length === 0
      ? {}
      : { parts: lesson.parts.map((part) => manifestLesson(part, language, earlier)) }),
  };
}

function wasOf({ id }: Lesson, earlier: EarlierIds): { was?: readonly string[] } {
  const was = earlier.get(id);
  return was ? { was } : {};
}
