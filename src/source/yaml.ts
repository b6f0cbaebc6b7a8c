import type { Node, Pair, YAMLMap } from 'yaml';
import { diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';

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

const MAX_SIZE = 1 << 20;
const MAX_DEPTH = 64;

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

  const { default: yaml } = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // The package compares each key with all before it; here they are found by name.
    uniqueKeys: false,
    logLevel: 'silent',
    stringKeys: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  const diagnostics = document.errors.map((error) =>
    diagnostic('yaml-invalid', { reason: error.message }, placeAt(error.pos[0])),
  );

  const plain = (node: unknown): YamlValue => {
    if (yaml.isScalar(node)) return plainScalar(node.value);
    if (yaml.isSeq(node)) return node.items.map(plain);
    if (yaml.isAlias(node)) {
      diagnostics.push(diagnostic('yaml-alias', { name: node.source }, placeAt(node.range?.[0] ?? 0)));
      return undefined;
    }
    if (!yaml.isMap(node)) return undefined;
    const map = Object.create(null) as Record<string, YamlValue>;
    for (const pair of node.items) {
      const key = keyText(pair);
      if (key === undefined) continue;
      if (!Object.hasOwn(map, key)) map[key] = plain(pair.value);
      else
        diagnostics.push(diagnostic('yaml-duplicate-key', {}, placeAt((pair.key as Node).range?.[0] ?? 0)));
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
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return undefined;
}

/** The parser is recursive: what nests deeper than any settings file does is refused before it is parsed. */
function nestsTooDeep(text: string): boolean {
  if (/^[ \t]*(?:[-?:][ \t]+){64}/m.test(text)) return true;
  let depth = 0;
  const indents: number[] = [];
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ \t]/);
    if (indent < 0) continue;
    while ((indents.at(-1) ?? -1) >= indent) indents.pop();
    indents.push(indent);
    if (indents.length > MAX_DEPTH) return true;
    for (const character of line) {
      if (character === '[' || character === '{') depth++;
      else if ((character === ']' || character === '}') && depth > 0) depth--;
      if (depth > MAX_DEPTH) return true;
    }
  }
  return false;
}
