import { all } from './element.ts';

const INLINE =
  /^(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|m\w+|q|s|samp|semantics|small|span|strong|sub|sup|u|var|wbr)$/;
/** What stands in a line and apart from its words. */
const SPACED = /^(?:audio|br|img|picture|rp|rt|ruby|source|svg|video)$/;

/** The text of the page for a search: each section's anchor (none at the beginning) and its text, in order. */
export function textOfPage(): [anchor: string, text: string][] {
  const sections: [string, string][] = [['', '']];
  const add = (text: string): void => {
    const last = sections[sections.length - 1];
    if (last) last[1] += text;
  };
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) return add((node.nodeValue || '').replace(/\s+/g, ' '));
    const { localName, id, className } = node as Element;
    if (localName === 'annotation' || className === 'answers') return;
    const heading = /^h[1-6]$/.test(localName) && id !== '';
    if (heading) sections.push([id, '']);
    const apart = INLINE.test(localName) ? '' : SPACED.test(localName) ? ' ' : '\n';
    add(apart);
    // A heading stands above its own excerpt.
    if (!heading) node.childNodes.forEach(walk);
    add(apart);
  };
  const article = document.querySelector('article');
  if (article) walk(article);
  return sections.map(([anchor, text]) => [anchor, inOneLine(text)]);
}

/** A label, a list, a table: where the words of one block would run on in the next, a dot stands between. */
function inOneLine(text: string): string {
  return text
    .trim()
    .replace(/ +/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .replace(/([.,:;!?…。！？؟۔।။።])?\n/g, (_, stop?: string) => (stop ? `${stop} ` : ' · '));
}

/** The text of the page as HTML, to be printed with others. */
export function htmlOfPage(): string {
  for (const picture of Array.from(document.images)) {
    // Addresses that hold elsewhere too.
    picture.setAttribute('src', picture.src);
    picture.removeAttribute('srcset');
    picture.removeAttribute('loading');
  }
  // Paper shows stills instead of players, which would look for their files from another place.
  for (const gone of all('picture source, video, audio')) gone.remove();
  return document.querySelector('main')?.innerHTML || '';
}
