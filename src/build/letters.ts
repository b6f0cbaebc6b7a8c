import type { Letters } from '../media/font/serve.ts';

/** The letters of a bundle's text by the language (lower case) that it is marked with. */
export type LettersByLanguage = ReadonlyMap<string, Letters>;

// Pages are our own: every tag is closed but those that cannot be, and quotation marks within attributes are escaped.
const TOKEN = /<(\/?)([A-Za-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|<[!?][^>]*>|[^<]+/g;
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
const LANGUAGE = /\slang="([^"]*)"/;
/** Attributes whose text is shown: in place of a picture, in a tip. */
const SHOWN = /\s(?:alt|title|label)="([^"]*)"/g;

/**
 * All letters that pages (HTML, in whatever language) and scripts show, by the language that they are marked with, as `:lang()` in a style
 * sheet sees it. Letters stand there as written, and composed and taken apart, since shaping may do either.
 */
export function lettersByLanguage(
  pages: Iterable<{ readonly path: string; readonly pieces: readonly Buffer[] }>,
  language: string,
): LettersByLanguage {
  const found = new Map<string, Uint8Array>();
  const add = (text: string, tag: string): void => {
    let seen = found.get(tag);
    if (!seen) found.set(tag, (seen = new Uint8Array(0x110000)));
    mark(text, seen);
    if (/\p{M}/u.test(text)) mark(text.normalize('NFC'), seen);
  };
  for (const { path, pieces } of pages) {
    const text = Buffer.concat(pieces).toString('utf8');
    if (path.endsWith('.js')) add(text, language.toLowerCase());
    else scan(text, language.toLowerCase(), add);
  }
  return new Map([...found].map(([tag, seen]) => [tag, lettersIn(seen)]));
}

function scan(html: string, language: string, add: (text: string, language: string) => void): void {
  const open = [{ name: '', language }];
  for (const [text, end, name, attributes] of html.matchAll(TOKEN)) {
    const here = open.at(-1)?.language ?? language;
    if (name === undefined) {
      if (!text.startsWith('<')) add(text, here);
    } else if (end === '/') {
      const start = open.findLastIndex((element) => element.name === name);
      if (start > 0) open.length = start;
    } else {
      const own = LANGUAGE.exec(attributes ?? '')?.[1]?.toLowerCase() ?? here;
      for (const [, shown = ''] of (attributes ?? '').matchAll(SHOWN)) add(shown, own);
      if (!VOID.test(name)) open.push({ name, language: own });
    }
  }
}

function mark(text: string, seen: Uint8Array): void {
  for (let n = 0; n < text.length; n++) {
    const letter = text.codePointAt(n) ?? 0;
    if (letter > 0xffff) n++;
    seen[letter] = 1;
  }
}

function lettersIn(seen: Uint8Array): Letters {
  const letters: number[] = [];
  for (let letter = seen.indexOf(1); letter >= 0; letter = seen.indexOf(1, letter + 1)) letters.push(letter);
  for (const part of Array.from(letters, (letter) => String.fromCodePoint(letter).normalize('NFD')).join(''))
    seen[part.codePointAt(0) ?? 0] = 1;
  const all: number[] = [];
  for (let letter = seen.indexOf(1); letter >= 0; letter = seen.indexOf(1, letter + 1)) all.push(letter);
  return all;
}
