import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { FrontMatter } from './front-matter.ts';
import { typeFindings, typeFrontMatter } from './typed-front-matter.ts';
import type { YamlValue } from './yaml.ts';

const KNOWN = new Set(['title', 'id', 'description', 'was', 'language', 'lang', 'order', 'weight', 'draft']);

/**
 * The simple values of `+++` front matter (Hugo): strings, numbers, booleans and lists of strings, each on one line, before
 * the first table. What else there is belongs to other tools, unless it is a key that Satchel knows: that is reported.
 */
export function readFlatToml(
  text: string,
  file: string,
): { frontMatter: FrontMatter; diagnostics: readonly Diagnostic[] } {
  const map = Object.create(null) as Record<string, YamlValue>;
  const places = new Map<string, { file: string; line: number; column: number }>();
  const diagnostics: Diagnostic[] = [];
  let unclear = false;
  let line = 1;
  for (const raw of text.split('\n')) {
    line++;
    if (/^\s*\[/.test(raw)) break;
    const [, before = '', key, value = ''] = /^(\s*([\w-]+)\s*=\s*)(\S.*)$/.exec(raw.trimEnd()) ?? [];
    if (key === undefined || !KNOWN.has(key)) continue;
    const place = { file, line, column: before.length + 1 };
    const read = tomlValue(value);
    if (read !== undefined) map[key] = read;
    else {
      diagnostics.push(diagnostic('front-matter-unsupported', { key }, place));
      unclear ||= key === 'draft';
    }
    places.set(key, place);
  }
  const typed = typeFrontMatter(map);
  diagnostics.push(...typeFindings(typed, (key) => places.get(key)));
  return { frontMatter: unclear ? { ...typed.frontMatter, draft: true } : typed.frontMatter, diagnostics };
}

function tomlValue(text: string): YamlValue {
  const [, basic, literal] = /^(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/.exec(text) ?? [];
  if (basic !== undefined || literal !== undefined) return basic ?? literal;
  const plain = text.replace(/(?<!\s)\s+#.*$/, '');
  if (plain === 'true' || plain === 'false') return plain === 'true';
  if (/^[+-]?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(plain)) return Number(plain);
  if (/^\[\s*(?:(?:"[^"\\]*"|'[^']*')\s*(?:,\s*|(?=\])))*\]$/.test(plain))
    return [...plain.matchAll(/"([^"\\]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2]);
  return undefined;
}
