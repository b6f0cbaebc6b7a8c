import { decodeEntities } from '../entities.ts';
import { HOLE, type Slot } from './fragment.ts';
import type { ResolvedFragment } from './resolve.ts';

/** A part of a page that a search result can lead to: from a heading to the next. */
export interface Section {
  /** Empty for what stands before the first heading. */
  readonly anchor: string;
  readonly heading: string;
  /** Between words of one and words of the next there is no connection. */
  readonly blocks: readonly string[];
}

/** Words go on through these; all else stands between words. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr'
    .split(' ')
    .flatMap((name) => [name, `/${name}`]),
);
/** Nobody reads the source of a formula where the formula stands. */
const UNREAD = 'annotation';
const HOLE_TEXT = String.fromCharCode(HOLE);

type Player = Extract<Slot, { kind: 'player' }>;

/**
 * The text of a page by its headings, without markup, pictures and Satchel's own words; `spoken` gives what is said in the player of a
 * slot. The HTML is our own: every tag ends with the next `>`.
 */
export function sectionsOf(
  { fragment, targets }: ResolvedFragment,
  spoken: (slot: Player, targets: ResolvedFragment['targets'][number]) => string,
): Section[] {
  const html = fragment.html.toString('utf8');
  const sections: Section[] = [];
  let section = { anchor: '', heading: '' };
  let blocks: string[] = [];
  /** Of the block that is open. */
  let text = '';
  let inHeading = false;
  let slot = 0;
  const endBlock = (): void => {
    if (text.trim() !== '') blocks.push(decodeEntities(text));
    text = '';
  };
  const fill = (): string => {
    const found = fragment.slots[slot];
    const said =
      found?.kind === 'player' ? ` ${spoken(found, targets[slot] ?? [])} `.replaceAll('&', '&amp;') : ' ';
    slot++;
    return found?.kind === 'link' || found?.kind === 'link-end' ? '' : said;
  };
  let hole = html.indexOf(HOLE_TEXT);
  for (let at = 0; ;) {
    const open = html.indexOf('<', at);
    const end = open < 0 ? html.length : open;
    for (; hole >= 0 && hole < end; hole = html.indexOf(HOLE_TEXT, at)) {
      text += html.slice(at, hole) + fill();
      at = hole + 1;
    }
    if (end > at) text += html.slice(at, end);
    at = html.indexOf('>', end) + 1;
    if (at === 0) break;
    for (; hole >= 0 && hole < at; hole = html.indexOf(HOLE_TEXT, hole + 1)) slot++;
    const name = tagName(html, open);
    if (INLINE.has(name)) continue;
    endBlock();
    if (name === UNREAD) {
      // Nothing within is a slot.
      at = Math.max(at, html.indexOf(`</${UNREAD}`, at));
      hole = html.indexOf(HOLE_TEXT, at);
    } else if (/^h\d$/.test(name)) {
      const [, id] = /\sid="([^"]*)"/.exec(html.slice(open, at)) ?? [];
      if (id !== undefined) {
        sections.push({ ...section, blocks });
        blocks = [];
        section = { anchor: decodeEntities(id), heading: '' };
        inHeading = true;
      }
    } else if (inHeading && /^\/h\d$/.test(name)) {
      section.heading = blocks.join(' ').replace(/\s+/g, ' ').trim();
      blocks = [];
      inHeading = false;
    }
  }
  endBlock();
  sections.push({ ...section, blocks });
  return sections;
}

/** The name of the tag that begins at `open`, with `/` before it where it is an end. */
function tagName(html: string, open: number): string {
  let end = open + 2;
  for (let code = html.charCodeAt(end); code > 47 && code !== 62; code = html.charCodeAt(++end));
  return html.slice(open + 1, end);
}
