import { diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import { readFlatYaml } from './flat-yaml.ts';
import { readFlatToml } from './flat-toml.ts';
import { languageTag } from './language-tag.ts';
import { isYamlList, isYamlMap, parseYaml, type YamlMap, type YamlValue } from './yaml.ts';

/** What a page says about itself between its first two `---` lines (schemas/front-matter-1.schema.json). */
export interface FrontMatter {
  readonly title?: string;
  /** The page's stable id; without it the id is made from the path. */
  readonly id?: string;
  readonly description?: string;
  /** Ids the page had before. */
  readonly was?: readonly string[];
  /** BCP 47, as written. */
  readonly language?: string;
  /** Its place among its siblings: `order`, `weight`, `nav_order` or `sidebar_position`. */
  readonly order?: number;
  /** True where the author says so (`draft`, Jekyll's `published`), or says it so that nobody can be sure. */
  readonly draft?: boolean;
}

/** The front matter of a text as written, and where the text goes on after it. */
export interface FrontMatterBlock {
  readonly kind: 'yaml' | 'toml';
  readonly text: string;
  /** Offset and line (from 1) of the first character after the closing fence's line. */
  readonly bodyOffset: number;
  readonly bodyLine: number;
}

const OPENING = /^(---|\+\+\+)[ \t]*\r?\n/;
// After empty lines a fence may be a divider as well: only a key below it makes it one.
const LATE_OPENING = /^((?:[ \t]*\r?\n)+)(---|\+\+\+)[ \t]*\r?\n(?=[\w-]+[ \t]*[:=])/;

/**
 * Finds front matter: its fence is the first line that is not empty, and there is a closing one. The empty lines before it
 * stand in `text` too, so that lines count from the second of the file.
 */
export function splitFrontMatter(text: string): FrontMatterBlock | undefined {
  const first = text.charCodeAt(0);
  if (first !== 45 && first !== 43) {
    if (first !== 10 && first !== 13 && first !== 32) return undefined;
    const [before = '', blank = ''] = LATE_OPENING.exec(text) ?? [];
    const block = before === '' ? undefined : splitFrontMatter(text.slice(blank.length));
    const lines = blank.split('\n').length - 1;
    return (
      block && {
        ...block,
        text: '\n'.repeat(lines) + block.text,
        bodyOffset: block.bodyOffset + blank.length,
        bodyLine: block.bodyLine + lines,
      }
    );
  }
  const [opening, fence] = OPENING.exec(text) ?? [];
  if (opening === undefined || fence === undefined) return undefined;
  let line = 2;
  for (let start = opening.length; start < text.length; line++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const closed = text.startsWith(fence, start) || (fence === '---' && text.startsWith('...', start));
    if (closed && /^[ \t\r]*$/.test(text.slice(start + 3, end)))
      return {
        kind: fence === '---' ? 'yaml' : 'toml',
        text: text.slice(opening.length, start),
        bodyOffset: Math.min(end + 1, text.length),
        bodyLine: line + 1,
      };
    start = end + 1;
  }
  return undefined;
}

/** Types what a block says. Keys that Satchel does not know belong to other tools and are no findings. */
export async function readFrontMatter(
  block: FrontMatterBlock,
  file: string,
): Promise<{ frontMatter: FrontMatter; diagnostics: readonly Diagnostic[] }> {
  if (block.kind === 'toml') return readFlatToml(block.text, file, typeFrontMatter);
  const flat = readFlatYaml(block.text);
  if (flat) {
    const typed = typeFrontMatter(flat);
    if (typed.wrong.length === 0 && typed.asText.length === 0)
      return { frontMatter: typed.frontMatter, diagnostics: [] };
  }
  const document = await parseYaml(block.text, file, 2);
  const { value } = document;
  // What the parser lost after a mistake may say that the page is not to be published.
  const lost: FrontMatter =
    document.diagnostics.length > 0 && DRAFT_LINE.test(block.text) ? { draft: true } : {};
  if (value === null || value === undefined) return { frontMatter: lost, diagnostics: document.diagnostics };
  if (!isYamlMap(value))
    return {
      frontMatter: lost,
      diagnostics: [...document.diagnostics, diagnostic('front-matter-invalid', {}, document.placeOf([]))],
    };
  const typed = typeFrontMatter(value);
  // What the parser made of a broken line is not worth a second finding.
  const broken = new Set(document.diagnostics.map(({ line }) => line));
  const findings = typeFindings(typed, (key) => document.placeOf([key]));
  return {
    frontMatter: { ...lost, ...typed.frontMatter },
    diagnostics: [...document.diagnostics, ...findings.filter(({ line }) => !broken.has(line))],
  };
}

const DRAFT_LINE =
  /^[ \t]*(?:draft[ \t]*:(?![ \t]*["']?(?:false|no|off)\b)|published[ \t]*:[ \t]*["']?(?:false|no|off)\b)/im;

const ORDER_KEYS = ['order', 'weight', 'nav_order', 'sidebar_position'] as const;

export interface TypedFrontMatter {
  readonly frontMatter: FrontMatter;
  readonly wrong: readonly { readonly key: string; readonly expected: string }[];
  /** Numbers and truth values that stand for texts (“title: 1984”). */
  readonly asText: readonly { readonly key: string; readonly text: string }[];
}

/** What is to be said about typed front matter, each where `placeOf` finds its key's value. */
export function typeFindings(
  { wrong, asText }: TypedFrontMatter,
  placeOf: (key: string) => Place | undefined,
): Diagnostic[] {
  return [
    ...wrong.map(({ key, expected }) => diagnostic('front-matter-type', { key, expected }, placeOf(key))),
    ...asText.map(({ key, text }) => diagnostic('yaml-not-text', { key, text }, placeOf(key))),
  ];
}

/** Picks the known keys out of a map; a value of the wrong type is named in `wrong` and left out. */
export function typeFrontMatter(map: YamlMap): TypedFrontMatter {
  const frontMatter: { -readonly [K in keyof FrontMatter]: FrontMatter[K] } = {};
  const wrong: { key: string; expected: string }[] = [];
  const asText: { key: string; text: string }[] = [];
  const text = (key: 'title' | 'id' | 'description' | 'language' | 'lang'): string | undefined => {
    const value = map[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
    if (typeof value === 'object') wrong.push({ key, expected: 'text' });
    else asText.push({ key, text: String(value) });
    return typeof value === 'object' ? undefined : String(value);
  };
  const title = text('title');
  const id = text('id');
  const description = text('description');
  const languageKey = map['language'] === undefined || map['language'] === null ? 'lang' : 'language';
  const language = text(languageKey);
  if (title !== undefined) frontMatter.title = title.replace(/\s+/g, ' ');
  if (id !== undefined) frontMatter.id = id;
  if (description !== undefined) frontMatter.description = description;
  if (language !== undefined && languageTag(language) !== undefined) frontMatter.language = language;
  else if (language !== undefined) wrong.push({ key: languageKey, expected: LANGUAGE });
  for (const key of ORDER_KEYS) {
    const value = map[key];
    const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    if (number === undefined || number === null) continue;
    if (typeof number === 'number' && Number.isFinite(number)) frontMatter.order ??= number;
    else wrong.push({ key, expected: 'a number' });
  }
  // A page whose author may not want it published is not published.
  for (const [key, ofDrafts] of [
    ['draft', true],
    ['published', false],
  ] as const) {
    const value = map[key];
    if (value === undefined || value === null) continue;
    const truth = truthOf(value);
    if (truth === undefined) wrong.push({ key, expected: 'true or false' });
    if (truth === undefined || truth === ofDrafts) frontMatter.draft = true;
    else if (key === 'draft') frontMatter.draft = false;
  }
  const was = earlierIds(map['was']);
  if (was === undefined) wrong.push({ key: 'was', expected: 'an id or a list of ids' });
  else if (was.length > 0) frontMatter.was = was;
  return { frontMatter, wrong, asText };
}

const LANGUAGE = 'the tag of a language, such as en, sw or pt-BR';

/** YAML 1.1, which most tools read, has more words for true and false than 1.2. */
function truthOf(value: YamlValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return /^(?:true|yes|y|on|1)$/i.test(word)
    ? true
    : /^(?:false|no|n|off|0)$/i.test(word)
      ? false
      : undefined;
}

function earlierIds(value: YamlValue): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const list = isYamlList(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : undefined;
}
