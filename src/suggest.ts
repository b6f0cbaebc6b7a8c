import { closest, distance } from 'fastest-levenshtein';

/** The candidate that `word` most likely is a slip of the pen for, or an empty string when none is near. */
export function suggest(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 4)) ? best : '';
}
