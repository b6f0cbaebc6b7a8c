import { articleOf } from '../article.ts';
import { decodeEntities } from '../entities.ts';

/** What a page says, as far as people compare it. */
export interface PageText {
  /** The article as it stands, for telling whether anything in it differs. */
  readonly html: string;
  /** Its paragraphs, items, cells, lines of code: without markup, with single spaces, in NFC. Pictures are their alternative text. */
  readonly lines: readonly string[];
  /** All code and formulas, in which a comma may be all the difference. */
  readonly exact: string;
  /** What it links to and shows, as written: each value of `href`, `src` and `poster`. */
  readonly references: readonly string[];
}

const BLOCK = new Set(
  (
    'address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul video audio'
  ).split(' '),
);
const EXACT = new Set(['code', 'kbd', 'math', 'pre', 'samp', 'var']);
const REFERRING = new Set(['a', 'audio', 'img', 'source', 'track', 'video']);
const ATTRIBUTE = /\s(href|src|poster|alt)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/** Reads a page, which may come from anyone, in one pass. */
export function readPageText(page: string): PageText {
  const html = articleOf(page);
  const lines: string[] = [];
  const exact: string[] = [];
  const references: string[] = [];
  let line = '';
  let exactDepth = 0;
  let preDepth = 0;
  const endLine = (): void => {
    const text = line.replace(/\s+/g, ' ').trim();
    if (text !== '') lines.push(text.normalize('NFC'));
    line = '';
  };
  const addText = (raw: string): void => {
    const text = decodeEntities(raw);
    if (exactDepth > 0) exact.push(text);
    const [first = '', ...rest] = preDepth > 0 ? text.split('\n') : [text];
    line += first;
    for (const next of rest) {
      endLine();
      line = next;
    }
  };

  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    addText(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const end = tagEnd(html, open);
    if (end === undefined) {
      addText('<');
      at = open + 1;
      continue;
    }
    const tag = html.slice(open, end);
    at = end;
    const [, closing, name = ''] = /^<(\/?)([A-Za-z][A-Za-z0-9-]*)/.exec(tag) ?? [];
    const element = name.toLowerCase();
    if (BLOCK.has(element)) endLine();
    const step = closing === '/' ? -1 : 1;
    if (EXACT.has(element)) exactDepth = Math.max(0, exactDepth + step);
    if (element === 'pre') preDepth = Math.max(0, preDepth + step);
    if (closing === '' && REFERRING.has(element))
      for (const [, key = '', quoted = ''] of tag.matchAll(ATTRIBUTE)) {
        const value = decodeEntities(quoted.replace(/^["']|["']$/g, ''));
        if (key.toLowerCase() !== 'alt') references.push(value);
        else if (value.trim() !== '') line += ` [${value}] `;
      }
  }
  endLine();
  return { html, lines, exact: exact.join('').trim(), references };
}

/** Where the tag or comment that begins at `open` ends; undefined where a mere `<` stands. What is not closed takes the rest, as in browsers. */
function tagEnd(html: string, open: number): number | undefined {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4);
  if (!/[A-Za-z/!?]/.test(html.charAt(open + 1))) return undefined;
  for (let at = open + 1; at < html.length; at++) {
    const character = html[at];
    if (character === '>') return at + 1;
    if (character === '"' || character === "'") at = after(html, character, at + 1) - 1;
  }
  return html.length;
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}
