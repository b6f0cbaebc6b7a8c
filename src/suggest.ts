import { closest, distance } from 'fastest-levenshtein';

/** Comparisons with the candidates of one long list, after which nothing is suggested out of it. */
const MAX_COMPARISONS = 2_000_000;
const LONG_LIST = 100;
const compared = new WeakMap<readonly string[], number>();

/** The candidate that `word` most likely is a slip of the pen for, or an empty string when none is near. */
export function suggest(word: string, candidates: readonly string[]): string {
  if (candidates.length > LONG_LIST) {
    const before = compared.get(candidates) ?? 0;
    if (before > MAX_COMPARISONS) return '';
    compared.set(candidates, before + candidates.length);
  }
  // An ending such as `.md`, which all candidates have, makes no name alike.
  const { length: own } = word.replace(/\.[^.]*$/, '');
  const slips = own < 4 ? 1 : Math.max(2, Math.floor(word.length / 4));
  const near = candidates.filter(({ length }) => length > slips && Math.abs(length - word.length) <= slips);
  if (near.length === 0) return '';
  const best = closest(word, near);
  return distance(word, best) <= slips ? best : '';
}
