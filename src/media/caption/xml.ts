import { decodeEntities } from '../../entities.ts';

/** A piece of an XML document; `at` is where it begins. Names are without their prefixes. */
export type XmlToken =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly empty: boolean;
      readonly at: number;
    }
  | { readonly kind: 'end'; readonly name: string; readonly at: number };

/** Characters of a tag with its attributes. */
const MAX_TAG = 4000;
const TAG = /^<(\/?)([\w:.-]{1,100})(?![\w:.-])([^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*)>/;
const ATTRIBUTE = /(?<![\w:.-])([\w:.-]{1,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')/g;

/**
 * The tags and texts of an XML document, whether or not it is well-formed. A document type declares nothing here: only
 * XML's own entities and numbers of characters are read, so that nothing grows and nothing is fetched.
 */
export function* xmlTokens(document: string): Generator<XmlToken> {
  let at = 0;
  while (at < document.length) {
    const tag = document.indexOf('<', at);
    if (tag !== at) {
      const end = tag < 0 ? document.length : tag;
      yield { kind: 'text', text: decodeEntities(document.slice(at, end)), at };
      at = end;
      continue;
    }
    const skipped = SKIPPED.find(([start]) => document.startsWith(start, at));
    if (skipped) {
      const [start, end] = skipped;
      const close = document.indexOf(end, at + start.length);
      const inner = document.slice(at + start.length, close < 0 ? document.length : close);
      if (start === CDATA) yield { kind: 'text', text: inner, at };
      at = close < 0 ? document.length : close + end.length;
      continue;
    }
    if (document.startsWith('<!', at)) {
      at = afterDoctype(document, at);
      continue;
    }
    const [all, slash = '', prefixed = '', rest = ''] = TAG.exec(document.slice(at, at + MAX_TAG)) ?? [];
    if (all === undefined) {
      at++;
      continue;
    }
    const name = localName(prefixed);
    if (slash !== '') yield { kind: 'end', name, at };
    else yield { kind: 'start', name, attributes: attributesOf(rest), empty: rest.endsWith('/'), at };
    at += all.length;
  }
}

const CDATA = '<![CDATA[';
const SKIPPED = [
  ['<!--', '-->'],
  [CDATA, ']]>'],
  ['<?', '?>'],
] as const;

/** A document type ends at `>`, or where it declares something at `]` and `>`. */
function afterDoctype(document: string, at: number): number {
  const end = document.indexOf('>', at);
  if (end < 0) return document.length;
  const bracket = document.slice(at, end).indexOf('[');
  if (bracket < 0) return end + 1;
  const close = document.indexOf(']', at + bracket);
  const after = close < 0 ? -1 : document.indexOf('>', close);
  return after < 0 ? document.length : after + 1;
}

function attributesOf(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', a, b] of source.matchAll(ATTRIBUTE))
    attributes.set(localName(name), decodeEntities(a ?? b ?? ''));
  return attributes;
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
