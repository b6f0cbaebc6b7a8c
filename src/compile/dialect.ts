import { endOfCode, endOfDiv, endOfHtml, endOfModule, isFree } from './extent.ts';
import { markText, parseFence, type Mark } from './marks.ts';
import { blockOf, parseOpening, takeOptions } from './myst.ts';
import { parseAttributes } from './attributes.ts';
import type { Line } from './prepare.ts';
import { isTagLine, tagText, withoutTags } from './tags.ts';

const MAX_LINE = 2000;
const PREFIX = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/;
const CODE_FENCE = /^(?:`{3,}(?=[^`]*$)|~{3,})/;
const INDENTED = /^(!!!|\?\?\?\+?|===!?\+?)[ \t]+(?=[\w"'])(.*)$/;
const ATTRIBUTES = /^\{:((?:[^{}"']|"[^"]*"|'[^']*')*)\}[ \t]*$/;
// MDX: what its pages import and export is code.
const MODULE =
  /^(?:import\s+(?:[\w*${},\s]+\sfrom\s+)?['"][^'"]+['"]|import\s*\{[^}]*$|export\s+(?:(?:const|let|var)\s+[\w{[]|default\s+(?:function|class|async|\()|(?:async\s+)?function\s+\w+\s*\(|\{|\*\s+from\s))/;
const DEFINITION = /^ {0,3}:(?:[ ]{1,3}|\t)[ \t]*(?=\S)/;
const NO_TERM =
  /^(?:\s*$|[ \t]{4}|\s*(?:#{1,6}\s|>|```|~~~|\||<|[-*+]\s|\d+[.)]\s|:|-{3,}|={3,}|\[\^?[^\]]*\]:))/;

/**
 * Replaces the lines of other dialects by marks: fenced divs, indented admonitions, kramdown's attribute lists and definition
 * lists, template tags. Code and comments are left as they are.
 */
export function replaceDialects(lines: readonly Line[], marks: Mark[]): Line[] {
  const out: Line[] = [];
  const mark = (value: Mark, at: Line, prefix = ''): void => {
    out.push({ ...at, text: prefix + markText(marks.push(value) - 1) });
  };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const prefix = PREFIX.exec(line.text)?.[0] ?? '';
    const rest = line.text.slice(prefix.length);
    // A line that says what a block is, is short; data is not looked at.
    const first = rest.length > MAX_LINE ? undefined : rest[0];

    const fence = first === '`' || first === '~' ? CODE_FENCE.exec(rest)?.[0] : undefined;
    const end = fence === undefined ? endOfHtml(lines, index) : endOfCode(lines, index, fence, prefix);
    if (end > index) {
      const taken =
        fence !== undefined && rest[fence.length] === '{' && end < lines.length
          ? takeMyst(lines, index, end, fence, out, marks)
          : undefined;
      if (taken === undefined) append(out, lines.slice(index, end + 1));
      index = end;
      continue;
    }
    const colons = first === ':' ? /^:{3,}(?=[ \t]*\{[a-z])/i.exec(rest)?.[0] : undefined;
    if (colons !== undefined) {
      const taken = takeMyst(lines, index, endOfDiv(lines, index, colons), colons, out, marks);
      if (taken !== undefined) {
        index = taken;
        continue;
      }
    }

    const found = first === ':' || first === '{' || first === '(' ? parseLine(rest) : undefined;
    if (found) {
      mark(found, line, prefix);
      continue;
    }
    const indented = first === '!' || first === '?' || first === '=' ? INDENTED.exec(rest) : null;
    if (indented) {
      const content = indentedLines(lines, index + 1, prefix.length);
      if (content.length > 0 || indented[1] !== '===') {
        mark(openIndented(indented, rest), line, prefix);
        append(out, replaceDialects(content, marks));
        const last = content.at(-1) ?? line;
        mark({ kind: 'close', name: '', colons: 0, raw: '' }, last, prefix.replace(/[^ \t>]/g, ' '));
        index += content.length;
        continue;
      }
    }
    if (first === ':' && DEFINITION.test(line.text)) {
      const taken = definitions(lines, index, out, marks);
      if (taken > 0) {
        index += taken - 1;
        continue;
      }
    }
    if ((first === 'i' || first === 'e') && prefix === '' && MODULE.test(rest) && isFree(out)) {
      const end = endOfModule(lines, index);
      mark({ kind: 'template', raw: rest }, line);
      index = end;
      continue;
    }
    out.push(rest.includes('{') ? { ...line, text: withTags(line, marks) } : line);
  }
  return out;
}

/** `push(...more)` would put each line on the stack. */
function append(lines: Line[], more: readonly Line[]): void {
  for (const line of more) lines.push(line);
}

function parseLine(rest: string): Mark | undefined {
  if (rest.startsWith(':::')) return parseFence(rest);
  const [, id] = /^\(([^()\s]+)\)=[ \t]*$/.exec(rest) ?? [];
  if (id !== undefined) return { kind: 'anchor', id, raw: rest };
  if (isTagLine(rest)) return { kind: 'template', raw: rest };
  const [, body] = ATTRIBUTES.exec(rest) ?? [];
  // kramdown also has options there, such as {:auto_ids} and {::comment}: they say nothing to a reader.
  return body === undefined
    ? undefined
    : { kind: 'attributes', attributes: parseAttributes(body), raw: rest };
}

/** Takes a block of MyST from the line at `index` on, which `end` closes; gives the last line taken, or undefined. */
function takeMyst(
  lines: readonly Line[],
  index: number,
  end: number,
  fence: string,
  out: Line[],
  marks: Mark[],
): number | undefined {
  const line = lines[index] as Line;
  const prefix = PREFIX.exec(line.text)?.[0] ?? '';
  const raw = line.text.slice(prefix.length);
  const opening = parseOpening(raw.slice(fence.length));
  if (!opening) return undefined;
  const { options, count } = takeOptions(lines, index + 1);
  const block = blockOf(opening.name, opening.argument, options);
  if (!block) return undefined;
  const isDiv = fence.startsWith(':');
  const indent = prefix.replace(/[^ \t>]/g, ' ');
  const put = (value: Mark, at: Line, before: string): void => {
    out.push({ ...at, text: before + markText(marks.push(value) - 1) });
  };
  if (block.kind === 'frame') {
    const { name, title, attributes } = block;
    put({ kind: 'open', name, title, attributes, colons: isDiv ? fence.length : 0, raw }, line, prefix);
    // The close of a div is found by its colons, as that of any other.
    if (isDiv) return index + count;
  }
  const last = lines[end];
  if (!last) return undefined;
  const body = lines.slice(index + 1 + count, end);
  const close: Mark = { kind: 'close', name: '', colons: 0, raw: '' };
  switch (block.kind) {
    case 'frame':
      append(out, replaceDialects(body, marks));
      put(close, last, indent);
      break;
    case 'figure':
      put(
        { kind: 'open', name: 'figure', title: '', attributes: parseAttributes(''), colons: 0, raw: '' },
        line,
        prefix,
      );
      out.push({ ...line, text: indent + block.picture }, { ...line, text: indent });
      append(out, replaceDialects(body, marks));
      put(close, last, indent);
      break;
    case 'code':
      out.push({ ...line, text: `${prefix}${isDiv ? '~~~~~~~~' : fence}${block.language}` });
      append(out, body);
      out.push(isDiv ? { ...last, text: `${indent}~~~~~~~~` } : last);
      break;
    case 'text':
      out.push({ ...line, text: prefix + block.text });
      break;
    case 'nothing':
      if (block.isTold) put({ kind: 'template', raw }, line, prefix);
      else out.push({ ...line, text: indent });
  }
  return end;
}

function openIndented([, marker = '', info = '']: RegExpExecArray, raw: string): Mark {
  const quote = info.indexOf('"');
  const types = (quote < 0 ? info : info.slice(0, quote)).trim();
  const title =
    quote < 0
      ? ''
      : info
          .slice(quote + 1)
          .trimEnd()
          .replace(/"$/, '');
  const tab = marker.startsWith('===');
  const values = marker.startsWith('?') ? ` fold=${marker.endsWith('+') ? 'open' : 'closed'}` : '';
  return {
    kind: 'open',
    name: tab ? 'tabs' : (types.split(/\s+/)[0] ?? 'note'),
    title,
    attributes: parseAttributes(values),
    colons: 0,
    raw,
  };
}

/** The lines from `from` that are indented by four columns more than `base`, without those columns. */
function indentedLines(lines: readonly Line[], from: number, base: number): Line[] {
  const content: Line[] = [];
  let length = 0;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] as Line;
    const blank = line.text.trim() === '';
    const text = blank ? '' : dedented(line.text, base);
    if (text === undefined) break;
    content.push({ text, line: line.line, shift: line.shift + line.text.length - text.length });
    if (!blank) length = content.length;
  }
  return content.slice(0, length);
}

function dedented(text: string, base: number): string | undefined {
  if (/[^ \t]/.test(text.slice(0, base))) return undefined;
  const [indent] = /^(?: {4}|\t| {1,3}\t)/.exec(text.slice(base)) ?? [];
  return indent === undefined ? undefined : text.slice(0, base) + text.slice(base + indent.length);
}

/**
 * Takes a definition list whose first definition is at `from`; its terms are the lines before it, already in `out`. Gives the
 * number of lines taken, 0 when this is no definition list.
 */
function definitions(lines: readonly Line[], from: number, out: Line[], marks: Mark[]): number {
  let terms = 0;
  let blank = out.at(-1)?.text.trim() === '' ? 1 : 0;
  while (terms < 8 && !NO_TERM.test(out.at(-1 - blank - terms)?.text ?? '')) terms++;
  if (terms === 0 || terms === 8 || (blank === 1 && terms > 1)) return 0;
  const open = (name: string, at: Line): void => {
    const value: Mark = {
      kind: 'open',
      name,
      title: '',
      attributes: parseAttributes(''),
      colons: 0,
      raw: '',
    };
    out.push({ ...at, text: markText(marks.push(value) - 1) });
  };
  const close = (at: Line): void => {
    out.push({ ...at, text: markText(marks.push({ kind: 'close', name: '', colons: 0, raw: '' }) - 1) });
  };
  const before = out.splice(out.length - terms - blank, terms + blank).slice(0, terms);
  open('dl', before[0] as Line);
  let index = from;
  let waiting: readonly Line[] = before;
  for (;;) {
    for (const term of waiting) {
      open('dt', term);
      out.push(term);
      close(term);
    }
    while (index < lines.length && DEFINITION.test((lines[index] as Line).text)) {
      const line = lines[index] as Line;
      const marker = DEFINITION.exec(line.text)?.[0].length ?? 0;
      const content: Line[] = [{ ...line, text: line.text.slice(marker), shift: line.shift + marker }];
      index++;
      while (index < lines.length && isLazy(lines[index] as Line)) content.push(lines[index++] as Line);
      const more = indentedLines(lines, index, 0);
      append(content, more);
      index += more.length;
      open('dd', line);
      append(out, replaceDialects(content, marks));
      close(content.at(-1) as Line);
    }
    // The next term, after at most one blank line, belongs to the same list when a definition follows it.
    blank = (lines[index]?.text ?? '').trim() === '' ? 1 : 0;
    let next = index + blank;
    while (next < lines.length && next - index < 8 && !NO_TERM.test((lines[next] as Line).text)) next++;
    if (next === index + blank || !DEFINITION.test(lines[next]?.text ?? '')) break;
    waiting = lines.slice(index + blank, next);
    index = next;
  }
  close(lines[index - 1] as Line);
  return index - from;
}

/** A line that goes on with a definition's first paragraph: not blank, no new definition, no other block. */
function isLazy(line: Line): boolean {
  return (
    !NO_TERM.test(line.text) ||
    (/^[ \t]/.test(line.text) && line.text.trim() !== '' && !/^ {0,3}:/.test(line.text))
  );
}

/** A line whose tags are written as Markdown, or stand behind signs until they are reported. */
function withTags({ text, line, shift }: Line, marks: Mark[]): string {
  return withoutTags(text, (raw, offset) =>
    tagText(marks.push({ kind: 'tag', raw, line, column: offset + shift + 1 }) - 1),
  );
}
