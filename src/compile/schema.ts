import { kindClasses } from './kinds.ts';

// What a page may hold. The writer can write nothing else, whatever the tree has: this list is the sanitiser. It began as
// hast-util-sanitize's default schema (GitHub's) without forms, and with media, ruby, definition parts and MathML.

/** Attributes that any element may have, by their hast names. */
const GLOBAL: Readonly<Record<string, string>> = {
  dir: 'dir',
  lang: 'lang',
  title: 'title',
  ariaLabel: 'aria-label',
};

const none = {};
const aligned = { align: 'align' };
const cell = { ...aligned, vAlign: 'valign', colSpan: 'colspan', rowSpan: 'rowspan' };
const column = { ...aligned, span: 'span' };
const math = {
  accent: 'accent',
  accentUnder: 'accentunder',
  accentunder: 'accentunder',
  columnAlign: 'columnalign',
  columnalign: 'columnalign',
  columnlines: 'columnlines',
  columnspacing: 'columnspacing',
  depth: 'depth',
  display: 'display',
  displaystyle: 'displaystyle',
  encoding: 'encoding',
  fence: 'fence',
  frame: 'frame',
  height: 'height',
  largeop: 'largeop',
  linebreak: 'linebreak',
  linethickness: 'linethickness',
  lspace: 'lspace',
  mathbackground: 'mathbackground',
  mathcolor: 'mathcolor',
  mathsize: 'mathsize',
  mathvariant: 'mathvariant',
  maxsize: 'maxsize',
  minsize: 'minsize',
  movablelimits: 'movablelimits',
  notation: 'notation',
  rowalign: 'rowalign',
  rowlines: 'rowlines',
  rowspacing: 'rowspacing',
  rspace: 'rspace',
  scriptlevel: 'scriptlevel',
  separator: 'separator',
  side: 'side',
  stretchy: 'stretchy',
  symmetric: 'symmetric',
  voffset: 'voffset',
  width: 'width',
};

/** The elements that stand for themselves, with their attributes beside the global ones: hast name → HTML name. */
export const elements: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<
  string,
  Readonly<Record<string, string>>
>([
  ...names(
    `abbr address article aside b bdi bdo blockquote br caption cite code dd dfn dl dt em figcaption figure
    hr i kbd mark pre q rb rp rt rtc ruby s samp section small span strong sub summary sup tbody
    tfoot thead tr u ul var wbr`,
    none,
  ),
  ...names('del ins time', { dateTime: 'datetime' }),
  ...names('col colgroup', column),
  ...names(
    'math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub',
    math,
  ),
  ...names('msubsup msup mtable mtd mtext mtr munder munderover menclose none semantics annotation', math),
  ...names('div p', aligned),
  ['details', { open: 'open' }],
  ['li', { value: 'value' }],
  ['ol', { start: 'start', reversed: 'reversed', type: 'type' }],
  ['table', none],
  ['td', cell],
  ['th', { ...cell, scope: 'scope' }],
]);

/** Elements of old HTML and what says the same today. */
export const renamed: ReadonlyMap<string, string> = new Map([
  ['acronym', 'abbr'],
  ['center', 'div'],
  ['dir', 'ul'],
  ['footer', 'div'],
  ['header', 'div'],
  ['hgroup', 'div'],
  ['main', 'div'],
  ['menu', 'ul'],
  ['nav', 'div'],
  ['search', 'div'],
  ['strike', 's'],
  ['tt', 'code'],
]);

/** Elements that go with all they hold: what is in them is no text for readers. */
export const removed: ReadonlySet<string> = new Set(
  `applet base basefont canvas datalist dialog embed fencedframe frame frameset head iframe link meta noembed noframes object
  optgroup option param plaintext portal script select style svg template textarea title xmp`.split(/\s+/),
);

/** Elements that show nothing by themselves; of the others an author should know that they are gone. */
export const silentlyRemoved: ReadonlySet<string> = new Set([
  'base',
  'head',
  'link',
  'meta',
  'style',
  'template',
  'title',
]);

export const voidElements: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'wbr']);

// Attributes whose value is one of few words or a small number; anything else is dropped.
const VALUES: Readonly<Record<string, RegExp>> = {
  align: /^(?:left|right|center|justify)$/i,
  colspan: /^\d{1,3}$/,
  dir: /^(?:ltr|rtl|auto)$/i,
  lang: /^[A-Za-z0-9-]{1,35}$/,
  reversed: /^$/,
  open: /^$/,
  rowspan: /^\d{1,3}$/,
  scope: /^(?:row|col|rowgroup|colgroup)$/i,
  span: /^\d{1,3}$/,
  start: /^-?\d{1,9}$/,
  type: /^[1aAiI]$/,
  valign: /^(?:top|middle|bottom|baseline)$/i,
  value: /^-?\d{1,9}$/,
};

/** The attributes of an element that may stand, as HTML names and values, in the order of the schema. */
export function allowedAttributes(
  own: Readonly<Record<string, string>>,
  properties: Readonly<Record<string, unknown>>,
): [string, string][] {
  const result: [string, string][] = [];
  for (const property in properties) {
    if (property === 'className') continue;
    const name = Object.hasOwn(own, property)
      ? own[property]
      : Object.hasOwn(GLOBAL, property)
        ? GLOBAL[property]
        : undefined;
    const value = attributeValue(properties[property]);
    if (name === undefined || value === undefined) continue;
    const pattern = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
    if (pattern && !pattern.test(value)) continue;
    result.push([name, value]);
  }
  return result;
}

function attributeValue(value: unknown): string | undefined {
  if (value === true) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return Array.isArray(value) ? value.join(' ') : undefined;
}

const OWN_CLASSES = new Set([
  'label',
  'footnotes',
  'footnote-ref',
  'footnote-back',
  'task-list',
  'task-list-item',
  'math-display',
  'math-wide',
  'math-wider',
  'math-invalid',
  'figure',
]);

const NONE: readonly string[] = [];

/** The classes that pages know. An author's own say nothing here, and could say what is not so. */
export function allowedClasses(value: unknown): readonly string[] {
  if (value == null) return NONE;
  const given: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/\s+/) : [];
  return given.filter((name): name is string => typeof name === 'string' && isKnownClass(name));
}

// Coloured code has few classes, on most elements of its page. An author may make up any number, of any length.
const MAX_ASKED = 1000;
const MAX_ASKED_LENGTH = 64;
const asked = new Map<string, boolean>();

function isKnownClass(name: string): boolean {
  let known = asked.get(name);
  if (known !== undefined) return known;
  known = kindClasses.has(name) || OWN_CLASSES.has(name) || /^(?:hljs|language)-[\w+#-]+$/.test(name);
  // A copy: V8 keeps the whole of a text for a part of it.
  if (asked.size < MAX_ASKED && name.length <= MAX_ASKED_LENGTH)
    asked.set(Buffer.from(name, 'utf16le').toString('utf16le'), known);
  return known;
}

/** An id that can stand in a page: a word of its own, and none of those the pages themselves use. */
export function allowedId(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\p{L}\p{M}\p{N}_%-][^\s"'<>&`=]*$/u.test(value)) return undefined;
  return value.length > 200 || /^satchel-(?:main$|unit-)/.test(value) ? undefined : value;
}

function names(
  list: string,
  own: Readonly<Record<string, string>>,
): [string, Readonly<Record<string, string>>][] {
  return list
    .trim()
    .split(/\s+/)
    .map((name) => [name, own]);
}
