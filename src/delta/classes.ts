import { distance } from 'fastest-levenshtein';

/**
 * What a change means for learners, from least to most: nothing to learn anew (`cosmetic`), something else to learn
 * (`content`), or what they have done is lost, since the id that it hangs on is gone (`progress-breaking`).
 */
export const changeClasses = ['none', 'cosmetic', 'content', 'progress-breaking'] as const;
export type ChangeClass = (typeof changeClasses)[number];

/** The class that weighs most; `none` of nothing. */
export function worstClass(classes: Iterable<ChangeClass>): ChangeClass {
  let worst = 0;
  for (const one of classes) worst = Math.max(worst, changeClasses.indexOf(one));
  return changeClasses[worst] ?? 'none';
}

/** Numbers are taken whole, sign and all: in them every point counts. */
const NUMBER = '(?<![\\p{L}\\p{N}])[-−]?\\p{N}+(?:[.,:\\/]\\p{N}+)*%?|\\p{N}+';
const PIECE = new RegExp(`(${NUMBER})|[\\p{L}\\p{M}]+|\\p{S}`, 'gu');
const WORD = new RegExp(`${NUMBER}|[\\p{L}\\p{M}]+(?:['’\\-][\\p{L}\\p{M}]+)*|\\p{S}`, 'gu');
const LETTERS = /^[\p{L}\p{M}'’-]+$/u;

/** Words of a place that are put right at once: three other words are another sentence. */
const MAX_SLIPS = 2;
const MAX_WORD_LENGTH = 64;

/**
 * The class of an edit that puts `added` for `removed`: cosmetic where case, punctuation or white space differ, or one or two
 * words are spelt a little differently. Numbers, and words that begin with another letter (“possible”, “impossible”), say something else.
 */
export function classOfEdit(removed: string, added: string): 'cosmetic' | 'content' {
  return sameButForForm(removed, added) || isSlip(removed, added) ? 'cosmetic' : 'content';
}

/** Whether two texts have the same letters, numbers and symbols. */
export function sameButForForm(a: string, b: string): boolean {
  return formless(a) === formless(b);
}

function formless(text: string): string {
  const pieces = text.normalize('NFC').toLowerCase().matchAll(PIECE);
  return Array.from(pieces, ([piece, number]) => (number === undefined ? piece : ` ${piece} `)).join('');
}

function isSlip(removed: string, added: string): boolean {
  const before = wordsOf(removed);
  const after = wordsOf(added);
  if (before.length !== after.length) return false;
  const other = before.flatMap((word, i) => (word === after[i] ? [] : [[word, after[i] ?? ''] as const]));
  return other.length <= MAX_SLIPS && other.every(([a, b]) => isNearWord(a, b));
}

function isNearWord(a: string, b: string): boolean {
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  if (long > MAX_WORD_LENGTH || a[0] !== b[0] || !LETTERS.test(a) || !LETTERS.test(b)) return false;
  const slips = distance(a, b);
  const swapped = slips === 2 && Array.from(a).sort().join('') === Array.from(b).sort().join('');
  return swapped || (short >= 4 && slips <= (long >= 8 ? 2 : 1));
}

function wordsOf(text: string): string[] {
  return text.normalize('NFC').toLowerCase().match(WORD) ?? [];
}
