import type { Image, Link, Parents, RootContent, Text } from 'mdast';
import type { Point } from 'unist';
import { toString } from 'mdast-util-to-string';
import type { Findings } from './findings.ts';
import { urlKind } from './url.ts';

// Links that their authors saw as such and no CommonMark parser reads: `[a](other lesson.md)`, `[a][no such]`, `[[Page]]`.

// `](` with an address, a title and a size, and `)`; parentheses may stand in the address once.
const CLOSING = /\]\(([^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)?)\)/g;
const DESTINATION = /^\s*(.*?)(?:\s+=(\d*)x(\d*))?(?:\s+(?:"([^"]*)"|'([^']*)'))?\s*$/;
// What looks like a file, an anchor or a path, not like a remark in parentheses.
const FILE = /\.[A-Za-z0-9]{1,8}(?:[?#].*)?$|^(?:https?:\/\/|\.{0,2}\/|#)|\/$/;

const UNREAD = [
  // Pages by their names, as wikis link them; a list of numbers is none.
  /!?\[\[(?=[\p{L}\p{N}_./])(?=[^[\]\n]*\p{L})[^[\]\n]+\]\]/u,
  // References and footnotes without a definition; `a[i][j]` is none.
  /(?<![\p{L}\p{N}\]_)])!?\[(?!\^)[^[\]\n]+\]\[(?:\]|(?=[^[\]\n]*\p{L})[^[\]\n]+\])/u,
  /\[\^[^\s[\]]+\](?!:)/u,
  // Addresses that are never closed.
  /!?\[[^[\]\n]+\]\((?=[^\s()<>]*[./#])[^()\n]*(?=\n|$)|!?\[[^[\]\n]+\]\($/u,
];
const ANY_UNREAD = new RegExp(UNREAD.map(({ source }) => source).join('|'), 'gu');
const MAX_BACK = 50;
// Of one text. For each all of the text is gone through.
const MAX_UNREAD = 100;

interface Page {
  /** The parsed text. */
  readonly text: string;
  readonly dollar: string | undefined;
}

/** Makes links and pictures of those whose address has spaces, and tells of all that stay text. */
export function readLooseLinks(
  children: RootContent[],
  parent: Parents,
  page: Page,
  findings: Findings,
): RootContent[] {
  if (!children.some(hasBracket) || losesPlaces(children)) return children;
  const list = [...children];
  for (let at = 0; at < list.length; at++) {
    const node = list[at] as RootContent;
    if (!hasBracket(node)) continue;
    if (node.value.includes('](')) {
      const next = closeLink(list, at, parent, page, findings);
      if (next !== undefined) {
        at = next;
        continue;
      }
    }
    let unread = 0;
    for (const { 0: raw, index } of node.value.matchAll(ANY_UNREAD)) {
      if (++unread > MAX_UNREAD) break;
      const start = pointAt(node, index, raw, page);
      const text = raw.length > 60 ? `${raw.slice(0, 59)}…` : raw;
      if (start) findings.report('link-unread', { text }, { position: { start } });
    }
  }
  return list;
}

function hasBracket(node: RootContent): node is Text {
  return node.type === 'text' && (node.value.includes('[') || node.value.includes(']('));
}

/** True where remark does not know the places of its texts: around a bare address after a bracket that is not closed. */
function losesPlaces(children: readonly RootContent[]): boolean {
  let open = 0;
  for (const child of children) {
    if (child.type === 'text') {
      for (const [bracket] of child.value.matchAll(/[[\]]/g))
        open = bracket === '[' ? open + 1 : Math.max(0, open - 1);
    } else if (open > 0 && child.type === 'link') {
      const [text] = child.children;
      if (
        text?.type === 'text' &&
        child.url.replace(/^(?:mailto:|http:\/\/)/, '') === text.value.replace(/^http:\/\//, '')
      )
        return true;
    }
  }
  return false;
}

/** Makes a link of the first address with spaces in the text at `at`; gives where to go on, before the text after it. */
function closeLink(
  list: RootContent[],
  at: number,
  parent: Parents,
  page: Page,
  findings: Findings,
): number | undefined {
  const text = list[at] as Text;
  for (const { 0: raw, 1: inside = '', index } of text.value.matchAll(CLOSING)) {
    const [, url = '', width, height, double, single] = DESTINATION.exec(inside) ?? [];
    const sized = width !== undefined || height !== undefined;
    if (!(/\s/.test(url) || sized) || !FILE.test(url) || !pointAt(text, index, raw, page)) continue;
    const opening = findOpening(list, at, index);
    if (!opening) continue;
    const first = list[opening.node] as Text;
    const isImage = first.value[opening.offset - 1] === '!';
    const from = opening.offset - (isImage ? 1 : 0);
    const start = pointAt(first, from, first.value.slice(from, opening.offset + 2).trimEnd(), page);
    const label = [
      ...cut(first, opening.offset + 1, opening.node === at ? index : undefined),
      ...list.slice(opening.node + 1, at),
      ...(opening.node === at ? [] : cut(text, 0, index)),
    ];
    const isNested = parent.type === 'link' || label.some(({ type }) => type === 'link');
    if (!start || (isNested && !isImage)) continue;
    const address = urlKind(url) === 'online' ? url.replace(/\s/g, '%20') : url;
    const title = double ?? single ?? null;
    const end = pointAfter(text, index + raw.length, raw, page) ?? start;
    const position = { start, end };
    const made: Link | Image = isImage
      ? { type: 'image', url: address, alt: toString(label), title, position }
      : { type: 'link', url: address, title, children: label as Link['children'], position };
    if (isImage && sized) made.data = { hProperties: { ...(width && { width }), ...(height && { height }) } };
    findings.report('link-spaces', { url: inside.trim() }, { position });
    const before = cut(first, 0, from);
    const after = cut(text, index + raw.length).map((rest) => ({
      ...rest,
      position: { start: end, end: text.position?.end ?? end },
    }));
    list.splice(opening.node, at - opening.node + 1, ...before, made, ...after);
    return opening.node + before.length;
  }
  return undefined;
}

/** The `[` that belongs to the `]` at `index` of the text at `at`. */
function findOpening(
  list: readonly RootContent[],
  at: number,
  index: number,
): { node: number; offset: number } | undefined {
  let depth = 0;
  for (let node = at; node >= Math.max(0, at - MAX_BACK); node--) {
    const item = list[node] as RootContent;
    if (item.type !== 'text') continue;
    for (let offset = (node === at ? index : item.value.length) - 1; offset >= 0; offset--) {
      if (item.value[offset] === ']') depth++;
      else if (item.value[offset] === '[' && depth-- === 0) return { node, offset };
    }
  }
  return undefined;
}

function cut(text: Text, from: number, to?: number): Text[] {
  const value = text.value.slice(from, to);
  return value === '' ? [] : [{ ...text, value }];
}

/** Where what stands at `offset` of a text is in the page; undefined where its author wrote it with escapes. */
function pointAt(text: Text, offset: number, raw: string, { text: page, dollar }: Page): Point | undefined {
  const { start, end } = text.position ?? {};
  if (start?.offset === undefined || end?.offset === undefined) return undefined;
  const written = page.slice(start.offset, end.offset);
  const source = dollar === undefined ? written : written.replaceAll(dollar, '$');
  // Texts of several lines lack the indents of the page, texts with escapes and references their signs.
  const nth = text.value.slice(0, offset).split(raw).length - 1;
  let found = source === text.value ? offset : source.indexOf(raw);
  for (let n = 0; found >= 0 && source !== text.value && n < nth; n++) found = source.indexOf(raw, found + 1);
  if (found < 0 || /(?<!\\)(?:\\\\)*\\$/.test(source.slice(0, found))) return undefined;
  const before = source.slice(0, found);
  const lines = before.split('\n');
  return {
    line: start.line + lines.length - 1,
    column: lines.length === 1 ? start.column + found : (lines.at(-1) ?? '').length + 1,
    offset: start.offset + found,
  };
}

function pointAfter(text: Text, offset: number, raw: string, page: Page): Point | undefined {
  const start = pointAt(text, offset - raw.length, raw, page);
  return (
    start && {
      line: start.line,
      column: start.column + raw.length,
      offset: (start.offset ?? 0) + raw.length,
    }
  );
}
