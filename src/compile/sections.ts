import { decodeEntities } from '../entities.ts';
import { HOLE, type Slot } from './fragment.ts';
import type { ResolvedFragment } from './resolve.ts';

/** A part of a page that a search result can lead to: from a heading to the next. */
export interface Section {
  /** Empty for what stands before the first heading. */
  readonly anchor: string;
  readonly heading: string;
  /** One line. */
  readonly text: string;
}

// Words go on through these; all else stands between words.
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);
/** Nobody reads the source of a formula where the formula stands. */
const UNREAD = 'annotation';
const HOLE_TEXT = String.fromCharCode(HOLE);

/**
 * The text of a page by its headings, without markup, pictures and Satchel's own words; `spoken` gives what is said in the player of a
 * slot. The HTML is our own: every tag is closed and every attribute quoted.
 */
export function sectionsOf(
  { fragment, targets }: ResolvedFragment,
  spoken: (slot: Extract<Slot, { kind: 'player' }>, targets: ResolvedFragment['targets'][number]) => string,
): Section[] {
  const html = fragment.html.toString('utf8');
  const sections: Section[] = [];
  let [anchor, heading, text] = ['', '', ''];
  let inHeading = false;
  let slots = 0;
  const end = (): void => {
    sections.push({ anchor, heading: oneLine(heading), text: oneLine(text) });
  };
  const add = (more: string): void => {
    if (inHeading) heading += more;
    else text += more;
  };
  const fill = (): void => {
    const slot = fragment.slots[slots];
    if (slot?.kind === 'player') add(` ${escaped(spoken(slot, targets[slots] ?? []))} `);
    else if (slot?.kind !== 'link' && slot?.kind !== 'link-end') add(' ');
    slots++;
  };
  const addText = (between: string): void => {
    const [first = '', ...rest] = between.split(HOLE_TEXT);
    add(first);
    for (const piece of rest) {
      fill();
      add(piece);
    }
  };

  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    addText(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    at = tagEnd(html, open);
    const tag = html.slice(open, at);
    const [, closing = '', name = ''] = /^<(\/?)([a-z][a-z0-9]*)/.exec(tag) ?? [];
    slots += tag.split(HOLE_TEXT).length - 1;
    if (name === UNREAD && closing === '') at = Math.max(at, html.indexOf(`</${UNREAD}`, at));
    else if (/^h[1-6]$/.test(name)) {
      const [, id] = /\sid="([^"]*)"/.exec(tag) ?? [];
      if (closing === '' && id !== undefined) {
        end();
        [anchor, heading, text, inHeading] = [decodeEntities(id), '', '', true];
      } else {
        inHeading = false;
        add(' ');
      }
    } else if (!INLINE.has(name)) add(' ');
  }
  end();
  return sections;
}

function tagEnd(html: string, open: number): number {
  for (let at = open + 1; at < html.length; at++) {
    const character = html.charCodeAt(at);
    if (character === 62) return at + 1;
    if (character === 34) {
      const close = html.indexOf('"', at + 1);
      if (close < 0) return html.length;
      at = close;
    }
  }
  return html.length;
}

function oneLine(text: string): string {
  return decodeEntities(text).replace(/\s+/g, ' ').trim();
}

/** What is no HTML yet, so that it can stand in HTML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;');
}
