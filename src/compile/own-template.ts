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
const ATTRIBUTE = /([^\s=/"'\uE000-\uE006]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;

// What stands for tags of Mustache while the HTML around them is looked at; NOTHING fills them up to their length.
const [TEXT, ADDRESS, LANGUAGE, HTML, NOTHING] = ['\uE000', '\uE001', '\uE002', '\uE003', '\uE004'];
const [OPEN, CLOSE] = ['\uE005', '\uE006'];

/** What must not stand in a template, and its offset; undefined for one that may be used. */
export function refusedIn(template: string): { what: string; offset: number } | undefined {
  let tokens: mustache.TemplateSpans;
  try {
    tokens = mustache.parse(template);
  } catch (error) {
    const offset = Number(/at (\d+)$/.exec(error instanceof Error ? error.message : '')?.[1] ?? 0);
    return { what: 'a {{…}} that is not closed or not opened', offset };
  }
  return refusedTag(tokens, []) ?? refusedHtml(withoutTags(template, tokens));
}

/** The template with signs in the place of the tags, as Mustache itself has found them. */
function withoutTags(template: string, tokens: mustache.TemplateSpans): string {
  let html = template.replace(/[\uE000-\uE006]/g, TEXT);
  const hide = (start: number, end: number, sign: string): void => {
    html = html.slice(0, start) + sign.padEnd(end - start, NOTHING) + html.slice(end);
  };
  for (const [kind, value, start, end, below, close] of everyTag(tokens)) {
    hide(start, end, Array.isArray(below) ? OPEN : signFor(kind, value));
    if (typeof close === 'number') hide(close, template.indexOf('}}', close) + 2, CLOSE);
  }
  return html;
}

function signFor(kind: string, value: string): string {
  if (kind === '!') return NOTHING;
  if (kind === '&') return value === 'body' ? HTML : LANGUAGE;
  return /^(?:up|href|logo)$/.test(value) ? ADDRESS : TEXT;
}

function everyTag(tokens: mustache.TemplateSpans): mustache.TemplateSpans {
  return tokens.flatMap((token) => {
    if (token[0] === 'text') return [];
    return Array.isArray(token[4]) ? [token, ...everyTag(token[4])] : [token];
  });
}

/** `around`: the sections that the tags stand in. */
function refusedTag(
  tokens: mustache.TemplateSpans,
  around: readonly string[],
): { what: string; offset: number } | undefined {
  for (const token of tokens) {
    const [kind, value, offset, , below] = token;
    if (kind === 'text' || kind === '!') continue;
    const parts = value.split('.');
    const last = parts.at(-1) ?? '';
    // A template could call itself, a list within itself grows with every level, and what all objects have is not the page's.
    const isWrong =
      (kind === '&' && !RAW.has(value)) ||
      kind === '=' ||
      kind === '>' ||
      (kind === '#' && around.includes(last)) ||
      parts.some((name) => name !== '' && name in []);
    if (isWrong) return { what: `{{${kind === 'name' ? '' : kind}${value}}}`, offset };
    const inside = Array.isArray(below) ? refusedTag(below, [...around, last]) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

function refusedHtml(html: string): { what: string; offset: number } | undefined {
  const open: string[] = [];
  for (const { 0: all, 1: end, 2: name, 3: attributes = '', index: offset } of html.matchAll(TAG)) {
    if (!isBalanced(all)) return { what: shown(all), offset };
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
      if (!isValue(attribute, value, single !== undefined))
        return { what: `${attribute}="${shown(value)}"`, offset };
    }
    const rest = attributes.replace(ATTRIBUTE, '').replace(/[\s/\uE002\uE004-\uE006]/g, '');
    if (rest !== '') return { what: `<${element}${shown(attributes)}>`, offset };
  }
  return open.length > 0 ? { what: `<${open[0] ?? ''}> without its end`, offset: html.length } : undefined;
}

/** Texts are escaped for values in double quotes. */
function isValue(attribute: string, value: string, isSingle: boolean): boolean {
  if (attribute === 'href') return leads(value);
  if (attribute === 'src') return /^\uE001\uE004*$/.test(value);
  return isBalanced(value) && !(isSingle ? /[\uE000-\uE003]/ : /[\uE002\uE003]/).test(value);
}

/** Whether no section begins or ends amid it. */
function isBalanced(html: string): boolean {
  let depth = 0;
  for (const sign of html) {
    if (sign === OPEN) depth++;
    else if (sign === CLOSE && --depth < 0) return false;
  }
  return depth === 0;
}

/** Within the pack, or to an address of the web. */
function leads(href: string): boolean {
  return /^(?:\uE001\uE004*[\w./#-]*|#[\w.-]*|https?:\/\/[^\s\uE000-\uE006]+|mailto:[^\s\uE000-\uE006]+)$/.test(
    href,
  );
}

function shown(text: string): string {
  return text.replace(/[\uE000-\uE006]+/g, '…').slice(0, 60);
}
