import { decodeEntities } from '../entities.ts';
import { HOLE, type Slot } from './fragment.ts';
import type { ResolvedFragment } from './resolve.ts';
import type { TermTable } from './term-table.ts';

/** What is made of the words of a page, in order. */
export interface WordReader {
  /** Words belong to this heading from now on, until the next. */
  heading(anchor: string, text: string): void;
  words(numbers: readonly number[]): void;
}

const [SLASH, GREATER, H] = [47, 62, 104];

/** Words go on through these; all else stands between words. */
const INLINE =
  'a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  );
const inlineKeys = new Set(INLINE.map((name) => nameKey(Buffer.from(name), 0)));
/** Nobody reads the source of a formula where the formula stands. */
const UNREAD = 'annotation';
const unreadKey = nameKey(Buffer.from(UNREAD), 0);

/** What each byte is to words. */
const APART = 0;
const PART = 1;
const TAG = 2;
const ENTITY = 3;
const SLOT = 4;
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte > 127 || /[0-9A-Za-z]/.test(String.fromCharCode(byte))) return PART;
  if (byte === HOLE) return SLOT;
  return byte === 60 ? TAG : byte === 38 ? ENTITY : APART;
});

/** Nobody is to find the answers before the questions; they stand at the end (question-write.ts). */
function unanswered(html: Buffer): Buffer {
  const answers = html.indexOf('<section class="answers">');
  return answers < 0 ? html : html.subarray(0, answers);
}

type Player = Extract<Slot, { kind: 'player' }>;

/**
 * The words of a page without its markup, pictures and Satchel's own words; `spoken` gives what is said in the player of a slot. The
 * HTML is our own: every tag ends with the next `>`. It stays bytes, since the text of thousands of pages as strings costs more than all
 * the rest of the index.
 */
export function readWords(
  { fragment, targets }: ResolvedFragment,
  spoken: (slot: Player, targets: ResolvedFragment['targets'][number]) => string,
  table: TermTable,
  reader: WordReader,
): void {
  const { slots } = fragment;
  const html = unanswered(fragment.html);
  const { length } = html;
  /** The run that is open: from `start` to `end`, after `before`, which links or inline elements have parted from it. */
  let start = 0;
  let end = 0;
  let before: Uint8Array[] = [];
  let slot = 0;
  /** Where the text of the heading begins that is open, and its anchor. */
  let heading = -1;
  let anchor = '';
  const endRun = (): void => {
    if (start === end) return;
    if (heading < 0 && before.length === 0) reader.words(table.ofBytes(html, start, end));
    else if (heading < 0) {
      const whole = Buffer.concat([...before, html.subarray(start, end)]);
      reader.words(table.ofBytes(whole, 0, whole.length));
    }
    start = end = 0;
    if (before.length > 0) before = [];
  };

  let at = 0;
  while (at < length) {
    const kind = kinds[html[at] as number];
    if (kind === APART) {
      endRun();
      at++;
    } else if (kind === PART) {
      const first = at++;
      while (at < length && kinds[html[at] as number] === PART) at++;
      // Most words stand between spaces.
      if (start === end && heading < 0 && kinds[html[at] as number] === APART)
        reader.words(table.ofBytes(html, first, at++));
      else {
        if (start !== end) before.push(html.subarray(start, end));
        [start, end] = [first, at];
      }
    } else if (kind === TAG) {
      const open = at;
      while (at < length && html[at] !== GREATER) if (html[at++] === HOLE) slot++;
      at++;
      const isEnd = html[open + 1] === SLASH;
      const name = open + (isEnd ? 2 : 1);
      const key = nameKey(html, name);
      if (inlineKeys.has(key)) continue;
      endRun();
      if (key === unreadKey && !isEnd) at = Math.max(at, html.indexOf(`</${UNREAD}`, at));
      else if (html[name] !== H || !isDigit(html[name + 1])) continue;
      else if (!isEnd) {
        const [, id] = /\sid="([^"]*)"/.exec(html.toString('utf8', open, at)) ?? [];
        if (id !== undefined) [heading, anchor] = [at, decodeEntities(id)];
      } else if (heading >= 0) {
        reader.heading(anchor, headingText(html.toString('utf8', heading, open)));
        heading = -1;
      }
    } else if (kind === SLOT) {
      const found = slots[slot];
      if (found?.kind !== 'link' && found?.kind !== 'link-end') endRun();
      if (found?.kind === 'player') reader.words(table.ofText(spoken(found, targets[slot] ?? [])));
      slot++;
      at++;
    } else {
      endRun();
      at++;
      // An entity ends with `;`; of what it stands for nothing is part of a word.
      at = Math.max(at, html.subarray(at, at + 10).indexOf(';') + at + 1);
    }
  }
  endRun();
}

/** A number for the name that begins at `at`; names are too many to make a string of each. */
function nameKey(html: Uint8Array, at: number): number {
  let key = 0;
  for (let n = at; ; n++) {
    const byte = html[n] ?? GREATER;
    if (byte <= SLASH || byte === GREATER) return key;
    key = (Math.imul(key, 31) + byte) | 0;
  }
}

function isDigit(byte = 0): boolean {
  return byte > 47 && byte < 58;
}

/** Holes are those of links, and words of Satchel's own. */
function headingText(html: string): string {
  const text = html.replace(/<annotation[^]*?<\/annotation>|<[^>]*>|\u0001/g, (tag) =>
    INLINE.includes(/^<\/?(\w+)/.exec(tag)?.[1] ?? 'b') ? '' : ' ',
  );
  return decodeEntities(text).replace(/\s+/g, ' ').trim();
}
