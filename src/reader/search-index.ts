import { decodePlaces, eachTerm, type Shard } from '../search-shard.ts';
import { isUnspaced, searchTerms, tolerance } from '../search-words.ts';

/** A section of a page that was found. */
export interface Found {
  /** Of its page, below `pages/`. */
  readonly path: string;
  /** Empty for the beginning of a page. */
  readonly anchor: string;
  readonly title: string;
  /** Empty for the beginning of a page. */
  readonly heading: string;
  /** Empty where it is the pack's. */
  readonly language: string;
  readonly score: number;
  /** The terms that it was found by. */
  readonly terms: ReadonlySet<string>;
}

interface Section extends Omit<Found, 'score' | 'terms'> {
  readonly length: number;
}

/** A section while a search goes on: for how many words of the query it is found, and how good each of them is. */
interface Hit {
  words: number;
  score: number;
  last: number;
  best: number;
  readonly terms: Set<string>;
}

/** More words make no query that a person types. */
const MAX_WORDS = 16;
/** What a place is worth: once to three times in the text, in the heading, in the page's title. */
const WORTH = [0, 1, 1.4, 1.6, 3, 4];

export interface SearchIndex {
  add(shard: Shard): void;
  /** Sections that have the most of the words, the best first. Words may be unfinished or misspelt. */
  find(query: string): Found[];
  /** The query with its unknown words replaced by the likest that there are; undefined where none is like them. */
  suggest(query: string): string | undefined;
}

/** The indexes of units, as far as they have arrived: all terms, whose places are decoded when they are asked for. */
export function emptyIndex(): SearchIndex {
  /** For each term the sections of a unit and the places among them, in turn. */
  const terms = new Map<string, (Section[] | string)[]>();
  let sectionCount = 0;

  const findWord = (word: string, n: number, hits: Map<Section, Hit>): void => {
    const allowed = terms.has(word) ? 0 : tolerance(word);
    terms.forEach((places, term) => {
      let likeness = 0;
      if (term.startsWith(word)) likeness = term === word ? 1 : (0.7 * word.length) / term.length;
      else if (allowed) likeness = 0.4 / (1 + distance(word, term, allowed));
      if (likeness) take(term, places, likeness, n, hits);
    });
  };

  const take = (
    term: string,
    places: (Section[] | string)[],
    likeness: number,
    n: number,
    hits: Map<Section, Hit>,
  ): void => {
    let count = 0;
    for (let i = 1; i < places.length; i += 2) count += (places[i] as string).replace(/[^a-z]+/g, '').length;
    const rarity = Math.log(1 + sectionCount / count);
    for (let i = 0; i < places.length; i += 2)
      decodePlaces(places[i + 1] as string, (number, weight) => {
        const section = (places[i] as Section[])[number];
        if (!section) return;
        let hit = hits.get(section);
        if (!hit) hits.set(section, (hit = { words: 0, score: 0, last: -1, best: 0, terms: new Set() }));
        if (hit.last !== n) {
          hit.score += hit.best;
          hit.best = 0;
          hit.last = n;
          hit.words++;
        }
        hit.best = Math.max(hit.best, likeness * rarity * (WORTH[weight] || 1));
        hit.terms.add(term);
      });
  };

  return {
    add(shard) {
      const sections: Section[] = [];
      for (const [path, title, language, headings] of shard.pages)
        for (let n = -1; n < headings.length; n += n < 0 ? 1 : 2) {
          const anchor = n < 0 ? '' : headings[n] || '';
          const heading = n < 0 ? '' : headings[n + 1] || '';
          const length = shard.lengths.charCodeAt(sections.length) - 97;
          sections.push({ path, anchor, title, heading, language, length });
        }
      sectionCount += sections.length;
      eachTerm(shard, (term, places) => {
        const known = terms.get(term);
        if (known) known.push(sections, places);
        else terms.set(term, [sections, places]);
      });
    },

    find(query) {
      const hits = new Map<Section, Hit>();
      distinct(query).forEach((word, n) => findWord(word, n, hits));
      let most = 0;
      hits.forEach(({ words }) => (most = Math.max(most, words)));
      const found: Found[] = [];
      hits.forEach(({ words, score, best, terms }, section) => {
        if (words === most) found.push({ ...section, score: (score + best) / (8 + section.length), terms });
      });
      // The order of units as they arrive is not always the same.
      const place = ({ path, anchor }: Found): string => `${path}#${anchor}`;
      return found.sort(
        (a, b) => b.score - a.score || (place(a) < place(b) ? -1 : Number(place(a) > place(b))),
      );
    },

    suggest(query) {
      let changed = false;
      const words = distinct(query).map((word) => {
        let nearest = word;
        let least = Math.min(4, word.length >> 1);
        if (word.length > 2 && !isUnspaced(word) && !terms.has(word))
          terms.forEach((_, term) => {
            const far = distance(word, term, least);
            if (far < least || (far === least && (nearest === word || term < nearest)))
              [nearest, least, changed] = [term, far, true];
          });
        return nearest;
      });
      return changed ? words.join(' ') : undefined;
    },
  };
}

const row: number[] = [];

/** The letters that are to be added, taken away or changed to make one word of the other (Levenshtein); Infinity where that is more than `most`. */
export function distance(word: string, term: string, most: number): number {
  const { length } = word;
  if (Math.abs(length - term.length) > most) return Infinity;
  for (let n = 0; n <= length; n++) row[n] = n;
  for (let m = 1; m <= term.length; m++) {
    // Beside the diagonal all is too far.
    const from = Math.max(1, m - most);
    let before = row[from - 1] as number;
    let least = (row[from - 1] = from > 1 ? most + 1 : m);
    for (let n = from; n <= Math.min(length, m + most); n++) {
      const above = row[n] as number;
      const changed = before + Number(word.charCodeAt(n - 1) !== term.charCodeAt(m - 1));
      row[n] = Math.min(changed, above + 1, (row[n - 1] as number) + 1);
      least = Math.min(least, row[n] as number);
      before = above;
    }
    if (least > most) return Infinity;
  }
  const far = row[length] as number;
  return far > most ? Infinity : far;
}

function distinct(query: string): string[] {
  return Array.from(new Set(searchTerms(query))).slice(0, MAX_WORDS);
}
