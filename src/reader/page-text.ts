/** The name of the frame in which a search reads a page of which it shows a place. */
export const TEXT_FRAME = 'satchel-text';

/** What a page says to the search: each section's anchor (none at the beginning) and its text, in order. */
export interface PageText {
  readonly satchelText: readonly (readonly [anchor: string, text: string])[];
}

const INLINE =
  /^(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)$/;

/** No script can read the file of another page: in a frame of that name a page tells its own text, and does nothing else. */
export function tellText(): void {
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
  const message: PageText = {
    satchelText: sections.map(([anchor, text]) => [anchor, text.replace(/\s+/g, ' ').trim()]),
  };
  // Pages of files have no origin that could be named.
  parent.postMessage(message, '*');
}
