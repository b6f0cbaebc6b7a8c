import type { Element, ElementContent, Root } from 'hast';
import type { Findings, Placed } from './findings.ts';
import { texRenderer } from './tex.ts';

/** Makes MathML of one formula. */
export type RenderMath = (tex: string, display: boolean, node: Placed) => ElementContent[];

// A formula that a person can read is far shorter; KaTeX's time and depth grow with it.
const MAX_LENGTH = 10_000;
// Characters of all formulas of a page, or a tenth of the MathML that they become: KaTeX takes a second for as many.
const MAX_TOTAL = 150_000;
const FORMULA_COST = 20;

/** Loads KaTeX, and the parser that reads the MathML it writes, so that it passes the same schema as all else. */
export async function loadMath(findings: Findings): Promise<RenderMath> {
  const [{ default: katex }, { raw }] = await Promise.all([import('katex'), import('hast-util-raw')]);
  const render = texRenderer(katex.renderToString);
  let total = 0;
  let full = false;
  return (tex, displayMode, node) => {
    if (full) return sourceOf(tex);
    try {
      if (tex.length > MAX_LENGTH) throw new RangeError(`it is longer than ${MAX_LENGTH} characters`);
      full = total > MAX_TOTAL;
      if (full) throw new RangeError('with it and all that follow the page has too many');
      const value = render(tex.replaceAll('\u00A0', ' '), displayMode);
      total += FORMULA_COST + Math.max(tex.length, value.length / 10);
      const tree = raw({ type: 'root', children: [{ type: 'raw', value }] }) as Root;
      return mathOf(tree);
    } catch (error) {
      findings.report('math-invalid', { reason: reasonOf(error) }, node);
      return sourceOf(tex);
    }
  };
}

function sourceOf(tex: string): ElementContent[] {
  const children: ElementContent[] = [{ type: 'text', value: tex }];
  return [{ type: 'element', tagName: 'code', properties: { className: ['math-invalid'] }, children }];
}

/** The formula without KaTeX's span around it, and without the namespace that HTML knows by itself. */
function mathOf(tree: Root): ElementContent[] {
  const [wrapper] = tree.children;
  return (wrapper as Element).children;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it is no TeX';
  if (/call stack/.test(error.message)) return 'it is nested too deeply';
  if (/too many expansions/i.test(error.message))
    return 'its definitions stand for more than a page can show';
  const text = 'rawMessage' in error ? String(error.rawMessage) : error.message;
  return (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll('\n', ' ');
}
