import type { Parents, RootContent, Text } from 'mdast';
import type { Findings, Placed as FindingPlace } from './findings.ts';
import { shortened } from './question-settings.ts';

type Placed = Pick<RootContent, 'position'>;

const GAP = /\[\[([^[\]]*)\]\]/g;
/** What does not begin a line. */
const CLOSING = /^[.,;:!?…%)\]}”’»›"'。、，；：！？）」』】،؛؟۔।॥]+/;
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
      if ('children' in child) walk(child, at, findings, state, depth + 1);
      result.push(child);
      continue;
    }
    let from = 0;
    for (const { 0: raw, 1: inside = '', index } of child.value.matchAll(GAP)) {
      const accepted = inside.split('|').map((form) => form.trim());
      if (state.count === MAX_GAPS) break;
      if (accepted.includes('')) {
        state.wrong = true;
        findings.report('gap-empty', { gap: shortened(raw) }, placeIn(child, index) ?? at);
      }
      state.count++;
      if (index > from) result.push({ ...child, value: child.value.slice(from, index) });
      from = index + raw.length;
      const [after = ''] = CLOSING.exec(child.value.slice(from)) ?? [];
      result.push({ type: 'gap', accepted, after, ...(child.position && { position: child.position }) });
      from += after.length;
    }
    if (from < child.value.length) result.push({ ...child, value: child.value.slice(from) });
  }
  parent.children = result;
}

/** The place of what stands at `index` of a text, as long as nothing in it is escaped. */
function placeIn({ value, position }: Text, index: number): FindingPlace | undefined {
  if (!position) return undefined;
  const lines = value.slice(0, index).split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const { line, column } = position.start;
  const start = { line: line + lines.length - 1, column: lines.length > 1 ? last + 1 : column + last };
  return { position: { start } };
}
