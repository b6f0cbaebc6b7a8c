import { readFrontMatter, splitFrontMatter } from '../source/front-matter.ts';
import { countWords } from './count-words.ts';
import { hasDirectives } from './directives.ts';
import { Findings } from './findings.ts';
import type { Fragment } from './fragment.ts';
import { toPageTree } from './hast.ts';
import { Headings, inlineHtml } from './headings.ts';
import { loadHighlight } from './highlight.ts';
import { hasRightToLeft, isolateSums } from './isolate.ts';
import { loadMath, type RenderMath } from './math.ts';
import { escapeText } from './output.ts';
import { takeTitle } from './page-title.ts';
import { loadParser, type Parse, type ParserName } from './parse.ts';
import { prepareMarkdown, type Prepared } from './prepare.ts';
import { parseRawHtml } from './raw.ts';
import { termsIn } from './terms.ts';
import { transformTree } from './transform.ts';
import { PageWriter } from './write.ts';
import { toString } from 'mdast-util-to-string';

/** Compiles one file's text, front matter and all: positions are those of the file. Never throws for what is in the text. */
export type Compile = (text: string) => Promise<Fragment>;

/**
 * Loads the compiler: the parser now, and KaTeX, highlighting and an HTML parser when the first page needs them. `remark` is
 * the slower reference, which gives the same fragments.
 */
export async function loadCompiler(options: { parser?: ParserName } = {}): Promise<Compile> {
  const parse = await loadParser(options.parser ?? 'satteri');
  return (text) => compile(text, parse);
}

/** Compiles one Markdown file. */
export async function compileMarkdown(
  text: string,
  options: { parser?: ParserName } = {},
): Promise<Fragment> {
  return (await loadCompiler(options))(text);
}

async function compile(source: string, parse: Parse): Promise<Fragment> {
  const prepared = prepareMarkdown(source);
  const findings = new Findings(prepared);
  try {
    return await compilePrepared(prepared, findings, parse, await titleOf(source));
  } catch (error) {
    // Trees so large that a library puts more on the stack than it holds: what the bounds above do not know.
    if (!(error instanceof RangeError)) throw error;
    findings.report('markdown-too-complex', {}, {});
    const html = `<pre tabindex="0">${escapeText(prepared.text)}</pre>`;
    return {
      ...{ html: Buffer.from(html), slots: [], headings: [], anchors: [] },
      ...{ words: countWords(html), diagnostics: findings.all },
    };
  }
}

/** The title in the front matter, if there is one. */
async function titleOf(source: string): Promise<string | undefined> {
  const block = splitFrontMatter(source);
  return block && (await readFrontMatter(block, '')).frontMatter.title;
}

async function compilePrepared(
  prepared: Prepared,
  findings: Findings,
  parse: Parse,
  named: string | undefined,
): Promise<Fragment> {
  const tree = await parse(prepared.text, hasDirectives(prepared.text));
  const needs = transformTree(tree, prepared, findings);

  const heading = takeTitle(tree, named);
  const headings = new Headings(heading?.depth);
  const title = heading && toString(heading, { includeHtml: false }).trim();
  const titleId =
    title === undefined ? undefined : headings.anchor(title, heading?.data?.hProperties?.['id']);

  const renderers = {
    code: await loadHighlight(needs.languages),
    math: needs.math ? await loadMath(findings) : NO_MATH,
  };
  const titleHtml = heading?.children.some(({ type }) => type !== 'text')
    ? inlineHtml(toPageTree({ type: 'root', children: [heading] }, [], renderers)).trim()
    : undefined;
  const page = toPageTree(tree, needs.definitions, renderers);
  if (needs.html) {
    const { raw } = await import('hast-util-raw');
    parseRawHtml(page, raw, prepared.text);
  }
  if (hasRightToLeft(prepared.text)) isolateSums(page);
  const writer = new PageWriter(findings, headings);
  writer.write(page);
  writer.questions.finish();
  const { activities } = writer.questions;
  const html = writer.out.all();
  const terms = termsIn(html);
  return {
    html: Buffer.from(html),
    slots: writer.out.slots,
    ...(title !== undefined && { title }),
    ...(titleHtml && { titleHtml }),
    ...(titleId !== undefined && { titleId }),
    headings: headings.all,
    ...(activities.length > 0 && { activities }),
    anchors: titleId === undefined ? writer.anchors : [titleId, ...writer.anchors],
    ...(terms.length > 0 && { terms }),
    words: countWords(html),
    diagnostics: findings.all,
  };
}

const NO_MATH: RenderMath = (tex) => [{ type: 'text', value: tex }];
