import { posix } from 'node:path';

/**
 * A style sheet for one page: what it loads stands in it (`inline` gives a data: URI for the path of an entry), and fonts that have
 * none of the page's letters are left out. `path` is its own in the bundle.
 */
export async function inlineStyle(
  css: string,
  path: string,
  text: string,
  inline: (path: string) => Promise<string | undefined>,
): Promise<string> {
  const plain = css.replace(/\/\*[^]*?\*\//g, '').replace(/\n\s+/g, '\n');
  const needed = plain.replace(/@font-face \{[^}]*\}\n?/g, (rule) => (hasLetters(rule, text) ? rule : ''));
  const uris = new Map<string, string>();
  for (const [, href = ''] of needed.matchAll(URL)) {
    if (/^(?:[a-z]+:|\/|#)/i.test(href)) continue;
    uris.set(href, (await inline(posix.join(posix.dirname(path), href))) ?? 'data:,');
  }
  return needed.replace(URL, (all, href: string) => {
    const uri = uris.get(href);
    return uri === undefined ? all : `url("${uri}")`;
  });
}

const URL = /url\(["']?([^"')]*)["']?\)/g;

/** Whether a font is used for some letter of `text`, by the ranges that its rule names (CSS Fonts 4 §4.5). */
function hasLetters(rule: string, text: string): boolean {
  const ranges = /unicode-range:([^;}]*)/.exec(rule)?.[1];
  if (ranges === undefined) return true;
  const within = ranges.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
  return Array.from(text).some((character) => {
    const point = character.codePointAt(0) ?? 0;
    return within.some(([from, to]) => from <= point && point <= to);
  });
}
