import type { Element, Nodes } from 'hast';

// A line of a printed page holds about so many letters of a formula.
const LINE = 62;

/** `math-wide` or `math-wider` for a formula that would be cut at the edge of a page: it cannot be broken, nor scrolled on paper. */
export function formulaClass(formula: Element): string[] {
  const width = widthOf(formula) / LINE;
  return width > 1.4 ? ['math-wider'] : width > 1 ? ['math-wide'] : [];
}

/** About how wide a formula in MathML is, in letters. */
function widthOf(node: Nodes): number {
  if (node.type === 'text') return node.value.trim().length;
  if (!('children' in node)) return 0;
  const widths = node.children.map(widthOf);
  const most = (from: number): number => Math.max(0, ...widths.slice(from));
  switch (node.type === 'element' ? node.tagName : '') {
    case 'annotation':
      return 0;
    case 'mfrac':
    case 'mtable':
    case 'mover':
    case 'munder':
    case 'munderover':
      return most(0);
    case 'msub':
    case 'msup':
    case 'msubsup':
      return (widths[0] ?? 0) + 0.7 * most(1);
    case 'mo':
      // With the space around it.
      return (widths[0] ?? 0) + 0.6;
    default:
      return widths.reduce((sum, width) => sum + width, 0);
  }
}
