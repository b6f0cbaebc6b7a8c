import { decodeEntities } from '../../entities.ts';

/** What of a caption's markup is kept; `v` says who speaks. */
export type Tag = 'b' | 'i' | 'u' | 'ruby' | 'rt' | 'v';

/** A caption's text as a parser finds it, in whatever format; tags may be unbalanced. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'start'; readonly tag: Tag; readonly voice?: string }
  | { readonly kind: 'end'; readonly tag: Tag };

/** Characters of a caption; a screen holds some 80. What is longer ends here. */
const MAX_LENGTH = 4000;
/** Characters of a speaker's name. */
const MAX_VOICE = 100;

/** What shows nothing by itself: a caption of nothing else is empty. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}]/u;

/** A text with line ends, tags and references to characters, as in SubRip and WebVTT; `tags` says what of it is a tag, at `lastIndex`. */
export function parseTags(text: string, tags: RegExp): Piece[] {
  const pieces: Piece[] = [];
  const say = (from: number, to: number): void => {
    if (to > from) pieces.push({ kind: 'text', text: decode(text.slice(from, to)) });
  };
  let said = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    tags.lastIndex = at;
    const [tag] = tags.exec(text) ?? [];
    if (tag === undefined) {
      at++;
      continue;
    }
    say(said, at);
    const piece = pieceOf(tag);
    if (piece) pieces.push(piece);
    at += tag.length;
    said = at;
  }
  say(said, text.length);
  return pieces;
}

function decode(text: string): string {
  return decodeEntities(text.replaceAll('&lrm;', '\u200e').replaceAll('&rlm;', '\u200f'));
}

const SAME: ReadonlyMap<string, Tag> = new Map([
  ['b', 'b'],
  ['strong', 'b'],
  ['i', 'i'],
  ['em', 'i'],
  ['u', 'u'],
  ['ruby', 'ruby'],
  ['rt', 'rt'],
  ['v', 'v'],
]);

function pieceOf(source: string): Piece | undefined {
  // WebVTT §4.1: a name, classes each after a dot, and behind a space the annotation.
  const [, slash = '', name = '', annotation = ''] =
    /^<(\/?)([a-z]{0,10})(?:\.[^\s>]*)?([^>]*)/i.exec(source) ?? [];
  if (name.toLowerCase() === 'br') return { kind: 'text', text: '\n' };
  const tag = SAME.get(name.toLowerCase());
  if (tag === undefined) return undefined;
  if (slash !== '') return { kind: 'end', tag };
  return tag === 'v' ? { kind: 'start', tag, voice: decode(annotation) } : { kind: 'start', tag };
}

/**
 * The pieces as WebVTT cue text that every parser reads alike and that is HTML as well, but for `<v>`: tags balanced and none of
 * them empty, special characters escaped, white space collapsed, no blank lines. Empty where nothing would be seen.
 */
export function markupOf(pieces: Iterable<Piece>): string {
  let markup = '';
  let seen = false;
  let full = false;
  /** White space to come before the next word. */
  let gap = '';
  const open: { readonly tag: Tag; readonly start: string; written: boolean }[] = [];
  const close = (): void => {
    const last = open.pop();
    if (last?.written) markup += `</${last.tag}>`;
  };
  const isOpen = (tag: Tag): boolean => open.some((one) => one.tag === tag);

  for (const piece of pieces)
    if (piece.kind === 'text') {
      for (const [part] of piece.text.matchAll(/[\t\n\f\r ]+|[^\t\n\f\r ]+/g)) {
        if (/^[\t\n\f\r ]/.test(part)) {
          if (/[\n\r]/.test(part)) gap = '\n';
          else gap ||= ' ';
          continue;
        }
        // Words of control characters alone are none.
        const word = escape(part.replace(/[\0-\x1f\x7f]/g, ''));
        full ||= markup.length + word.length > MAX_LENGTH;
        if (word === '' || full) continue;
        if (markup !== '') markup += gap;
        gap = '';
        for (const one of open) {
          if (!one.written) markup += one.start;
          one.written = true;
        }
        markup += word;
        seen ||= hasVisible(word);
      }
    } else if (piece.kind === 'end') {
      if (isOpen(piece.tag)) while (isOpen(piece.tag)) close();
    } else {
      const { tag } = piece;
      const voice = tag === 'v' ? voiceOf(piece.voice) : '';
      if (tag === 'v') while (isOpen('v')) close();
      if (tag === 'rt' && open.at(-1)?.tag === 'rt') close();
      const misplaced = tag === 'v' ? voice === '' : tag === 'rt' ? open.at(-1)?.tag !== 'ruby' : isOpen(tag);
      if (!misplaced)
        open.push({ tag, start: tag === 'v' ? `<v ${escape(voice)}>` : `<${tag}>`, written: false });
    }
  while (open.length > 0) close();
  return seen ? markup : '';
}

function voiceOf(annotation = ''): string {
  const name = annotation.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  // At the tag's end a hyphen may become an arrow.
  return hasVisible(name)
    ? name
        .slice(0, MAX_VOICE)
        .toWellFormed()
        .replace(/[\s-]+$/, '')
    : '';
}

function hasVisible(text: string): boolean {
  for (const character of text) if (!INVISIBLE.test(character)) return true;
  return false;
}

/** WebVTT §4.1. `>` too, so that no text looks like an arrow. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
