import type { LessonSpending, SizeReport, Spending, UnitSpending } from './size-report.ts';

/** Lessons and units that a page shows one by one: more are neither seen in a picture nor read in a table. */
const MAX_LESSONS = 500;
const MAX_UNITS = 100;

/** A lesson as it is shown, or all smaller ones of its unit together. */
export interface ShownLesson extends Spending {
  readonly title: string;
  readonly language: string | undefined;
}

export interface ShownUnit extends Spending {
  readonly title: string;
  readonly language: string | undefined;
  readonly lessons: readonly ShownLesson[];
}

/** Units and lessons in reading order: the largest, and the others in sum. */
export function shownUnits({ units, bundle }: SizeReport): ShownUnit[] {
  const largestUnits = new Set(bySize(units).slice(0, MAX_UNITS));
  const kept = units.filter((unit) => largestUnits.has(unit));
  const largest = new Set(bySize(kept.flatMap(({ lessons }) => lessons)).slice(0, MAX_LESSONS));
  const others = units.filter((unit) => !largestUnits.has(unit));
  const shown = kept.map((unit): ShownUnit => {
    const rest = unit.lessons.filter((lesson) => !largest.has(lesson));
    const lessons = unit.lessons.filter((lesson) => largest.has(lesson)).map(shownLesson);
    return {
      ...spendingOf(unit),
      title: unit.title,
      language: bundle.language,
      lessons: rest.length === 0 ? lessons : [...lessons, together(rest, 'smaller lesson')],
    };
  });
  return others.length === 0 ? shown : [...shown, { ...together(others, 'smaller unit'), lessons: [] }];
}

function shownLesson(lesson: LessonSpending): ShownLesson {
  const { title, language, opensUnit } = lesson;
  return {
    ...spendingOf(lesson),
    ...(opensUnit ? { title: 'The unit’s own page', language: undefined } : { title, language }),
  };
}

function together(parts: readonly (LessonSpending | UnitSpending)[], word: string): ShownLesson {
  const kinds = new Map<string, Spending['kinds'][number]>();
  for (const { kind, entries, size } of parts.flatMap((part) => part.kinds)) {
    const before = kinds.get(kind);
    kinds.set(kind, { kind, entries: entries + (before?.entries ?? 0), size: size + (before?.size ?? 0) });
  }
  const sum = (of: (part: Spending) => number): number => parts.reduce((all, part) => all + of(part), 0);
  return {
    title: `${parts.length} ${word}${parts.length === 1 ? '' : 's'}`,
    language: undefined,
    size: sum(({ size }) => size),
    mediaSize: sum(({ mediaSize }) => mediaSize),
    sourceSize: sum(({ sourceSize }) => sourceSize),
    kinds: [...kinds.values()],
  };
}

function spendingOf({ size, kinds, mediaSize, sourceSize }: Spending): Spending {
  return { size, kinds, mediaSize, sourceSize };
}

/** Largest first; what is as large stays in reading order. */
function bySize<T extends Spending>(parts: readonly T[]): T[] {
  return [...parts].sort((a, b) => b.size - a.size);
}
