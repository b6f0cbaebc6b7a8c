import { pageOfVideo } from './url.ts';

// Tags of static site generators (Liquid, Hugo, Handlebars, mdBook, MDX) within a line. What they would insert is not there;
// those that stand for a path, a picture or a film are written as Markdown says it.

/** A tag within the author's text, at its place in it: `line` from 0, `column` from 1. */
export interface Tag {
  readonly raw: string;
  readonly line: number;
  readonly column: number;
}

// No text of a page has this character (prepare.ts), and to a parser it is a letter like any other.
const SIGN = '\uFFFE';

/** What stands for the n-th mark of a page within a line until its text is parsed. */
export function tagText(index: number): string {
  return `${SIGN}${index}${SIGN}`;
}

/** Puts `replace(n)` in the place of each tag in a text. */
export function replaceTags(text: string, replace: (index: number) => string): string {
  return text.includes(SIGN)
    ? text.replace(/\uFFFE(\d+)\uFFFE/g, (_, index: string) => replace(Number(index)))
    : text;
}

const CODE = '(`+)(?!`).*?(?<!`)\\1(?!`)|`+|\\\\.';
const LIQUID = String.raw`\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}|\{%(?:(?!%\}).){0,500}%\}`;
const HUGO = String.raw`\{\{<(?!/\*)(?:(?!>\}\}).){0,1000}>\}\}|\{\{%(?!/\*)(?:(?!%\}\}).){0,1000}%\}\}`;
const VARIABLE = String.raw`\{\{\{?[-~]?\s*(?:[#/>&!^*]?\s*[A-Za-z_$@.]|["'])[^{}]{0,500}\}\}\}?`;
const JSX_COMMENT = String.raw`\{/\*(?:(?!\*/\}).){0,500}\*/\}`;
const TAG = new RegExp([CODE, LIQUID, HUGO, VARIABLE, JSX_COMMENT].join('|'), 'g');
const WHOLE = new RegExp(`^(?:${LIQUID}|${HUGO}|${VARIABLE})[ \\t]*$`);

// A longer line is data.
const MAX_LENGTH = 20_000;

/** True for a line that is one tag and nothing else. */
export function isTagLine(text: string): boolean {
  if (!text.startsWith('{') || text.length > MAX_LENGTH || !WHOLE.test(text)) return false;
  TAG.lastIndex = 0;
  const [tag = ''] = TAG.exec(text) ?? [];
  return tag.length === text.trimEnd().length && meant(tag) === undefined;
}

/** A line with each tag written as Markdown or, where it cannot be, as `put(raw, offset)`. Code is left as it is. */
export function withoutTags(text: string, put: (raw: string, offset: number) => string): string {
  if (text.length > MAX_LENGTH) return text;
  return text.replace(TAG, (raw: string, _ticks: string | undefined, kept: string | undefined, at: number) =>
    raw.startsWith('{') ? (kept ?? meant(raw) ?? put(raw, at)) : raw,
  );
}

/** True for tags that a reader does not miss: closing ones, and those that set and comment. */
export function isSilent(raw: string): boolean {
  return /^(?:\{%-?\s*(?:raw|comment|assign|capture|end\w*)\b|\{\{[<%]?\s*[/!]|\{\/\*)/.test(raw);
}

// Variables with which static sites begin their links: the source's own root.
const ROOT =
  /^\{\{-?\s*(?:page\.root|site\.(?:baseurl|url)|relative_root_path|base_path)\s*(?:\|[^{}]*)?-?\}\}$/;
const LINK = /^\{%-?\s*(?:link|post_url)\s+([^\s%]+)\s*-?%\}$/;
const PATH = /^\{\{-?\s*(?:"([^"]*)"|'([^']*)')\s*(?:\|[^{}]*)?-?\}\}$/;
const HUGO_TAG = /^\{\{[<%]\s*([\w-]+)\s*(.*?)\/?\s*[>%]\}\}$/;
const PARAMETER = /(?:([\w-]+)=)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))/g;

/** What a tag stands for, in Markdown; undefined where that is not known here. */
function meant(tag: string): string | undefined {
  if (ROOT.test(tag)) return '';
  const [, link] = LINK.exec(tag) ?? [];
  if (link !== undefined) return link;
  const [, double, single] = PATH.exec(tag) ?? [];
  const path = double ?? single;
  if (path !== undefined) return encoded(path);
  const [, name, rest = ''] = HUGO_TAG.exec(tag) ?? [];
  return name === undefined ? undefined : shortcode(name, parameters(rest));
}

function shortcode(name: string, given: ReadonlyMap<string, string>): string | undefined {
  const first = given.get('0') ?? '';
  switch (name) {
    case 'ref':
    case 'relref':
      return encoded(given.get('path') ?? first);
    case 'figure':
    case 'img':
    case 'image': {
      const src = given.get('src') ?? first;
      if (src === '') return undefined;
      const caption = given.get('caption') ?? given.get('title');
      const title = caption === undefined ? '' : ` "${caption.replace(/["\\]/g, '\\$&')}"`;
      return `![${(given.get('alt') ?? '').replace(/[[\]\\]/g, '\\$&')}](<${encoded(src)}>${title})`;
    }
    case 'youtube':
    case 'vimeo': {
      const id = given.get('id') ?? first;
      return /^[\w-]+$/.test(id) ? `<${pageOfVideo(name, id)}>` : undefined;
    }
    default:
      return undefined;
  }
}

/** The parameters of a shortcode by name; those without a name by number. */
function parameters(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let count = 0;
  for (const [, name, quoted, ticked, bare] of text.matchAll(PARAMETER) as Iterable<(string | undefined)[]>)
    found.set(name ?? String(count++), quoted?.replace(/\\(.)/g, '$1') ?? ticked ?? bare ?? '');
  return found;
}

/** A path as the address of a link. */
function encoded(path: string): string {
  return path.trim().replace(/[\s<>()]/g, (character) => encodeURIComponent(character));
}
