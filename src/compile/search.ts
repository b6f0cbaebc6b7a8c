import { compareCodeUnits } from '../order.ts';
import { encodeTerms, type Place, type Shard, type ShardPage } from '../search-shard.ts';
import { runsOf, termsOf } from '../search-words.ts';
import type { Curriculum, Lesson, Unit } from '../source/curriculum.ts';
import type { Slot } from './fragment.ts';
import type { Section } from './sections.ts';
import { sectionsOf } from './sections.ts';
import { isCaptions } from './sidecars.ts';
import { pagePath, type SiteMedia } from './site.ts';
import type { Target } from './target.ts';

/** What a unit says, as far as it can be searched. */
export interface SearchUnit {
  /** Names the unit's files: its id, or `index` for the start page's own text. */
  readonly id: string;
  readonly pages: readonly ShardPage[];
  /** Of all pages in turn, each page's beginning first. */
  readonly sections: readonly Section[];
}

/** A curriculum's text by units. Of `media` only captions and transcripts are asked for. */
export function* searchUnits(
  curriculum: Curriculum,
  media: Pick<SiteMedia, 'fragments' | 'captions' | 'transcript'>,
): Generator<SearchUnit> {
  const units = new Map<string, Lesson[]>();
  // A unit may be called `index` too.
  const add = (id: string, lessons: readonly Lesson[]): void => {
    units.set(id, [...(units.get(id) ?? []), ...lessons]);
  };
  if (curriculum.start) add('index', [curriculum.start]);
  for (const unit of curriculum.units) add(unit.id, pagesOf(unit));
  for (const [id, lessons] of units) {
    const pages: ShardPage[] = [];
    const sections: Section[] = [];
    for (const lesson of lessons) {
      const resolved = media.fragments.get(lesson.file);
      if (!resolved) continue;
      const found = sectionsOf(resolved, (slot, targets) => spokenIn(slot, targets, lesson, media));
      const path = lesson === curriculum.start ? 'index.html' : pagePath(lesson.id).slice('pages/'.length);
      const language = lesson.language === curriculum.language ? '' : lesson.language;
      const headings = found.slice(1).flatMap(({ anchor, heading }) => [anchor, heading]);
      pages.push([path, lesson.title, language, headings]);
      sections.push(...found);
    }
    if (pages.length > 0) yield { id, pages, sections };
  }
}

function pagesOf({ page, lessons }: Unit): Lesson[] {
  return [...(page ? [page] : []), ...lessons.flatMap((lesson) => [lesson, ...lesson.parts])];
}

/** What is said in a recording, once: in the page's language, if there is a choice. */
function spokenIn(
  slot: Extract<Slot, { kind: 'player' }>,
  targets: readonly Target[],
  { language }: Lesson,
  media: Pick<SiteMedia, 'captions' | 'transcript'>,
): string {
  const primary = (tag: string): string => tag.replace(/-.*/s, '').toLowerCase();
  const said = [
    ...slot.tracks.flatMap((track, n) => {
      const target = targets[slot.sources.length + n];
      const cues = target?.kind === 'file' && isCaptions(track) ? media.captions(target.file) : undefined;
      const text = cues?.map(({ markup }) => markup.replace(/<[^>]*>/g, '')).join(' ');
      return text === undefined ? [] : [{ language: track.language, text }];
    }),
    ...(slot.transcripts ?? []).flatMap((one) => {
      const text = media.transcript(one.file);
      return text === undefined ? [] : [{ language: one.language, text }];
    }),
  ];
  const own = said.find((one) => one.language === '' || primary(one.language) === primary(language));
  return (own ?? said[0])?.text ?? '';
}

/** Numbers the terms of all units that it is asked for, and remembers by which of them each run of letters is found: a few thousand are most of any text. */
export class TermTable {
  readonly terms: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<string, readonly number[]>();

  numbersOf(run: string): readonly number[] {
    let numbers = this.#known.get(run);
    if (!numbers) {
      numbers = termsOf(run).map((term) => this.#numberOf(term));
      // A copy: cut out of a page's text, a string holds on to all of it.
      this.#known.set(Buffer.from(run, 'utf16le').toString('utf16le'), numbers);
    }
    return numbers;
  }

  #numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.terms.push(term) - 1;
      this.#numbers.set(term, number);
    }
    return number;
  }
}

/** `pages/search-<unit>.js`: where each word of a unit stands. */
export function renderShard({ id, pages, sections }: SearchUnit, table: TermTable): string {
  // Section times eight, plus weight: thousands of small objects would cost more than all else.
  const found = new Map<number, number[]>();
  const mark = (text: string, section: number, weight: number): number => {
    let count = 0;
    for (const run of runsOf(text))
      for (const term of table.numbersOf(run)) {
        count++;
        const places = found.get(term);
        if (!places) {
          found.set(term, [section * 8 + (weight || 1)]);
          continue;
        }
        const last = places.length - 1;
        const known = (places[last] ?? 0) - section * 8;
        if (known < 0) places.push(section * 8 + (weight || 1));
        else if (weight > known) places[last] = section * 8 + weight;
        else if (weight === 0 && known < MOST) places[last] = section * 8 + known + 1;
      }
    return count;
  };
  let lengths = '';
  let section = 0;
  for (const [, title, , headings] of pages) {
    mark(title, section, TITLE);
    for (let n = 0; n <= headings.length / 2; n++, section++) {
      const { heading = '', blocks = [] } = sections[section] ?? {};
      mark(heading, section, HEADING);
      let words = 0;
      for (const block of blocks) words += mark(block, section, 0);
      lengths += lengthLetter(words);
    }
  }
  const terms = [...found]
    .map(([number, places]): [string, readonly Place[]] => [
      table.terms[number] ?? '',
      places.map((place) => ({ section: place >> 3, weight: place & 7 })),
    ])
    .sort(([a], [b]) => compareCodeUnits(a, b));
  const shard: Shard = { pages, lengths, ...encodeTerms(terms) };
  return `satchelSearch(${jsonScript(id)},${jsonScript(shard)});\n`;
}

const MOST = 3;
const HEADING = 4;
const TITLE = 5;

function lengthLetter(words: number): string {
  return String.fromCharCode(97 + Math.min(25, Math.ceil(Math.log2(words + 1))));
}

/** A value as an expression of a script: engines read JSON in a string faster than a literal. Before ES2019 U+2028 and U+2029 end a line. */
function jsonScript(value: unknown): string {
  const json = JSON.stringify(value).replace(/[\\'<\u2028\u2029]/g, (sign) =>
    sign === '\\' || sign === "'" ? `\\${sign}` : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `JSON.parse('${json}')`;
}
