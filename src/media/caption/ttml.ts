import { MAX_CUE_SOURCE, type Captions, type Cue } from './cue.ts';
import { toMilliseconds } from './clock.ts';
import { markupOf, type Piece, type Tag } from './markup.ts';
import { parseTtmlTime, ratesOf, type Rates } from './ttml-time.ts';
import { xmlTokens, type XmlToken } from './xml.ts';

// Timed Text Markup Language 1 and 2 (W3C), also as DFXP, EBU-TT-D and IMSC: times count from those of the element around (§10.2).

/** Elements within each other; deeper ones count as their parent. */
const MAX_DEPTH = 100;

type Start = Extract<XmlToken, { kind: 'start' }>;

/** A caption that is being read. */
interface Draft {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly settings: string;
  readonly pieces: Piece[];
  length: number;
  /** Nothing has been said in it yet. */
  isSilent: boolean;
}

/** An element that is open. */
interface Open {
  readonly name: string;
  readonly beginSeconds: number;
  readonly endSeconds: number;
  readonly region: string;
  readonly tags: readonly Tag[];
  /** Where text in it goes; undefined outside of captions. */
  readonly draft: Draft | undefined;
}

/** What a document says in its head, before its captions. */
interface Head {
  rates: Rates;
  readonly styles: Map<string, readonly Tag[]>;
  readonly regions: Map<string, string>;
}

/** Captions in TTML. Colours, fonts and places are left out, but for the upper edge. */
export function parseTtml(text: string): Captions {
  const head: Head = { rates: ratesOf(new Map()), styles: new Map(), regions: new Map() };
  const drafts: Draft[] = [];
  const open: Open[] = [];
  let unread: { count: number; at: number } | undefined;
  const leave = (name: string): void => {
    while (open.some((element) => element.name === name)) {
      const element = open.pop();
      if (!element) return;
      for (const tag of element.tags) element.draft?.pieces.push({ kind: 'end', tag });
      if (element.name === name) return;
    }
  };
  for (const token of xmlTokens(text)) {
    const around = open.at(-1);
    if (token.kind === 'text') {
      // What says nothing is not remembered: a file may have a million such elements.
      if (around?.draft?.isSilent && /\S/.test(token.text)) {
        around.draft.isSilent = false;
        drafts.push(around.draft);
      }
      say(around?.draft, token.text.replace(/\s+/g, ' '));
    } else if (token.kind === 'end') leave(token.name);
    else if (token.name === 'br') say(around?.draft, '\n');
    else {
      declare(token, around, head);
      const element = enter(token, around, head);
      if (!element) unread = { count: (unread?.count ?? 0) + 1, at: unread?.at ?? token.at };
      if (token.empty || open.length >= MAX_DEPTH) continue;
      for (const tag of element?.tags ?? []) element?.draft?.pieces.push({ kind: 'start', tag });
      open.push(element ?? { ...(around ?? ROOT), name: token.name, draft: undefined, tags: [] });
    }
  }
  const cues = drafts.map(({ pieces, startSeconds, endSeconds, settings }): Cue => {
    return { startSeconds, endSeconds, settings, markup: markupOf(pieces) };
  });
  if (!unread) return { cues };
  return { cues, unread: { count: unread.count, line: text.slice(0, unread.at).split('\n').length } };
}

const ROOT: Open = {
  name: '',
  beginSeconds: 0,
  endSeconds: Infinity,
  region: '',
  tags: [],
  draft: undefined,
};

function say(draft: Draft | undefined, text: string): void {
  if (!draft || draft.length > MAX_CUE_SOURCE) return;
  draft.length += text.length;
  draft.pieces.push({ kind: 'text', text: text.slice(0, MAX_CUE_SOURCE).toWellFormed() });
}

/** Remembers what stands in the head: rates, styles and regions by their ids. */
function declare({ name, attributes }: Start, around: Open | undefined, head: Head): void {
  const id = attributes.get('id') ?? '';
  if (name === 'tt') head.rates = ratesOf(attributes);
  if (name === 'style' && id !== '') head.styles.set(id, tagsOf(attributes, head));
  const edge = attributes.get('displayAlign');
  if (name === 'region' && edge !== undefined) head.regions.set(id, edge);
  if (name === 'style' && around?.name === 'region' && edge !== undefined)
    head.regions.set(around.region, edge);
}

/** The element as it is open; undefined where it has a time that cannot be read. */
function enter({ name, attributes }: Start, around: Open = ROOT, head: Head): Open | undefined {
  const time = (attribute: string, other: number): number | undefined => {
    const given = attributes.get(attribute);
    return given === undefined ? other : parseTtmlTime(given, head.rates);
  };
  const offset = time('begin', 0);
  const end = time('end', Infinity);
  const duration = time('dur', Infinity);
  if (offset === undefined || end === undefined || duration === undefined) return undefined;
  const beginSeconds = toMilliseconds(around.beginSeconds + offset);
  const endSeconds = Math.min(around.endSeconds, around.beginSeconds + end, beginSeconds + duration);
  const region =
    name === 'region' ? (attributes.get('id') ?? '') : (attributes.get('region') ?? around.region);
  const isCaption =
    name === 'p' || (name === 'span' && ['begin', 'end', 'dur'].some((a) => attributes.has(a)));
  const inText = isCaption || (around.draft !== undefined && name === 'span');
  const tags = inText ? tagsOf(attributes, head) : [];
  const draft: Draft | undefined = isCaption
    ? {
        startSeconds: beginSeconds,
        endSeconds: toMilliseconds(endSeconds),
        settings: head.regions.get(region) === 'before' ? 'line:0' : '',
        pieces: [],
        length: 0,
        isSilent: true,
      }
    : inText
      ? around.draft
      : undefined;
  return { name, beginSeconds, endSeconds, region, tags, draft };
}

/** What styles and attributes say that WebVTT can say too. */
function tagsOf(attributes: ReadonlyMap<string, string>, { styles }: Head): Tag[] {
  const referred = (attributes.get('style') ?? '').split(/\s+/, 10);
  const tags = new Set(referred.flatMap((id) => styles.get(id) ?? []));
  const set = (tag: Tag, attribute: string, value: RegExp): void => {
    const given = attributes.get(attribute);
    if (given === undefined) return;
    if (value.test(given)) tags.add(tag);
    else tags.delete(tag);
  };
  set('b', 'fontWeight', /^bold$/);
  set('i', 'fontStyle', /^(?:italic|oblique)$/);
  set('u', 'textDecoration', /(?:^|\s)underline/);
  set('ruby', 'ruby', /^container$/);
  set('rt', 'ruby', /^text$/);
  return [...tags];
}
