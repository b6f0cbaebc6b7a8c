import { asciiDigits } from '../digits.ts';

// What authors write in front matter of the time that a page takes.

/** A lesson that takes longer is a course. */
const MAX_MINUTES = 6000;

const FORMS: readonly (readonly [RegExp, (hours: string, minutes: string) => number])[] = [
  // 20 · 20 min · 20 minutes · 20 minutos · 20 دقيقة · 20'
  [/^(\d+(?:[.,]\d+)?)\s*(?:m(?:in\p{L}*)?\.?|['′]|د\p{L}*|मि\p{L}*)?$/iu, (minutes) => number(minutes)],
  // 1 h · 1.5 hours · 2 horas · 1 h 30 · 1 hour 30 min
  [
    /^(\d+(?:[.,]\d+)?)\s*(?:h(?:ours?|rs?|eures?|oras?)?\.?)(?:\s*(\d+)\s*(?:m(?:in\p{L}*)?\.?)?)?$/iu,
    (hours, minutes) => 60 * number(hours) + number(minutes),
  ],
  // 1:30
  [/^(\d{1,2}):([0-5]\d)$/, (hours, minutes) => 60 * number(hours) + number(minutes)],
  // ISO 8601: PT1H30M
  [/^PT(?:(\d+)H)?(?:(\d+)M)?$/i, (hours, minutes) => 60 * number(hours) + number(minutes)],
];

/** A time as its author wrote it, in whole minutes; undefined where it is none, or longer than a hundred hours. */
export function minutesIn(value: unknown): number | undefined {
  const written = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  if (written.length > 40) return undefined;
  const text = asciiDigits(written);
  for (const [form, minutesOf] of FORMS) {
    const [found, first = '', second = ''] = form.exec(text) ?? [];
    const minutes = found ? Math.round(minutesOf(first, second)) : undefined;
    if (minutes !== undefined) return minutes <= MAX_MINUTES ? minutes : undefined;
  }
  return undefined;
}

function number(text: string): number {
  return Number(text.replace(',', '.')) || 0;
}
