import { all } from './element.ts';

const INLINE =
  /^(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)$/;

/** The text of the page for a search: each section's anchor (none at the beginning) and its text, in order. */
export function textOfPage(): [anchor: string, text: string][] {
  const sections: [string, string][] = [['', '']];
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const last = sections[sections.length - 1];
      if (last) last[1] += node.nodeValue || '';
      return;
    }
    const { localName, id, className } = node as Element;
    if (localName === 'annotation' || className === 'answers') return;
    const heading = /^h[1-6]$/.test(localName) && id !== '';
    if (heading) sections.push([id, '']);
    const apart = INLINE.test(localName) ? '' : ' ';
    const add = (): void => {
      const last = sections[sections.length - 1];
      if (last) last[1] += apart;
    };
    add();
    // A heading stands above its own excerpt.
    if (!heading) node.childNodes.forEach(walk);
    add();
  };
  const article = document.querySelector('article');
  if (article) walk(article);
  return sections.map(([anchor, text]) => [anchor, text.replace(/\s+/g, ' ').trim()]);
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
