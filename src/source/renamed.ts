import { uniqueUnits } from './arrange.ts';
import type { Curriculum, Lesson, Unit } from './curriculum.ts';

/** The curriculum with other ids for some of its pages: `ids` by the ids they have. A unit that has its page's id goes on having it. */
export function renamePages(curriculum: Curriculum, ids: ReadonlyMap<string, string>): Curriculum {
  if (ids.size === 0) return curriculum;
  const lesson = (one: Lesson): Lesson => ({
    ...one,
    id: ids.get(one.id) ?? one.id,
    parts: one.parts.map(lesson),
  });
  const unit = (one: Unit): Unit => {
    const lessons = one.lessons.map(lesson);
    if (!one.page) return { ...one, lessons };
    const page = lesson(one.page);
    return { ...one, id: one.id === one.page.id ? page.id : one.id, page, lessons };
  };
  return { ...curriculum, units: uniqueUnits(curriculum.units.map(unit)) };
}
