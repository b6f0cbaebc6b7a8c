import { decodeEntities } from '../entities.ts';

/** The title that a Markdown text gives itself, found without parsing it. */

const ATX = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HTML_H1 = /^\s*<h1\b[^>]{0,500}>(.*?)(?:<\/h1>|$)/i;

/** Headings below the first depth that name a part of any page rather than the page. */
const SECTION =
  /^(?:introduction|overview|background|contents|table of contents|(?:learning )?(?:objectives|goals|outcomes)|introducci[oó]n|introdução|einleitung|einführung|введение|مقدمة)[:.]?$/i;

/**
 * The text of the first heading of depth 1; without one, of the heading the page begins with if no later one has its depth
 * and it names a subject (else it is but the first of several sections, as “Introduction” is). Undefined when the page has no title.
 */
export function headingTitle(text: string, from = 0): string | undefined {
  let fence: string | undefined;
  let comment = false;
  let opening: { depth: number; text: string } | undefined;
  // `began`: something stands before this line; `previous`: the paragraph line before it, which a setext line may underline.
  let began = false;
  let previous = '';
  for (const line of linesOf(text, from)) {
    if (comment) {
      comment = !line.includes('-->');
      continue;
    }
    if (fence !== undefined) {
      const closing = FENCE.exec(line)?.[1];
      if (closing?.startsWith(fence) && line.trim() === closing) fence = undefined;
      continue;
    }
    const first = firstCharacter(line);
    if (first === '<') {
      const title = plainText(HTML_H1.exec(line)?.[1] ?? '');
      if (title !== '') return title;
      comment = /^\s*<!--(?!.*-->)/.test(line);
      began ||= previous !== '';
      previous = '';
      continue;
    }
    const atx = first === '#' ? ATX.exec(line) : null;
    const setext =
      previous !== '' && (first === '=' || first === '-') && /^ {0,3}(?:=+|-+)[ \t]*$/.test(line);
    if (atx || setext) {
      const depth = atx ? (atx[1] ?? '').length : first === '=' ? 1 : 2;
      const opens = !began && (setext || previous === '');
      const title =
        depth === 1 || opens
          ? plainText(atx ? (atx[2] ?? '').replace(/(?<![ \t])[ \t]+#+[ \t]*$/, '') : previous)
          : '';
      if (depth === 1 && title !== '') return title;
      if (opens) opening = { depth, text: title };
      else if (opening && depth <= opening.depth) opening = undefined;
      began = true;
      previous = '';
      continue;
    }
    if (first === '`' || first === '~') fence = FENCE.exec(line)?.[1];
    began ||= previous !== '' || fence !== undefined;
    previous =
      first === '' || isBadges(line)
        ? ''
        : couldBeUnderlined(first, line)
          ? line.trim()
          : ((began = true), '');
  }
  return opening === undefined || opening.text === '' || SECTION.test(opening.text)
    ? undefined
    : opening.text;
}

function* linesOf(text: string, from: number): Generator<string> {
  for (let start = from; start < text.length;) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    yield text.slice(start, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    start = end + 1;
  }
}

/** Pictures alone (a logo, badges) may stand above a title. */
function isBadges(line: string): boolean {
  return (
    /^\s*\[?!\[/.test(line) &&
    line.length < 2000 &&
    /^[[\]\s]*(?:\(.*\))?$/.test(line.replace(/!\[[^\][]*\]\([^()]*\)/g, ''))
  );
}

function couldBeUnderlined(first: string, line: string): boolean {
  return !'>*+<|`~-:#'.includes(first) && !/^(?: {4}|\t)/.test(line);
}

function firstCharacter(line: string): string {
  for (let i = 0; i < line.length; i++) if (line[i] !== ' ' && line[i] !== '\t') return line[i] ?? '';
  return '';
}

/** Inline Markdown as plain text: pictures by their alternative text, links by theirs, without emphasis, code marks and HTML. */
export function plainText(inline: string): string {
  const text = inline
    .slice(0, 2000)
    .replace(/[ \t]*\{[:#.][^{}]*\}[ \t]*$/, '')
    .replace(/!\[([^\][]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\][]*\])?/g, '$1')
    .replace(/\[([^\][]+)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\][]*\])/g, '$1')
    .replace(/<\/?[A-Za-z!][^<>]*>/g, '')
    .replace(/(`+)([^`]+)\1/g, '$2')
    .replace(/(\*{1,3})(?=\S)([^*]*[^*\s])\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^_]*[^_\s])\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/~~([^~]+)~~/g, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return decodeEntities(text)
    .replace(/\p{Cc}|\s+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
