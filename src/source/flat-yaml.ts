import type { YamlMap, YamlValue } from './yaml.ts';

// Front matter of real curricula is almost always `key: value` lines. Reading those without the YAML parser makes 3,000
// pages cost milliseconds instead of a second; whatever is not certain goes to the parser (the equality is tested).

const KEY = /^([A-Za-z_][\w-]*):(?:[ \t]+(\S.*))?$/;
const ITEM = /^[ ]*- +(\S.*)$/;
const WORDS: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
  null: null,
  Null: null,
  NULL: null,
};

/** Reads a flat map of scalars and lists of scalars exactly as YAML 1.2 does; undefined for all that is not plainly one. */
export function readFlatYaml(text: string): YamlMap | undefined {
  const map = Object.create(null) as Record<string, YamlValue>;
  let list: YamlValue[] | undefined;
  let listIndent = 0;
  let open: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/(?<![ \t\r])[ \t\r]+$/, '');
    if (line === '') continue;
    if (line.startsWith('#')) continue;
    const [, key, value] = KEY.exec(line) ?? [];
    if (key !== undefined) {
      if (key in map) return undefined;
      open = undefined;
      list = undefined;
      if (value === undefined) {
        map[key] = null;
        open = key;
        continue;
      }
      const read = value.startsWith('[') ? flowList(value) : scalar(value);
      if (read === undefined) return undefined;
      map[key] = read;
      continue;
    }
    const item = scalar(ITEM.exec(line)?.[1] ?? '');
    if (item === undefined) return undefined;
    const indent = line.indexOf('-');
    if (open !== undefined) {
      list = [];
      listIndent = indent;
      map[open] = list;
      open = undefined;
    }
    if (list === undefined || indent !== listIndent) return undefined;
    list.push(item);
  }
  return map;
}

function flowList(text: string): YamlValue[] | undefined {
  if (!text.endsWith(']')) return undefined;
  const inside = text.slice(1, -1).trim();
  if (inside === '') return [];
  const items: YamlValue[] = [];
  for (const part of inside.split(',')) {
    const item = part.trim();
    if (!/^(?:[\p{L}\d][\p{L}\p{M}\d ._-]*|'[^'",[\]{}]*'|"[^'",[\]{}\\]*")$/u.test(item)) return undefined;
    const value = scalar(item);
    if (value === undefined) return undefined;
    items.push(value);
  }
  return items;
}

/** One plain or quoted scalar on its own line; undefined where its meaning would need more than a look. */
function scalar(text: string): string | number | boolean | null | undefined {
  const first = text.charCodeAt(0);
  if (first === 39)
    return /^'(?:[^'\p{Cc}]|'')*'$/u.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;
  if (first === 34) return /^"[^"\\\p{Cc}]*"$/u.test(text) ? text.slice(1, -1) : undefined;
  if (!/^[\p{L}\d]/u.test(text) || /\p{Cc}|: | #|:$|[\u2028\u2029\ufeff]/u.test(text)) return undefined;
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  if (first < 48 || first > 57) return text;
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  // Numbers hold neither spaces nor two dashes: `3 ways`, `2024-01-31`.
  return / /.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined;
}
