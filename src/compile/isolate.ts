import type { Element, ElementContent, RootContent } from 'hast';

const NUMBER = String.raw`\d(?:[\d.,]{0,14}\d)?%?`;
const OPERATOR = String.raw` ?(?:[-+*/=<>≤≥≈×÷·^−]) ?`;
const OPERAND = String.raw`\({0,3}[-−]?${NUMBER}(?: ?°[CFK])?\){0,3}`;
const RUNS = new RegExp(
  [
    String.raw`(?<![\p{L}\d.,])${OPERAND}(?:${OPERATOR}${OPERAND}){1,30}(?![\p{L}\d])`,
    // A degree sign or a sign of minus belongs to no direction, and leaves its number for the next Arabic word.
    String.raw`(?<![\p{L}\d.,])(?:[-−+±]?${NUMBER} ?)?°[CFK](?!\p{L})`,
    // So do the signs in the names of languages.
    String.raw`(?<![\p{L}\d])[A-Z](?:[\w./]{0,20}[A-Z\d])?(?:\+\+|#)(?![\p{L}\d])`,
    String.raw`(?<=^|[\s(])[-−±]${NUMBER}(?![\p{L}\d])`,
  ].join('|'),
  'gu',
);
// A range or a date has its ends where the reader of each language expects them; a sum has a sign that says what it is.
const IS_SUM = /[=+*×÷≈≤≥^°#]| \/ |^[-−±]/;

// What is isolated as a whole, or has no text of its own.
const WHOLE = new Set(['bdi', 'bdo', 'code', 'kbd', 'math', 'pre', 'samp', 'svg']);

/** True for a text in which some is written from right to left. */
export function hasRightToLeft(text: string): boolean {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(text);
}

/**
 * Isolates sums, degrees and names like “C++” in `tree`: from right to left, “12 + 25 = 37” would be shown as “37 = 25 + 12”
 * (Unicode Standard Annex #9: signs between numbers take the direction of the paragraph). Digits of Arabic scripts are left as they stand.
 */
export function isolateSums(tree: { children: RootContent[] }): void {
  tree.children = tree.children.flatMap((node): RootContent[] => {
    if (node.type === 'text') return isolated(node.value) ?? [node];
    if ('children' in node && !(node.type === 'element' && WHOLE.has(node.tagName))) isolateSums(node);
    return [node];
  });
}

function isolated(text: string): ElementContent[] | undefined {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(RUNS)) {
    const run = balanced(found);
    if (run === undefined || !IS_SUM.test(run)) continue;
    const start = index + found.indexOf(run);
    if (start > from) parts.push({ type: 'text', value: text.slice(from, start) });
    parts.push(leftToRight(run));
    from = start + run.length;
  }
  if (from === 0 && parts.length === 0) return undefined;
  if (from < text.length) parts.push({ type: 'text', value: text.slice(from) });
  return parts;
}

/** A run without the brackets at its ends that belong to the text around it; undefined where one within does. */
function balanced(run: string): string | undefined {
  const open = run.split('(').length - run.split(')').length;
  const own = open < 0 ? run.slice(0, open) : run.slice(open);
  return /^(?:[^()]|\((?:[^()]|\([^()]*\))*\))*$/.test(own) ? own : undefined;
}

function leftToRight(value: string): Element {
  return { type: 'element', tagName: 'bdi', properties: { dir: 'ltr' }, children: [{ type: 'text', value }] };
}
