import type { KatexOptions } from 'katex';

/** Makes MathML, with KaTeX's element around it, of one formula; throws what KaTeX throws. */
export type RenderTex = (tex: string, displayMode: boolean) => string;

/** What KaTeX remembers of a definition. */
type Macro = string | { readonly tokens?: readonly { readonly text: string }[] };

// Signs that definitions may make of one formula, and how often a formula may use one.
const MAX_EXPANDED = 100_000;
const MAX_EXPANSIONS = 500;
/** Names that the formulas of a page may define. */
const MAX_NAMES = 500;
/** Names in one formula that KaTeX knows and authors define. */
const MAX_RENAMED = 20;

const DEFINITION = /\\(?:[egx]?def|newcommand|renewcommand|providecommand|let)(?![a-z])/i;

/** A renderer for the formulas of one page in their order: what one defines, the later ones may use, as with MathJax. */
export function texRenderer(renderToString: (tex: string, options: KatexOptions) => string): RenderTex {
  const macros: Record<string, Macro> = {};
  let stored: ((tex: string) => number)[] = [];
  return (tex, displayMode) => {
    const defines = DEFINITION.test(tex);
    if (defines && stored.length > MAX_NAMES) throw new RangeError('the page defines too many names');
    const longest = Math.max(1, defines ? sizeOfOwn(tex) : 0, ...stored.map((size) => size(tex)));
    const options = {
      displayMode,
      output: 'mathml',
      throwOnError: true,
      strict: 'ignore',
      maxExpand: Math.min(MAX_EXPANSIONS, MAX_EXPANDED / longest),
      globalGroup: true,
      macros: macros as Record<string, string>,
    } as const;
    let source = tex;
    for (let renamed = 0; ; renamed++) {
      try {
        const rendered = renderToString(source, options);
        if (defines) stored = Object.values(macros).map(sizeOf);
        return rendered;
      } catch (error) {
        const [, name] =
          /attempting to redefine (\\[^\s;]+)/.exec(error instanceof Error ? error.message : '') ?? [];
        const again = name === undefined ? source : redefining(source, name);
        if (again === source || renamed === MAX_RENAMED) throw error;
        source = again;
      }
    }
  };
}

/** LaTeX and MathJax do not know all the names that KaTeX does: there, authors define `\R` themselves. */
function redefining(tex: string, name: string): string {
  return tex
    .replaceAll(`\\newcommand{${name}}`, `\\renewcommand{${name}}`)
    .replaceAll(`\\newcommand${name}`, `\\renewcommand${name}`);
}

/** How many signs one use of a definition can make: its own, and for each parameter at most all of the formula. */
function sizeOf(macro: Macro): (tex: string) => number {
  const tokens = typeof macro === 'string' ? [] : (macro.tokens ?? []);
  const parameters = tokens.filter(({ text }) => text === '#').length;
  return (tex) => tokens.length + parameters * tex.length;
}

/** The same of a formula's own definitions, before they are read: none is longer than its longest group of braces. */
function sizeOfOwn(tex: string): number {
  let longest = 0;
  let depth = 0;
  let start = 0;
  for (let at = 0; at < tex.length; at++) {
    if (tex[at] === '\\') at++;
    else if (tex[at] === '{' && depth++ === 0) start = at;
    else if (tex[at] === '}' && depth > 0 && --depth === 0) longest = Math.max(longest, at - start);
  }
  return Math.max(longest, depth > 0 ? tex.length - start : 0) + (tex.split('#').length - 1) * tex.length;
}
