import mustache from 'mustache';

// A pack may say what stands in some places of its pages, in Mustache. What is not plainly harmless is refused: such a template
// has no scripts, no styles, no forms, and leads nowhere that an author's page could not lead.

/** The templates that a pack can replace. */
export const ownTemplates = ['bar', 'footer', 'introduction', 'lessons'] as const;
export type OwnTemplates = Readonly<Partial<Record<(typeof ownTemplates)[number], string>>>;

const ELEMENTS = new Set(
  'a abbr address article aside b bdi br div em figcaption figure footer h2 h3 h4 header hr i img li nav ol p section small span strong sub sup time ul'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'alt aria-hidden aria-label class dir height href hreflang id lang rel role src title width'.split(' '),
);
/** What our own templates put in unescaped: attributes of languages, and text of pages that has been sanitised. */
const RAW = new Set(['labelLanguage', 'packTitleLanguage', 'textLanguage', 'body']);

const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|<!--[^]*?-->|</g;
const ATTRIBUTE = /([^\s=/"'\uE000]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;

/** What must not stand in a template, and its offset; undefined for one that may be used. */
export function refusedIn(template: string): { what: string; offset: number } | undefined {
  let tokens: mustache.TemplateSpans;
  try {
    tokens = mustache.parse(template);
  } catch (error) {
    const offset = Number(/at (\d+)$/.exec(error instanceof Error ? error.message : '')?.[1] ?? 0);
    return { what: 'a {{…}} that is not closed or not opened', offset };
  }
  return refusedTag(tokens) ?? refusedHtml(template.replace(/\{\{\{?[^{}]*\}?\}\}/g, (tag) => hidden(tag)));
}

/** Mustache tags within HTML, as long as they were; the names of addresses stay known. */
function hidden(tag: string): string {
  return (/^\{\{(?:up|href|logo)\}\}$/.test(tag) ? ADDRESS : '\uE000').padEnd(tag.length, '\uE000');
}

const ADDRESS = '\uE001';

function refusedTag(tokens: mustache.TemplateSpans): { what: string; offset: number } | undefined {
  for (const token of tokens) {
    const [kind, value, offset, , below] = token;
    if ((kind === '&' && !RAW.has(value)) || kind === '=') return { what: `{{${kind}${value}}}`, offset };
    if (kind === '>' && !(ownTemplates as readonly string[]).includes(value))
      return { what: `{{> ${value}}}`, offset };
    const inside = Array.isArray(below) ? refusedTag(below) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

function refusedHtml(html: string): { what: string; offset: number } | undefined {
  const open: string[] = [];
  for (const { 0: all, 1: end, 2: name, 3: attributes = '', index: offset } of html.matchAll(TAG)) {
    if (all.startsWith('<!--')) continue;
    const element = name?.toLowerCase();
    if (element === undefined || !ELEMENTS.has(element)) return { what: `<${name ?? ''}`, offset };
    if (end) {
      if (open.pop() !== element) return { what: `</${element}> without its beginning`, offset };
      continue;
    }
    if (!/^(?:br|hr|img)$/.test(element)) open.push(element);
    for (const { 1: key = '', 2: double, 3: single } of attributes.matchAll(ATTRIBUTE)) {
      const attribute = key.toLowerCase();
      const value = double ?? single ?? '';
      if (!ATTRIBUTES.has(attribute)) return { what: `${attribute}="…"`, offset };
      if ((attribute === 'href' && !leads(value)) || (attribute === 'src' && !/^\uE001\uE000*$/.test(value)))
        return { what: `${attribute}="${shown(value)}"`, offset };
    }
    const rest = attributes.replace(ATTRIBUTE, '').replace(/[\s/\uE000]/g, '');
    if (rest !== '') return { what: `<${element}${shown(attributes)}>`, offset };
  }
  return open.length > 0 ? { what: `<${open[0] ?? ''}> without its end`, offset: html.length } : undefined;
}

/** Within the pack, or to an address of the web. */
function leads(href: string): boolean {
  return /^(?:\uE001[\uE000\w./#-]*|#[\w.-]*|https?:\/\/[^\s\uE000]+|mailto:[^\s\uE000]+)$/.test(href);
}

function shown(text: string): string {
  return text.replace(/[\uE000\uE001]+/g, '…').slice(0, 60);
}
