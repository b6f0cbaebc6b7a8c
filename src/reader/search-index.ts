import SearchableMap from 'minisearch/SearchableMap';
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

/** The indexes of units, as far as they have arrived: MiniSearch's tree of terms, whose places are decoded when they are asked for. */
export class SearchIndex {
  private readonly terms = new SearchableMap<(Section[] | string)[]>();
  private sections = 0;

  add(shard: Shard): void {
    const sections: Section[] = [];
    for (const [path, title, language, headings] of shard.pages)
      for (let n = -1; n < headings.length; n += n < 0 ? 1 : 2) {
        const anchor = n < 0 ? '' : headings[n] || '';
        const heading = n < 0 ? '' : headings[n + 1] || '';
        const length = shard.lengths.charCodeAt(sections.length) - 97;
        sections.push({ path, anchor, title, heading, language, length });
      }
    this.sections += sections.length;
    eachTerm(shard, (term, places) => {
      this.terms.fetch(term, () => []).push(sections, places);
    });
  }

  /** Sections that have the most of the words, the best first. Words may be unfinished or misspelt. */
  find(query: string): Found[] {
    const hits = new Map<Section, Hit>();
    const words = distinct(query);
    words.forEach((word, n) => this.findWord(word, n, hits));
    let most = 0;
    hits.forEach(({ words: count }) => (most = Math.max(most, count)));
    const found: Found[] = [];
    hits.forEach(({ words: count, score, best, terms }, section) => {
      if (count === most) found.push({ ...section, score: (score + best) / (8 + section.length), terms });
    });
    // The order of units as they arrive is not always the same.
    const place = ({ path, anchor }: Found): string => `${path}#${anchor}`;
    return found.sort(
      (a, b) => b.score - a.score || (place(a) < place(b) ? -1 : Number(place(a) > place(b))),
    );
  }

  private findWord(word: string, n: number, hits: Map<Section, Hit>): void {
    const exact = this.terms.get(word);
    if (exact) this.take(word, exact, 1, n, hits);
    this.terms.atPrefix(word).forEach((term, places) => {
      if (term !== word) this.take(term, places, (0.7 * word.length) / term.length, n, hits);
    });
    if (exact) return;
    const allowed = tolerance(word);
    if (allowed)
      this.terms.fuzzyGet(word, allowed).forEach(([places, distance], term) => {
        if (!term.startsWith(word)) this.take(term, places, 0.4 / (1 + distance), n, hits);
      });
  }

  private take(
    term: string,
    places: (Section[] | string)[],
    likeness: number,
    n: number,
    hits: Map<Section, Hit>,
  ): void {
    let count = 0;
    for (let i = 1; i < places.length; i += 2) count += (places[i] as string).replace(/[^a-z]+/g, '').length;
    const rarity = Math.log(1 + this.sections / count);
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
  }

  /** The query with its unknown words replaced by the likest that there are; undefined where none is like them. */
  suggest(query: string): string | undefined {
    let changed = false;
    const words = distinct(query).map((word) => {
      let nearest = word;
      let least = 9;
      if (word.length > 2 && !isUnspaced(word) && !this.terms.has(word))
        this.terms.fuzzyGet(word, Math.min(4, word.length >> 1)).forEach(([, distance], term) => {
          if (distance < least || (distance === least && term < nearest))
            [nearest, least, changed] = [term, distance, true];
        });
      return nearest;
    });
    return changed ? words.join(' ') : undefined;
  }
}

function distinct(query: string): string[] {
  return Array.from(new Set(searchTerms(query))).slice(0, MAX_WORDS);
}
