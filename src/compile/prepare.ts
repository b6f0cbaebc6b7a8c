import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { splitFrontMatter } from '../source/front-matter.ts';
import { replaceDialects } from './dialect.ts';
import { episodeLists } from './episode.ts';
import { guardDollars } from './dollar.ts';
import type { Mark } from './marks.ts';

/** A file's text made ready for a CommonMark parser, with the way back to the author's lines. */
export interface Prepared {
  readonly text: string;
  readonly marks: readonly Mark[];
  /** Stands for each `$` that is money; undefined where none was replaced. */
  readonly dollar: string | undefined;
  /** Lines of the file before the first of `text`. */
  readonly offset: number;
  /** The place in the file of a position in `text`. */
  readonly place: (point: { line: number; column: number }) => { line: number; column: number };
  readonly diagnostics: readonly Diagnostic[];
}

/** One line of prepared text: the number of the file's line (from 0) and how many columns before it are gone. */
export interface Line {
  readonly text: string;
  readonly line: number;
  readonly shift: number;
}

export const MAX_LENGTH = 2 ** 21;
/** Containers that one line may open. Parsers take time quadratic in it (10 KB of `- `: 15 s with remark-parse). */
export const MAX_DEPTH = 64;
/** Cells of all tables of a page, the empty ones that fill short rows among them. */
const MAX_CELLS = 50_000;

