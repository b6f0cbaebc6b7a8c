import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { readFlatYaml } from './flat-yaml.ts';
import { readFlatToml } from './flat-toml.ts';
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

/** Finds front matter as remark-frontmatter does: the fence is the very first line, and there is a closing one. */
export function splitFrontMatter(text: string): FrontMatterBlock | undefined {
  const first = text.charCodeAt(0);
  if (first !== 45 && first !== 43) return undefined;
  const [opening, fence] = OPENING.exec(text) ?? [];
  if (opening === undefined || fence === undefined) return undefined;
  let line = 2;
  for (let start = opening.length; start < text.length; line++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (text.startsWith(fence, start) && /^[ \t\r]*$/.test(text.slice(start + 3, end)))
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
    if (typed.wrong.length === 0) return { frontMatter: typed.frontMatter, diagnostics: [] };
  }
  const document = await parseYaml(block.text, file, 2);
  const { value } = document;
  if (value === null || value === undefined) return { frontMatter: {}, diagnostics: document.diagnostics };
  if (!isYamlMap(value))
    return {
      frontMatter: {},
      diagnostics: [...document.diagnostics, diagnostic('front-matter-invalid', {}, document.placeOf([]))],
    };
  const { frontMatter, wrong } = typeFrontMatter(value);
  const findings = wrong.map(({ key, expected }) =>
    diagnostic('front-matter-type', { key, expected }, document.placeOf([key])),
  );
  return { frontMatter, diagnostics: [...document.diagnostics, ...findings] };
}

const ORDER_KEYS = ['order', 'weight', 'nav_order', 'sidebar_position'] as const;

export interface TypedFrontMatter {
  readonly frontMatter: FrontMatter;
  readonly wrong: readonly { readonly key: string; readonly expected: string }[];
}

/** Picks the known keys out of a map; a value of the wrong type is named in `wrong` and left out. */
export function typeFrontMatter(map: YamlMap): TypedFrontMatter {
  const frontMatter: { -readonly [K in keyof FrontMatter]: FrontMatter[K] } = {};
  const wrong: { key: string; expected: string }[] = [];
  const text = (key: 'title' | 'id' | 'description' | 'language' | 'lang'): string | undefined => {
    const value = map[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
    wrong.push({ key, expected: 'text' });
    // A number is meant as text (“title: 1984”), so it is shown all the same.
    return typeof value === 'number' ? String(value) : undefined;
  };
  const title = text('title');
  const id = text('id');
  const description = text('description');
  const language = text('language') ?? text('lang');
  if (title !== undefined) frontMatter.title = title.replace(/\s+/g, ' ');
  if (id !== undefined) frontMatter.id = id;
  if (description !== undefined) frontMatter.description = description;
  if (language !== undefined) frontMatter.language = language;
  for (const key of ORDER_KEYS) {
    const value = map[key];
    const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    if (number === undefined || number === null) continue;
    if (typeof number === 'number' && Number.isFinite(number)) frontMatter.order ??= number;
    else wrong.push({ key, expected: 'a number' });
  }
  const draft = map['draft'];
  if (typeof draft === 'boolean') frontMatter.draft = draft;
  else if (draft !== undefined && draft !== null) wrong.push({ key: 'draft', expected: 'true or false' });
  const was = earlierIds(map['was']);
  if (was === undefined) wrong.push({ key: 'was', expected: 'an id or a list of ids' });
  else if (was.length > 0) frontMatter.was = was;
  return { frontMatter, wrong };
}

function earlierIds(value: YamlValue): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const list = isYamlList(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : undefined;
}
