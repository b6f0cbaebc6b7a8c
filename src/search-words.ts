// Text is cut into words by this alone, when the index is built and when a learner searches, so that both always agree. It runs
// in browsers of 2018: no lookbehind, no Intl.Segmenter, which they lack or each cut in their own way.

import { asciiDigits } from './digits.ts';

/** What belongs together in written text: letters with their marks, digits, and signs that do not show. */
const RUN = /[\p{L}\p{M}\p{N}\u00ad\u200b-\u200d\u2060\ufeff]+/gu;

/**
 * Scripts that set no spaces between words: Thai, Lao, Myanmar, Khmer, Tai, Chinese, Japanese. Each sign with its marks
 * is a unit, and two neighbours are a term.
 */
const UNSPACED =
  '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\uaa60-\uaadf\ua9e0-\ua9ff\u2e80-\u2fdf\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}';
const unspaced = new RegExp(`[${UNSPACED}]`, 'u');
const PARTS = new RegExp(
  `(?:(?=\\p{L})[${UNSPACED}]\\p{M}*)+|(?:(?!(?=\\p{L})[${UNSPACED}])[\\p{L}\\p{N}]\\p{M}*)+`,
  'gu',
);
const UNITS = /\P{M}\p{M}*/gu;
/** The parts of a name in a program: `read`, `Csv` of `readCsv`. */
const NAME_PARTS = /\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu;

const MAX_WORD = 40;

/** Signs that are not looked at: accents, vowel marks and tatweel in Arabic and Hebrew, nukta, and what does not show. */
const UNSEEN =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0a3c\u0abc\u0b3c\u00ad\u200b-\u200d\u2060\ufeff]+/g;
/** Signs that are written for one another. */
const SAME: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i', ς: 'σ' },
  // Arabic, Persian, Urdu: teh marbuta and heh, the yehs, the kafs, alef wasla.
  ...{ ة: 'ه', ۃ: 'ه', ہ: 'ه', ى: 'ي', ی: 'ي', ک: 'ك', ٱ: 'ا' },
  // Chandrabindu and anusvara.
  '\u0901': '\u0902',
};
/** In Devanagari a nasal before a consonant is written in full or as a dot. */
const NASAL = /[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])/g;
const sameSigns = new RegExp(`[${Object.keys(SAME).join('')}]`, 'g');
/** Text as it is compared: without case, accents and other differences that people do not type. */
export function foldText(text: string): string {
  // ASCII is most of what there is.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(UNSEEN, '')
    .replace(sameSigns, (sign) => SAME[sign] || sign)
    .replace(NASAL, '\u0902');
  return asciiDigits(plain).normalize('NFC');
}

/** The runs of a text in order: what stands between spaces, punctuation and signs. */
export function runsOf(text: string): string[] {
  return text.match(RUN) || [];
}

/** Where the runs of a text begin, and what they are. */
export function placedRuns(text: string): { readonly at: number; readonly run: string }[] {
  const placed: { at: number; run: string }[] = [];
  text.replace(RUN, (run: string, at: number) => {
    placed.push({ at, run });
    return run;
  });
  return placed;
}

/** The terms that a run is found by. */
export function termsOf(run: string): string[] {
  const terms: string[] = [];
  for (const part of foldText(run).match(PARTS) || []) {
    if (unspaced.test(part)) addPairs(part.match(UNITS) || [], terms);
    else terms.push(shortened(part));
  }
  const name = run.normalize('NFC');
  if (/\p{Ll}\p{Lu}/u.test(name))
    for (const part of name.match(NAME_PARTS) || []) terms.push(shortened(foldText(part)));
  return terms;
}

/** Neighbours, and the last unit by itself: so each unit begins a term, and a search for one alone finds it. */
function addPairs(units: readonly string[], terms: string[]): void {
  units.forEach((unit, n) => terms.push(unit + (units[n + 1] || '')));
}

function shortened(word: string): string {
  return word.length > MAX_WORD ? Array.from(word).slice(0, MAX_WORD).join('') : word;
}

/** All terms of a text, in order. */
export function searchTerms(text: string): string[] {
  const terms: string[] = [];
  for (const run of runsOf(text)) terms.push(...termsOf(run));
  return terms;
}

/** Whether a term is written in a script without spaces: its letters are no word that could be misspelt. */
export function isUnspaced(term: string): boolean {
  return unspaced.test(term);
}

/** How many letters of a term may be wrong: none of few, of numbers, and of pairs of signs. */
export function tolerance(term: string): number {
  if (term.length < 4 || isUnspaced(term) || /\p{N}/u.test(term)) return 0;
  return term.length < 8 ? 1 : 2;
}
