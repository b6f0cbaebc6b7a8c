import type { Node, Pair, Scalar, YAMLMap } from 'yaml';
import { diagnostic, type Code, type Diagnostic, type Params, type Place } from '../diagnostic.ts';
import { quoteColons } from './yaml-colon.ts';

/** A value of YAML or JSON. Maps have no prototype, so that a key named `__proto__` or `constructor` is a key like others. */
export type YamlValue =
  string | number | boolean | null | undefined | readonly YamlValue[] | { readonly [key: string]: YamlValue };
export type YamlMap = Readonly<Record<string, YamlValue>>;
export type YamlPath = readonly (string | number)[];

export interface YamlDocument {
  /** Undefined when there is nothing or nothing that can be read. */
  readonly value: YamlValue;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at `path` stands in the file, or its key; of what is not there, the nearest that is. */
  readonly placeOf: (path: YamlPath, of?: 'key' | 'value') => Place;
}

// The parser takes seconds for a megabyte of hostile text; settings and front matter have some kilobytes.
const MAX_SIZE = 1 << 18;
const MAX_DEPTH = 64;
/** Nobody reads more of one file. */
const MAX_FINDINGS = 100;

/**
 * Reads hostile YAML 1.2 (core schema): no aliases, no tags, no duplicate keys, bounded size and depth. Never throws for
 * what the text holds. `firstLine` is the line of the file on which `text` begins.
 */
export async function parseYaml(text: string, file: string, firstLine = 1): Promise<YamlDocument> {
  const nowhere = { file, line: firstLine, column: 1 };
  const refused = (finding: Diagnostic): YamlDocument => ({
    value: undefined,
    diagnostics: [finding],
    placeOf: () => nowhere,
  });
  if (text.length > MAX_SIZE)
    return refused(diagnostic('yaml-too-large', { size: text.length, limit: MAX_SIZE }, nowhere));
  if (nestsTooDeep(text)) return refused(diagnostic('yaml-too-deep', { limit: MAX_DEPTH }, nowhere));
  // The parser takes time quadratic in the number of directives; a file has one at most.
  if ((text.match(/^%/gm)?.length ?? 0) > MAX_FINDINGS)
    return refused(
      diagnostic(
        'yaml-invalid',
        { reason: 'it has more lines of directives (%) than any file needs' },
        nowhere,
      ),
    );

  const { default: yaml } = await import('yaml');
  let lines = new yaml.LineCounter();
  const parse = (source: string) =>
    yaml.parseDocument(source, {
      lineCounter: (lines = new yaml.LineCounter()),
      prettyErrors: false,
      // The package compares each key with all before it; here they are found by name.
      uniqueKeys: false,
      logLevel: 'silent',
      stringKeys: false,
    });
  let document = parse(text);
  const mended = quoteColons(
    text,
    document.errors.flatMap(({ code, pos }) => (code === 'BLOCK_AS_IMPLICIT_KEY' ? [pos[0]] : [])),
  );
  if (mended) document = parse(mended.text);
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  const diagnostics: Diagnostic[] = [];
  const report = (code: Code, params: Params, offset: number): void => {
    if (diagnostics.length < MAX_FINDINGS) diagnostics.push(diagnostic(code, params, placeAt(offset)));
  };
  for (const error of document.errors) report('yaml-invalid', { reason: error.message }, error.pos[0]);
  for (const { value, offset } of mended?.values ?? [])
    report('yaml-colon-unquoted', { text: value }, offset);

  const plain = (node: unknown): YamlValue => {
    if (yaml.isScalar(node))
      return isUnclosed(node, mended?.text ?? text) ? undefined : plainScalar(node.value);
    if (yaml.isSeq(node)) return node.items.map(plain);
    if (yaml.isAlias(node)) {
      report('yaml-alias', { name: node.source }, node.range?.[0] ?? 0);
      return undefined;
    }
    if (!yaml.isMap(node)) return undefined;
    const map = Object.create(null) as Record<string, YamlValue>;
    for (const pair of node.items) {
      const key = keyText(pair);
      if (key === undefined) continue;
      if (!Object.hasOwn(map, key)) map[key] = plain(pair.value);
      else report('yaml-duplicate-key', {}, (pair.key as Node).range?.[0] ?? 0);
    }
    return map;
  };

  const keyText = (pair: Pair): string | undefined => {
    const key = pair.key;
    if (!yaml.isScalar(key)) return undefined;
    return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
  };

  const pairsOf = new Map<YAMLMap, Map<string, Pair>>();
  const pairAt = (map: YAMLMap, key: string): Pair | undefined => {
    const known = pairsOf.get(map) ?? new Map<string, Pair>();
    if (known.size === 0) for (const pair of map.items.toReversed()) known.set(keyText(pair) ?? '', pair);
    pairsOf.set(map, known);
    return known.get(key);
  };

  const placeOf = (path: YamlPath, of: 'key' | 'value' = 'value'): Place => {
    let node: unknown = document.contents;
    let key: unknown;
    for (const step of path) {
      let next: unknown;
      if (yaml.isMap(node)) {
        const pair = pairAt(node, String(step));
        if (!pair) break;
        key = pair.key;
        next = pair.value;
      } else if (yaml.isSeq(node)) {
        next = node.items[Number(step)];
        key = next;
      }
      if (next === undefined || next === null) break;
      node = next;
    }
    const wanted = (of === 'key' ? key : node) ?? key ?? node;
    return yaml.isNode(wanted) ? placeAt((wanted as Node).range?.[0] ?? 0) : nowhere;
  };

  return { value: plain(document.contents), diagnostics, placeOf };
}

export function isYamlMap(value: YamlValue): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isYamlList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function plainScalar(value: unknown): YamlValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return value.toWellFormed();
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** Of a quotation without end the parser makes a text of all that follows. */
function isUnclosed({ type, range }: Scalar, text: string): boolean {
  if (type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE') return false;
  const [start, end] = range ?? [0, 0];
  return end - start < 2 || text[end - 1] !== text[start];
}

/** The parser is recursive: what nests deeper than any settings file does is refused before it is parsed. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  const indents: number[] = [];
  for (const line of text.split('\n')) {
    // A line may open several blocks: `- - a: b` has three, at the columns of its markers and of its text.
    if (line.trim() === '') continue;
    const [prefix = ''] = /^[ \t]*(?:[-?:][ \t]+)*/.exec(line) ?? [];
    for (const column of [...prefix.matchAll(/[-?:]/g)].map(({ index }) => index).concat(prefix.length)) {
      while ((indents.at(-1) ?? -1) >= column) indents.pop();
      indents.push(column);
      if (indents.length > MAX_DEPTH) return true;
    }
    for (const character of line) {
      if (character === '[' || character === '{') depth++;
      else if ((character === ']' || character === '}') && depth > 0) depth--;
      if (depth > MAX_DEPTH) return true;
    }
  }
  return false;
}
