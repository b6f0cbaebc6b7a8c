import type { Entry, Manifest, ManifestLesson, ManifestUnit } from '../bundle/manifest.ts';
import { pagePath } from '../compile/site.ts';
import type { Profile } from '../media/preset.ts';
import { compareCodeUnits } from '../order.ts';
import { packageVersion } from '../package.ts';
import type { Curriculum, Lesson, Unit } from '../source/curriculum.ts';

/** The manifest of a bundle with these entries. */
export function makeManifest(curriculum: Curriculum, profile: Profile, entries: readonly Entry[]): Manifest {
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
    units: curriculum.units.map((unit) => manifestUnit(unit, language)),
    entries: [...entries].sort((a, b) => compareCodeUnits(a.path, b.path)),
  };
}

function manifestUnit({ id, title, page, lessons }: Unit, language: string): ManifestUnit {
  return {
    id,
    title,
    ...(page ? { path: pagePath(page.id) } : {}),
    lessons: lessons.map((lesson) => manifestLesson(lesson, language)),
  };
}

function manifestLesson(lesson: Lesson, language: string): ManifestLesson {
  return {
    id: lesson.id,
    title: lesson.title,
    path: pagePath(lesson.id),
    ...(lesson.language === language ? {} : { language: lesson.language }),
    ...(lesson.parts.length === 0
      ? {}
      : { parts: lesson.parts.map((part) => manifestLesson(part, language)) }),
  };
}
