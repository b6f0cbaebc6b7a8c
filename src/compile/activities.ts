import type { Activity } from '../learner/activity.ts';
import { lessonsOf, type Curriculum } from '../source/curriculum.ts';
import type { ResolvedFragment } from './resolve.ts';

/** `activities.json` of a bundle (schemas/activities-1.md); undefined where no lesson has a question. */
export function renderActivities(
  curriculum: Curriculum,
  fragments: ReadonlyMap<string, ResolvedFragment>,
  pathOf: (id: string) => string,
): string | undefined {
  const { id, version, title, language, start } = curriculum;
  const pages = [...(start ? [start] : []), ...[...lessonsOf(curriculum)].map(({ lesson }) => lesson)];
  const lessons = pages.flatMap((page) => {
    const activities: readonly Activity[] = fragments.get(page.file)?.fragment.activities ?? [];
    const path = page === start ? 'pages/index.html' : pathOf(page.id);
    const own = page.language === language ? {} : { language: page.language };
    return activities.length === 0 ? [] : [{ id: page.id, path, title: page.title, ...own, activities }];
  });
  if (lessons.length === 0) return undefined;
  return `${JSON.stringify({ formatVersion: 1, id, version, title, language, lessons })}\n`;
}
