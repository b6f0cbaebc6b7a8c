import { createHash } from 'node:crypto';
import { encodeTerms, type Shard, type ShardPage } from '../search-shard.ts';
import type { Curriculum, Lesson, Unit } from '../source/curriculum.ts';
import { alikeTitles } from './alike-titles.ts';
import type { Slot } from './fragment.ts';
import { readWords } from './page-words.ts';
import type { ResolvedFragment } from './resolve.ts';
import { isCaptions } from './sidecars.ts';
import { pagePath, type SiteMedia } from './site.ts';
import type { Target } from './target.ts';
import { TermPlaces } from './term-places.ts';
import type { TermTable } from './term-table.ts';

type Media = Pick<SiteMedia, 'fragments' | 'captions' | 'transcript'>;

/** The pages of a unit that can be searched. */
export interface SearchUnit {
  /** Names the unit's index: its id, or `index` for the start page's own text. */
  readonly id: string;
  readonly pages: readonly SearchPage[];
}

interface SearchPage {
  /** Below `pages/`. */
  readonly path: string;
  readonly title: string;
  /** Empty where it is the pack's. */
  readonly language: string;
  readonly resolved: ResolvedFragment;
  readonly spoken: (slot: Extract<Slot, { kind: 'player' }>, targets: readonly Target[]) => string;
}

/** A curriculum's pages by units. Of `media` only captions and transcripts are asked for. */
export function searchUnits(curriculum: Curriculum, media: Media): SearchUnit[] {
  const units = new Map<string, Lesson[]>();
  // A unit may be called `index` too.
  const add = (id: string, lessons: readonly Lesson[]): void => {
    units.set(id, [...(units.get(id) ?? []), ...lessons]);
  };
  if (curriculum.start) add('index', [curriculum.start]);
  for (const unit of curriculum.units) add(unit.id, pagesOf(unit));
  const names = alikeTitles(curriculum, media.fragments);
  const pageOf = (lesson: Lesson): SearchPage | undefined => {
    const resolved = media.fragments.get(lesson.file);
    return (
      resolved && {
        path: lesson === curriculum.start ? 'index.html' : pagePath(lesson.id).slice('pages/'.length),
        title: names.get(lesson) ?? lesson.title,
        language: lesson.language === curriculum.language ? '' : lesson.language,
        resolved,
        spoken: (slot, targets) => spokenIn(slot, targets, lesson, media),
      }
    );
  };
  return [...units]
    .map(([id, lessons]) => ({ id, pages: lessons.flatMap((lesson) => pageOf(lesson) ?? []) }))
    .filter(({ pages }) => pages.length > 0);
}

/** A digest of all that the index of a unit is made from. */
export function digestOfUnit({ id, pages }: SearchUnit): string {
  const hash = createHash('sha256').update(JSON.stringify(id));
  for (const { path, title, language, resolved, spoken } of pages) {
    const { html, slots } = resolved.fragment;
    const said = slots.map((slot, n) =>
      slot.kind === 'player' ? spoken(slot, resolved.targets[n] ?? []) : '',
    );
    const kinds = slots.map(({ kind }) => kind);
    hash.update(JSON.stringify([path, title, language, html.length, kinds, said])).update(html);
  }
  return hash.digest('hex');
}

function pagesOf({ page, lessons }: Unit): Lesson[] {
  return [...(page ? [page] : []), ...lessons.flatMap((lesson) => [lesson, ...lesson.parts])];
}

/** What is said in a recording, once: in the page's language, if there is a choice. */
function spokenIn(
  slot: Extract<Slot, { kind: 'player' }>,
  targets: readonly Target[],
  { language }: Lesson,
  media: Media,
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
export function renderShard({ id, pages }: SearchUnit, table: TermTable): string {
  const found = new TermPlaces();
  const shardPages: ShardPage[] = [];
  let lengths = '';
  let words = 0;
  const endSection = (): void => {
    lengths += lengthLetter(words);
    found.endSection();
    words = 0;
  };
  for (const { path, title, language, resolved, spoken } of pages) {
    const headings: string[] = [];
    found.inTitle(table.ofText(title), TITLE);
    readWords(resolved, spoken, table, {
      heading: (anchor, text) => {
        endSection();
        headings.push(anchor, text);
        found.inTitle(table.ofText(text), HEADING);
      },
      words: (numbers) => {
        words += numbers.length;
        found.inText(numbers);
      },
    });
    endSection();
    shardPages.push([path, title, language, headings]);
  }
  const shard: Shard = { pages: shardPages, lengths, ...encodeTerms(found.byTerm(table)) };
  return `satchelSearch(${jsonScript(id)},${jsonScript(shard)});\n`;
}

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
