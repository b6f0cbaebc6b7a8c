import { decodeEntities } from '../entities.ts';
import type { Curriculum, Lesson } from '../source/curriculum.ts';
import type { ResolvedFragment } from './resolve.ts';

/**
 * How lessons are named in lists where their titles alone do not tell them apart: “Control your light · Send commands”. What is
 * added is each page's first heading, or the end of its id where those are alike too. All others are named by their titles.
 */
export function alikeTitles(
  { units }: Curriculum,
  fragments: ReadonlyMap<string, ResolvedFragment>,
): ReadonlyMap<Lesson, string> {
  const told = new Map<Lesson, string>();
  const tellApart = (siblings: readonly Lesson[]): void => {
    for (const group of byTitle(siblings)) {
      if (group.length === 1) continue;
      const headings = group.map(({ file }) => firstHeading(fragments.get(file)));
      const differ = !headings.includes('') && new Set(headings).size === group.length;
      group.forEach((lesson, n) => {
        const own = differ ? headings[n] : lesson.id.slice(lesson.id.lastIndexOf('/') + 1);
        told.set(lesson, `${lesson.title} · ${own}`);
      });
    }
  };
  for (const { lessons } of units) {
    tellApart(lessons);
    for (const { parts } of lessons) tellApart(parts);
  }
  return told;
}

function byTitle(lessons: readonly Lesson[]): Lesson[][] {
  const groups = new Map<string, Lesson[]>();
  for (const lesson of lessons) {
    const group = groups.get(lesson.title);
    if (group) group.push(lesson);
    else groups.set(lesson.title, [lesson]);
  }
  return [...groups.values()];
}

function firstHeading(resolved: ResolvedFragment | undefined): string {
  return decodeEntities((resolved?.fragment.headings[0]?.html ?? '').replace(/<[^>]*>/g, '')).trim();
}
