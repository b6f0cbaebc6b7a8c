/** An attribute list of kramdown and Pandoc, `{#id .class key="value"}`. */
export interface Attributes {
  readonly id: string | undefined;
  readonly classes: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

const ITEM =
  /#([^\s#.{}"'=]+)|\.([^\s#.{}"'=]+)|(?<![\w:-])([\w:-]+)=(?:"([^"]*)"|'([^']*)'|‘([^’]*)’|“([^”]*)”|([^\s}"']+))/gu;

/** Reads what stands between the braces; what is no attribute is passed over. */
export function parseAttributes(body: string): Attributes {
  let id: string | undefined;
  const classes: string[] = [];
  const values = new Map<string, string>();
  for (const match of body.matchAll(ITEM)) {
    const [, anchor, name, key, ...texts] = match as (string | undefined)[];
    if (anchor !== undefined) id = anchor;
    else if (name !== undefined) classes.push(name);
    else if (key !== undefined) values.set(key.toLowerCase(), texts.find((text) => text !== undefined) ?? '');
  }
  return { id, classes, values };
}

/** True for a text that is nothing but attributes: `.note #here`, `alt='a cup' width="50%"`; prose in braces is not. */
export function isAttributes(body: string): boolean {
  if (body.length > 2000) return false;
  // Where an item may end is said by what follows, so that there is one way alone to read a text.
  return /^:?(?:\s*(?:[#.][\p{L}_-][^\s#.{}"'=]*(?=[\s#.]|$)|[\w:-]+=(?:"[^"]*"|'[^']*'|‘[^’]*’|“[^”]*”|[^\s{}"'=]+(?=\s|$))))+\s*$/u.test(
    body,
  );
}
