import type { RootContent } from 'mdast';
import { suggest } from '../suggest.ts';
import { readNumbers } from '../learner/answer-number.ts';
import type { Findings } from './findings.ts';
import type { Mark } from './marks.ts';

type Open = Extract<Mark, { kind: 'open' }>;
type Placed = Pick<RootContent, 'position'>;

/** What the braces after a question's name may say. */
const KNOWN = {
  quiz: ['attempts', 'shuffle'],
  number: ['attempts', 'answer', 'tolerance', 'unit'],
  text: ['attempts', 'answer', 'accents'],
  order: ['attempts', 'shuffle'],
  match: ['attempts', 'shuffle'],
  gap: ['attempts', 'accents'],
  reflect: [],
} as const satisfies Record<string, readonly string[]>;
const COMMON = ['id', 'points', 'title'];

export type QuestionName = keyof typeof KNOWN;

export const questionNames: readonly string[] = Object.keys(KNOWN);

export interface Settings {
  id?: string;
  title?: string;
  points: number;
  attempts?: number;
  shuffle: boolean;
  /** As written. */
  answer?: string;
  /** Forms of a short text that are right. */
  accepted?: string[];
  tolerance: number;
  tolerancePercent: boolean;
  unit?: string;
  /** Accents count. */
  accents: boolean;
}

const MAX_ATTEMPTS = 99;
const MAX_POINTS = 1000;
const WORDS: Readonly<Record<string, boolean>> = {
  ...{ yes: true, true: true, on: true, strict: true },
  ...{ no: false, false: false, off: false, forgiven: false },
};

export function isQuestionName(name: string): name is QuestionName {
  return Object.hasOwn(KNOWN, name);
}

/** Reads the attributes of a question. `readable`: nothing is wrong with them that the answer depends on. */
export function readSettings(
  name: QuestionName,
  { title, attributes }: Open,
  node: Placed,
  findings: Findings,
): { settings: Settings; readable: boolean } {
  const settings: Settings = {
    points: 1,
    shuffle: true,
    tolerance: 0,
    tolerancePercent: false,
    accents: false,
  };
  let readable = true;
  const braces = title.indexOf('{');
  const shown = (braces < 0 ? title : title.slice(0, braces)).trim();
  if (shown !== '') settings.title = shown;
  if (braces >= 0) {
    findings.report('question-attributes-unread', { text: shortened(title.slice(braces)) }, node);
    readable = false;
  }
  const known = [...COMMON, ...KNOWN[name]];
  const values = new Map(attributes.values);
  if (attributes.id !== undefined) values.set('id', attributes.id);
  for (const [key, value] of values) {
    if (!known.includes(key)) {
      const params = { key, name, known: known.join(', '), suggestion: suggest(key, known) };
      findings.report('question-attribute-unknown', params, node);
    } else if (!take(settings, key, value.trim())) {
      const params = { key, value: shortened(value), expected: EXPECTED[key] ?? '' };
      findings.report('question-attribute-value', params, node);
    }
  }
  return { settings, readable };
}

const EXPECTED: Readonly<Record<string, string>> = {
  id: 'a word of letters, digits, “-”, “_” and “.”',
  points: `a number from 0 to ${MAX_POINTS}`,
  attempts: `a whole number from 1 to ${MAX_ATTEMPTS}`,
  shuffle: '“yes” or “no”',
  accents: '“strict” or “forgiven”',
  tolerance: 'a number such as 0.5, or a share such as 5%',
};

/** Takes one attribute; false for a value that it cannot have. */
function take(settings: Settings, key: string, value: string): boolean {
  switch (key) {
    case 'id':
      if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,99}$/u.test(value)) return false;
      settings.id = value;
      return true;
    case 'points': {
      const [points] = readNumbers(value);
      if (points === undefined || points < 0 || points > MAX_POINTS) return false;
      settings.points = points;
      return true;
    }
    case 'attempts': {
      const [attempts] = readNumbers(value);
      if (!Number.isInteger(attempts) || (attempts ?? 0) < 1 || (attempts ?? 0) > MAX_ATTEMPTS) return false;
      settings.attempts = attempts as number;
      return true;
    }
    case 'shuffle':
    case 'accents': {
      const word = value.toLowerCase();
      if (!Object.hasOwn(WORDS, word)) return false;
      settings[key] = WORDS[word] ?? false;
      return true;
    }
    case 'tolerance': {
      const percent = /^(.*?)\s*[%٪]$/.exec(value)?.[1];
      const [tolerance] = readNumbers(percent ?? value);
      if (tolerance === undefined || tolerance < 0) return false;
      Object.assign(settings, { tolerance, tolerancePercent: percent !== undefined });
      return true;
    }
    case 'answer':
      settings.answer = value;
      return true;
    case 'unit':
      if (value !== '') settings.unit = value;
      return true;
    case 'title':
      if (value !== '') settings.title = value;
      return true;
    default:
      return false;
  }
}

/** A text as it fits into a message. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
