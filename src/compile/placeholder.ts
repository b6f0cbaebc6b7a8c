// The elements of HTML, old and new, with SVG's and MathML's roots: tags that authors mean as tags.
const ELEMENTS = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
  button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt
  element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
  iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta
  meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre
  progress q rb rbc rp rt rtc ruby s samp script search section select shadow slot small source spacer span strike strong
  style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp`.split(
    /\s+/,
  ),
);

/**
 * A tag of no known element, without attributes and never closed, as the text that it is: authors write `<your-name>` and mean
 * the angle brackets. Undefined for everything that is HTML, or a component of another system that has an end tag.
 */
export function tagAsText(html: string, page: string): string | undefined {
  const [, name = ''] = /^\s*<([a-z][\w-]*)>\s*$/i.exec(html) ?? [];
  if (name === '' || ELEMENTS.has(name.toLowerCase()) || page.includes(`</${name}>`)) return undefined;
  return html.trim();
}
