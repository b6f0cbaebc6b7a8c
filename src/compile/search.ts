import { compareCodeUnits } from '../order.ts';
import { encodeTerms, type Shard, type ShardPage } from '../search-shard.ts';
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

/** `pages/search-<unit>.js`: where each word of a unit stands. */
export function renderShard(
  { id, pages, sections }: SearchUnit,
  termsFor: (run: string) => readonly string[],
): string {
  const terms = new Map<string, { section: number; weight: number }[]>();
  let lengths = '';
  const mark = (text: string, section: number, weight: number): number => {
    let count = 0;
    for (const run of runsOf(text))
      for (const term of termsFor(run)) {
        count++;
        const places = terms.get(term);
        const last = places?.at(-1);
        if (!places) terms.set(term, [{ section, weight: weight || 1 }]);
        else if (last?.section !== section) places.push({ section, weight: weight || 1 });
        else if (weight > last.weight) last.weight = weight;
        else if (weight === 0 && last.weight < MOST) last.weight++;
      }
    return count;
  };
  let section = 0;
  for (const [, title, , headings] of pages) {
    mark(title, section, TITLE);
    for (let n = 0; n <= headings.length / 2; n++, section++) {
      const { heading = '', text = '' } = sections[section] ?? {};
      mark(heading, section, HEADING);
      lengths += lengthLetter(mark(text, section, 0));
    }
  }
  const sorted = [...terms].sort(([a], [b]) => compareCodeUnits(a, b));
  const shard: Shard = { pages, lengths, ...encodeTerms(new Map(sorted)) };
  return `satchelSearch(${jsonScript(id)},${jsonScript(shard)});\n`;
}

const MOST = 3;
const HEADING = 4;
const TITLE = 5;

function lengthLetter(words: number): string {
  return String.fromCharCode(97 + Math.min(25, Math.ceil(Math.log2(words + 1))));
}

/** `pages/excerpts-<unit>.js`: the text of a unit's sections, of which results show the place. */
export function renderExcerpts({ id, sections }: SearchUnit): string {
  return `satchelExcerpts(${jsonScript(id)},${jsonScript(sections.map(({ text }) => text))});\n`;
}

/** A value as an expression of a script: engines read JSON in a string faster than a literal. Before ES2019 U+2028 and U+2029 end a line. */
function jsonScript(value: unknown): string {
  const json = JSON.stringify(value).replace(/[\\'<\u2028\u2029]/g, (sign) =>
    sign === '\\' || sign === "'" ? `\\${sign}` : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `JSON.parse('${json}')`;
}

const MAX_KNOWN = 200_000;

/** {@link termsOf}, remembered: the same few thousand words are most of any text. */
export function rememberedTerms(): (run: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (run) => {
    let terms = known.get(run);
    if (!terms) {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(run, (terms = termsOf(run)));
    }
    return terms;
  };
}
