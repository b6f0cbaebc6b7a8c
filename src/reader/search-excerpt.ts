import { isUnspaced, foldText, placedRuns, termsOf } from '../search-words.ts';

/** Characters of an excerpt, and of what stands in it before the first hit. */
const LENGTH = 180;
const BEFORE = 50;

/** A text, or the part of a long one that has the most hits, as nodes with the hits marked. */
export function markedText(text: string, terms: ReadonlySet<string>): DocumentFragment {
  const hits = hitsIn(text, terms);
  const [from, to] = text.length > LENGTH * 1.3 ? bestWindow(text, hits) : [0, text.length];
  const nodes = document.createDocumentFragment();
  let at = from;
  if (from > 0) nodes.append('… ');
  for (const [start, end] of hits) {
    if (start < at || end > to) continue;
    nodes.append(text.slice(at, start));
    const mark = document.createElement('mark');
    mark.textContent = text.slice(start, end);
    nodes.append(mark);
    at = end;
  }
  nodes.append(text.slice(at, to));
  if (to < text.length) nodes.append(' …');
  return nodes;
}

type Range = readonly [start: number, end: number];

function hitsIn(text: string, terms: ReadonlySet<string>): Range[] {
  const hits: Range[] = [];
  for (const { at, run } of placedRuns(text)) {
    const found = termsOf(run).filter((term) => terms.has(term));
    if (found.length === 0) continue;
    if (found.some(isUnspaced)) hits.push(...hitsInRun(run, at, found));
    else hits.push([at, at + run.length]);
  }
  return hits;
}

/** Where terms stand in a run without spaces, whose signs are folded one by one to keep their places. */
function hitsInRun(run: string, at: number, terms: readonly string[]): Range[] {
  let folded = '';
  /** For each character of what is folded, where its sign begins and ends. */
  const signs: Range[] = [];
  let place = 0;
  for (const sign of run.match(/\P{M}\p{M}*|\p{M}+/gu) || []) {
    const same = foldText(sign);
    for (let n = 0; n < same.length; n++) signs.push([at + place, at + place + sign.length]);
    folded += same;
    place += sign.length;
  }
  const marked = new Set<Range>();
  for (const term of terms)
    for (let n = folded.indexOf(term); n >= 0; n = folded.indexOf(term, n + 1))
      signs.slice(n, n + term.length).forEach((sign) => marked.add(sign));
  const hits: [number, number][] = [];
  for (const sign of signs) {
    if (!marked.has(sign)) continue;
    const last = hits[hits.length - 1];
    if (last && last[1] >= sign[0]) last[1] = Math.max(last[1], sign[1]);
    else hits.push([sign[0], sign[1]]);
  }
  return hits;
}

function bestWindow(text: string, hits: readonly Range[]): Range {
  let best = 0;
  let most = 0;
  for (let n = 0, end = 0; n < hits.length; n++) {
    const [start] = hits[n] as Range;
    while (end < hits.length && (hits[end] as Range)[1] <= start + LENGTH - BEFORE) end++;
    if (end - n > most) [best, most] = [start, end - n];
  }
  const from = wordStart(text, Math.max(0, best - BEFORE), best);
  return [from, wordStart(text, Math.min(text.length, from + LENGTH), text.length)];
}

/** The first beginning of a word from `from` on, if one is near; never amid a sign. */
function wordStart(text: string, from: number, to: number): number {
  if (from === 0 || from >= text.length) return from;
  const space = text.indexOf(' ', from);
  if (space >= 0 && space < Math.min(to, from + 30)) return space + 1;
  let at = from;
  while (at < to && /[\p{M}\udc00-\udfff]/u.test(text.charAt(at))) at++;
  return at;
}