// What none of the dialects can do without: pages that lack all of it are passed on as they are.
const DIALECT =
  /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?::{3,}|!!!|\?\?\?|===|(?:```+|~~~+)\{|\{:|:[ \t]|\{%|\{\{|import[ \t]*(?:\{|[^\n]*['"];?[ \t]*$)|export[ \t]+(?:const|let|var|default|function|async|[{*])|\([^()\s]+\)=)|\{[{%]|\{\/\*/m;
const MARKER = String.raw`[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))`;
const TOO_DEEP = new RegExp(`^(?:${MARKER}){${MAX_DEPTH + 1}}|^[ \\t]{${4 * MAX_DEPTH},}(?:[-*+>]|\\d)`, 'm');
// What every such line begins with, found in a fraction of the time.
const MANY_MARKERS = new RegExp(`^[ \\t>*+.)\\d-]{${MAX_DEPTH + 1}}`, 'm');
const DEEP_PREFIX = new RegExp(`^(?:${MARKER}){${MAX_DEPTH}}[ \\t]*\\d*`);
const DEEP_INDENT = new RegExp(`^[ \\t]{${4 * MAX_DEPTH},}\\d*`);

const NONE = { above: [], below: [] };

const UNCLOSED =
  /^(?:---[ \t]*\n[A-Za-z_][\w-]*:(?:[ \t].*)?|\+\+\+[ \t]*\n[A-Za-z_][\w-]*[ \t]*=.*)(?:\n|$)(?:(?:[A-Za-z_][\w-]*(?::[ \t]|:(?=\n|$)|[ \t]*=)|[ \t]+\S|- ).*(?:\n|$))*/;

/**
 * Takes out of a file's text what a CommonMark parser would misread: control characters, the front matter, nesting without
 * end, the block syntax of other dialects, money that looks like math. Lines keep their numbers through {@link Prepared.place}.
 */
export function prepareMarkdown(source: string): Prepared {
  const diagnostics: Diagnostic[] = [];
  let text = cleaned(source);
  if (text.length > MAX_LENGTH) {
    const end = Math.max(text.lastIndexOf('\n', MAX_LENGTH), 0);
    diagnostics.push(
      diagnostic(
        'markdown-too-long',
        { size: text.length, limit: MAX_LENGTH },
        { line: lineCount(text, end), column: 1 },
      ),
    );
    text = text.slice(0, end);
  }
  const block = splitFrontMatter(text);
  const front = block ?? unclosedFrontMatter(text, diagnostics);
  const offset = (front?.bodyLine ?? 1) - 1;
  if (front) text = text.slice(front.bodyOffset);
  if (MANY_MARKERS.test(text) && TOO_DEEP.test(text)) text = boundNesting(text, offset, diagnostics);
  if (text.includes('|')) text = boundTables(text, offset, diagnostics);

  const marks: Mark[] = [];
  let lines: Line[] | undefined;
  const { above, below } = block ? episodeLists(block) : NONE;
  if (above.length + below.length > 0 || DIALECT.test(text)) {
    const own = text.split('\n').map((line, index) => ({ text: line, line: index, shift: 0 }));
    const fromFront = (line: Line): Line => ({ ...line, line: line.line - offset });
    const first = own.findIndex((line) => line.text.trim() !== '');
    const body = own[first]?.text.startsWith('# ') ? first + 1 : 0;
    const all = [...own.slice(0, body), ...above.map(fromFront), ...own.slice(body), ...below.map(fromFront)];
    lines = replaceDialects(all, marks);
    text = lines.map((line) => line.text).join('\n');
  }
  const guarded = guardDollars(text);
  return {
    text: guarded.text,
    marks,
    dollar: guarded.dollar,
    offset,
    place: ({ line, column }) => {
      const origin = lines?.[line - 1];
      return origin
        ? { line: origin.line + 1 + offset, column: column + origin.shift }
        : { line: line + offset, column };
    },
    diagnostics,
  };
}

/** The lines below an opening fence without a closing one that can be nothing but keys and values: no reader is to see them. */
function unclosedFrontMatter(
  text: string,
  diagnostics: Diagnostic[],
): { bodyOffset: number; bodyLine: number } | undefined {
  if (!text.startsWith('---') && !text.startsWith('+++')) return undefined;
  const [front] = UNCLOSED.exec(text) ?? [];
  if (front === undefined) return undefined;
  diagnostics.push(diagnostic('front-matter-unclosed', { fence: front.slice(0, 3) }, { line: 1, column: 1 }));
  return { bodyOffset: front.length, bodyLine: lineCount(front, front.length) };
}

/** Line ends are `\n`; what is neither text nor white space becomes U+FFFD, the sign for what cannot be shown. */
function cleaned(source: string): string {
  return source
    .toWellFormed()
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\f', ' ')

    .replace(/[\0-\x08\v\x0e-\x1f\x7f-\x9f\uFFFE\uFFFF]/g, '\uFFFD');
}

function boundNesting(text: string, offset: number, diagnostics: Diagnostic[]): string {
  return text
    .split('\n')
    .map((line, index) => {
      if (!TOO_DEEP.test(line)) return line;
      const [prefix] = DEEP_PREFIX.exec(line) ?? DEEP_INDENT.exec(line) ?? [''];
      diagnostics.push(
        diagnostic(
          'markdown-too-deep',
          { limit: MAX_DEPTH },
          { line: index + 1 + offset, column: prefix.length + 1 },
        ),
      );
      return `${prefix}\\${line.slice(prefix.length)}`;
    })
    .join('\n');
}

/**
 * Every row of a table is filled up to the width of its head, so that a few kilobytes can stand for millions of cells. Tables
 * beyond what a page can hold are left as text: a backslash before the line of dashes makes it a line of the paragraph.
 */
function boundTables(text: string, offset: number, diagnostics: Diagnostic[]): string {
  let cells = 0;
  let bounded = '';
  let from = 0;
  for (const { 0: dashes, index } of text.matchAll(/^[ \t>:|-]+$/gm)) {
    const columns = dashes.split('|').length;
    if (columns === 1 || !dashes.includes('-')) continue;
    if (cells <= MAX_CELLS) {
      const end = text.indexOf('\n\n', index);
      cells += columns * lineCount(text.slice(index, end < 0 ? text.length : end), text.length);
      if (cells <= MAX_CELLS) continue;
      const place = { line: lineCount(text, index) + offset, column: 1 };
      diagnostics.push(diagnostic('table-too-large', { limit: MAX_CELLS }, place));
    }
    const at = index + dashes.search(/[|:-]/);
    bounded += `${text.slice(from, at)}\\`;
    from = at;
  }
  return from === 0 ? text : bounded + text.slice(from);
}

function lineCount(text: string, end: number): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
