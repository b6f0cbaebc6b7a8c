import type { Line } from './prepare.ts';

// Where the blocks end that are not read line by line.

/** The line that closes a div of MyST which holds no other. */
export function endOfDiv(lines: readonly Line[], from: number, colons: string): number {
  for (let index = from + 1; index < lines.length; index++) {
    const text = (lines[index] as Line).text.replace(/^[ \t>]+/, '').trimEnd();
    if (text === colons) return index;
  }
  return lines.length;
}

/** True where a new block can begin: after an empty line or a mark. */
export function isFree(out: readonly Line[]): boolean {
  return /^\s*(?:$|<!--\u0001\d+-->$)/.test(out.at(-1)?.text ?? '');
}

/** The last line of an import or export: where the statement ends, or before an empty line. */
export function endOfModule(lines: readonly Line[], from: number): number {
  const { text } = lines[from] as Line;
  let end = from;
  if (/^import/.test(text) && /['"];?\s*$/.test(text)) return end;
  while (end + 1 < lines.length && (lines[end + 1] as Line).text.trim() !== '') {
    end++;
    if (/^import/.test(text) && /['"];?\s*$/.test((lines[end] as Line).text)) break;
  }
  return end;
}

/** The line that closes a block of code, or the last of a quote that holds it; `lines.length` where none does. */
export function endOfCode(lines: readonly Line[], from: number, fence: string, prefix: string): number {
  const close = new RegExp(`^[ \\t>]*${fence}${fence[0] ?? ''}*[ \\t]*$`);
  const quoted = prefix.includes('>');
  for (let index = from + 1; index < lines.length; index++) {
    const { text } = lines[index] as Line;
    if (close.test(text)) return index;
    if (quoted && !/^[ \t]*>/.test(text)) return index - 1;
  }
  return lines.length;
}

/** The last line of a comment or of another HTML block that holds its text as it stands; `from` where none begins. */
export function endOfHtml(lines: readonly Line[], from: number): number {
  const { text } = lines[from] as Line;
  if (!text.includes('<')) return from;
  const comment = text.lastIndexOf('<!--');
  const close =
    comment >= 0 && !text.includes('-->', comment + 4)
      ? '-->'
      : /^ {0,3}<(pre|script|style|textarea)\b(?!.*<\/\1>)/i.exec(text)?.[1];
  if (close === undefined) return from;
  const end = close === '-->' ? close : `</${close.toLowerCase()}>`;
  for (let index = from + 1; index < lines.length; index++) {
    if ((lines[index] as Line).text.toLowerCase().includes(end)) return index;
  }
  return lines.length;
}
