import { lessonsOf, type Curriculum, type Lesson } from './curriculum.ts';

/**
 * The curriculum with translations in their places whose originals have moved and left them behind: `translations` has, by the id
 * of an original, the id of the page that translates it. Where the original stands in for its translation, the translation
 * takes its place; elsewhere both stay.
 */
export function adoptTranslations(
  curriculum: Curriculum,
  translations: ReadonlyMap<string, string>,
): Curriculum {
  const pages = new Map([...lessonsOf(curriculum)].map(({ lesson }) => [lesson.id, lesson]));
  const adopted = new Map<string, Lesson>();
  const gone = new Set<string>();
  for (const [original, translation] of translations) {
    const standIn = pages.get(original);
    const own = pages.get(translation);
    if (!standIn || !own || standIn.language === own.language) continue;
    if (own.language !== curriculum.language) continue;
    adopted.set(original, own);
    gone.add(translation);
  }
  if (gone.size === 0) return curriculum;
  const placed = (lesson: Lesson): Lesson => {
    const { title, file, language, frontMatter } = adopted.get(lesson.id) ?? lesson;
    return { ...lesson, title, file, language, frontMatter, parts: lesson.parts.flatMap(kept) };
  };
  // The parts of a page that has gone stay where they are.
  const kept = (lesson: Lesson): Lesson[] =>
    gone.has(lesson.id) ? lesson.parts.flatMap(kept) : [placed(lesson)];
  const units = curriculum.units.map(({ page, lessons, ...unit }) => ({
    ...unit,
    ...(page && !gone.has(page.id) ? { page: placed(page) } : {}),
    lessons: lessons.flatMap(kept),
  }));
  return { ...curriculum, units: units.filter((unit) => 'page' in unit || unit.lessons.length > 0) };
}
