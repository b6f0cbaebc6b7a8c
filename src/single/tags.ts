import { escapeHtml } from '../compile/template.ts';
import { decodeEntities } from '../entities.ts';

/** A start tag of a page that Satchel wrote: attributes in double quotes or without a value. */
export interface Tag {
  readonly name: string;
  /** Values are text, not HTML; those of attributes without one are undefined. In the order in which they stand. */
  readonly attributes: Map<string, string | undefined>;
}

/** Replaces start tags: `change` gives HTML, or undefined for a tag that stays as it is. */
export function changeTags(html: string, change: (tag: Tag) => string | undefined): string {
  return html.replace(
    /<([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>/gi,
    (all, name: string, attributes: string) => {
      const tag = { name: name.toLowerCase(), attributes: attributesOf(attributes) };
      return change(tag) ?? all;
    },
  );
}

/** The HTML of a tag, or of none where it is undefined. */
export function tagHtml({ name, attributes }: Tag): string {
  const all = [...attributes].map(([key, value]) =>
    value === undefined ? ` ${key}` : ` ${key}="${escapeHtml(value)}"`,
  );
  return `<${name}${all.join('')}>`;
}

function attributesOf(text: string): Tag['attributes'] {
  const found = text.matchAll(/([^\s"=/]+)(?:="([^"]*)")?/g);
  return new Map(
    [...found].map(([, key = '', value]) => [key, value === undefined ? undefined : decodeEntities(value)]),
  );
}
