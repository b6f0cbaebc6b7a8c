import { isAttributes, parseAttributes, type Attributes } from './attributes.ts';
import { replaceTags, type Tag } from './tags.ts';

/**
 * A line that no Markdown parser knows: it is taken out of the text before parsing, and a comment with its number stands
 * in its place. A comment ends a paragraph, needs no blank lines around it and is one node in every parser's tree; a
 * control character, of which prepared text has none, makes it unmistakable. `raw` is what the author wrote.
 */
export type Mark =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly title: string;
      readonly attributes: Attributes;
      /** Colons of the fence; 0 for a block that is held together by indentation. */
      readonly colons: number;
      readonly raw: string;
    }
  | { readonly kind: 'close'; readonly name: string; readonly colons: number; readonly raw: string }
  | { readonly kind: 'attributes'; readonly attributes: Attributes; readonly raw: string }
  | { readonly kind: 'template'; readonly raw: string }
  /** A place that links end at, `(label)=` in MyST. */
  | { readonly kind: 'anchor'; readonly id: string; readonly raw: string }
  /** A template tag within a line: `tagText` stands in its place. */
  | ({ readonly kind: 'tag' } & Tag);

export function markText(index: number): string {
  return `<!--\u0001${index}-->`;
}

/** The number of the mark that an HTML node stands for, if it is one. */
export function markIndex(html: string): number | undefined {
  const [, index] = /^\s*<!--\u0001(\d+)-->\s*$/.exec(html) ?? [];
  return index === undefined ? undefined : Number(index);
}

/** Puts the author's lines back where a mark came to stand in code or in other text. */
export function unmarked(text: string, marks: readonly Mark[]): string {
  const lines = text.includes('<!--\u0001')
    ? text.replace(/<!--\u0001(\d+)-->/g, (_, index: string) => marks[Number(index)]?.raw ?? '')
    : text;
  return replaceTags(lines, (index) => marks[index]?.raw ?? '');
}

const NO_ATTRIBUTES = parseAttributes('');
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]*/u;

/** Reads a line of colons: `::: challenge`, `:::note Title`, `:::tip[Title]{#id}`, `::: {.callout-note title="…"}`, `:::`. */
export function parseFence(raw: string): Mark | undefined {
  const colons = /^:{3,}/.exec(raw)?.[0].length ?? 0;
  if (colons === 0) return undefined;
  const info = raw
    .slice(colons)
    .trim()
    .replace(/(?<!:):+$/, '')
    .trimEnd();
  if (info === '') return { kind: 'close', name: '', colons, raw };
  const [, closed] = /^(?:\/|end[ -]?)([\p{L}][\p{L}\p{N}_-]*)$/u.exec(info) ?? [];
  if (closed !== undefined) return { kind: 'close', name: closed, colons, raw };
  const open = parseInfo(info);
  return open && { kind: 'open', ...open, colons, raw };
}

/** Reads what follows the marker of a block: `note "Title"`, `{note} Title`, `{.note #id}`, `note[Title]{.dark}`. */
export function parseInfo(info: string): { name: string; title: string; attributes: Attributes } | undefined {
  const [, myst, mystTitle = ''] = /^\{([a-z][\w-]*)\}[ \t]*(.*)$/i.exec(info) ?? [];
  if (myst !== undefined) return { name: myst, title: mystTitle, attributes: NO_ATTRIBUTES };
  const name = NAME.exec(info)?.[0] ?? '';
  let title = info.slice(name.length).trim();
  let attributes = NO_ATTRIBUTES;
  const [braces, body] = /\{([^{}]*)\}$/u.exec(title) ?? [];
  if (braces !== undefined && body !== undefined && (body.trim() === '' || isAttributes(body))) {
    attributes = parseAttributes(body);
    title = title.slice(0, -braces.length).trim();
  }
  const first = attributes.classes[0];
  if (name === '' && (braces === undefined || title !== '')) return undefined;
  title = attributes.values.get('title') ?? title.replace(/^\[(.*)\]$/u, '$1').replace(/^"(.*)"$/u, '$1');
  return { name: name === '' ? (first ?? 'div') : name, title, attributes };
}
