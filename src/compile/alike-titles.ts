import { decodeEntities } from '../entities.ts';
import type { Curriculum, Lesson } from '../source/curriculum.ts';
import type { ResolvedFragment } from './resolve.ts';

/**
 * How lessons are named in lists where their titles alone do not tell them apart: “Control your light · Send commands”. What is
 * added is each page's first heading that the others do not have, or the end of its id where one has none. All others are named by their titles.
 */
export function alikeTitles(
  { units }: Curriculum,
  fragments: ReadonlyMap<string, ResolvedFragment>,
): ReadonlyMap<Lesson, string> {
  const told = new Map<Lesson, string>();
  const tellApart = (siblings: readonly Lesson[]): void => {
    for (const group of byTitle(siblings)) {
      if (group.length === 1) continue;
      const headings = ownHeadings(group.map(({ file }) => headingsOf(fragments.get(file))));
      group.forEach((lesson, n) => {
        const own = headings?.[n] ?? lesson.id.slice(lesson.id.lastIndexOf('/') + 1);
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

/** Of each page the first heading that none of the others has; undefined where one has none. */
function ownHeadings(pages: readonly (readonly string[])[]): string[] | undefined {
  const counts = new Map<string, number>();
  for (const page of pages)
    for (const heading of new Set(page)) counts.set(heading, (counts.get(heading) ?? 0) + 1);
  const own = pages.flatMap((page) => page.find((heading) => counts.get(heading) === 1) ?? []);
  return own.length === pages.length ? own : undefined;
}

function headingsOf(resolved: ResolvedFragment | undefined): string[] {
  return (resolved?.fragment.headings ?? [])
    .map(({ html }) => decodeEntities(html.replace(/<[^>]*>/g, '')).trim())
    .filter((heading) => heading !== '');
}
