import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { readFlatYaml } from './flat-yaml.ts';
import { readFlatToml } from './flat-toml.ts';
import { typeFindings, typeFrontMatter } from './typed-front-matter.ts';
import { isYamlMap, parseYaml } from './yaml.ts';

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
  /** What the page takes, in minutes: `time` or `duration`, or the `teaching` and `exercises` of the Carpentries. */
  readonly minutes?: number;
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
  if (block.kind === 'toml') return readFlatToml(block.text, file);
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
