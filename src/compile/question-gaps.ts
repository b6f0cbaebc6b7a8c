import type { Parents, RootContent } from 'mdast';
import type { Findings } from './findings.ts';

type Placed = Pick<RootContent, 'position'>;

const GAP = /\[\[([^[\]]*)\]\]/g;
const MAX_GAPS = 200;

/** Makes gaps of each `[[water|H2O]]` in a text, in place; false, and reported, where there is none or one is empty. */
export function fillGaps(parent: Parents, node: Placed, findings: Findings): boolean {
  const state = { count: 0, wrong: false };
  walk(parent, node, findings, state, 0);
  if (state.count === 0 && !state.wrong) findings.report('gap-missing', {}, node);
  return state.count > 0 && !state.wrong;
}

function walk(
  parent: Parents,
  place: Placed,
  findings: Findings,
  state: { count: number; wrong: boolean },
  depth: number,
): void {
  // Deeper than any text is; the page's own bound comes later.
  if (depth > 200) return;
  const result: RootContent[] = [];
  for (const child of parent.children as RootContent[]) {
    const at = child.position ? child : place;
    if (child.type !== 'text' || !child.value.includes('[[')) {
      if ('children' in child) walk(child as Parents, at, findings, state, depth + 1);
      result.push(child);
      continue;
    }
    let from = 0;
    for (const { 0: raw, 1: inside = '', index } of child.value.matchAll(GAP)) {
      const accepted = inside.split('|').map((form) => form.trim());
      if (state.count === MAX_GAPS) break;
      if (accepted.includes('')) {
        state.wrong = true;
        findings.report('gap-empty', { gap: raw.length > 60 ? `${raw.slice(0, 59)}…` : raw }, at);
        continue;
      }
      state.count++;
      if (index > from) result.push({ ...child, value: child.value.slice(from, index) });
      result.push({ type: 'gap', accepted, ...(child.position && { position: child.position }) });
      from = index + raw.length;
    }
    if (from < child.value.length) result.push({ ...child, value: child.value.slice(from) });
  }
  parent.children = result as typeof parent.children;
}
