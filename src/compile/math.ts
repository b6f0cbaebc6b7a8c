import type { Element, ElementContent, Root } from 'hast';
import type { Findings, Placed } from './findings.ts';

/** Makes MathML of one formula. */
export type RenderMath = (tex: string, display: boolean, node: Placed) => ElementContent[];

// A formula that a person can read is far shorter; KaTeX's time and depth grow with it.
const MAX_LENGTH = 10_000;

/** Loads KaTeX, and the parser that reads the MathML it writes, so that it passes the same schema as all else. */
export async function loadMath(findings: Findings): Promise<RenderMath> {
  const [{ default: katex }, { raw }] = await Promise.all([import('katex'), import('hast-util-raw')]);
  return (tex, displayMode, node) => {
    try {
      if (tex.length > MAX_LENGTH) throw new RangeError(`it is longer than ${MAX_LENGTH} characters`);
      const options = {
        displayMode,
        output: 'mathml',
        throwOnError: true,
        strict: 'ignore',
        maxExpand: 500,
      } as const;
      const value = katex.renderToString(tex.replaceAll('\u00A0', ' '), options);
      const tree = raw({ type: 'root', children: [{ type: 'raw', value }] }) as Root;
      return mathOf(tree);
    } catch (error) {
      findings.report('math-invalid', { reason: reasonOf(error) }, node);
      return [
        {
          type: 'element',
          tagName: 'code',
          properties: { className: ['math-invalid'] },
          children: [{ type: 'text', value: tex }],
        },
      ];
    }
  };
}

/** The formula without KaTeX's span around it, and without the namespace that HTML knows by itself. */
function mathOf(tree: Root): ElementContent[] {
  const [wrapper] = tree.children;
  return (wrapper as Element).children;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it is no TeX';
  const text = 'rawMessage' in error ? String(error.rawMessage) : error.message;
  return (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll('\n', ' ');
}
