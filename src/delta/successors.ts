import type { Bundle } from '../bundle/open.ts';
import { alikePairs, nearerFirst, printOf, type Print } from '../likeness.ts';
import type { Page } from './lessons.ts';
import { textOf } from './page-changes.ts';

/** A page that has much the same text as one that is gone, and does not say so. */
export interface Successor {
  readonly id: string;
  /** What the texts have in common of all that either has, in whole percent. */
  readonly percent: number;
}

/** What all texts of one bundle together are recognised by, at most: 16 MiB. */
const MAX_TRAITS = 1 << 22;

/** Which of the pages that were added have the texts of pages that are gone, by the ids of those: each at most once, the nearest first. */
export async function findSuccessors(
  bundles: { readonly base: Bundle; readonly target: Bundle },
  gone: readonly Page[],
  added: readonly Page[],
  turns: (size: number) => Promise<void>,
): Promise<Map<string, Successor>> {
  const successors = new Map<string, Successor>();
  if (gone.length === 0 || added.length === 0) return successors;
  const before = await printsOf(bundles.base, gone, turns);
  const now = await printsOf(bundles.target, added, turns);
  const pairs = alikePairs(
    now.map(({ print }) => print),
    before.map(({ print }) => print),
  ).sort((a, b) => nearerFirst(a, b) || a.now - b.now || a.before - b.before);
  const taken = new Set<string>();
  for (const pair of pairs) {
    const page = before[pair.before]?.page;
    const here = now[pair.now]?.page;
    if (!page || !here || successors.has(page.id) || taken.has(here.id)) continue;
    taken.add(here.id);
    successors.set(page.id, { id: here.id, percent: Math.floor(pair.likeness * 100) });
  }
  return successors;
}

async function printsOf(
  bundle: Bundle,
  pages: readonly Page[],
  turns: (size: number) => Promise<void>,
): Promise<{ page: Page; print: Print }[]> {
  const prints: { page: Page; print: Print }[] = [];
  let traits = 0;
  for (const page of pages) {
    if (traits > MAX_TRAITS) break;
    const text = await textOf(bundle, page.path);
    const print = text && printOf(text.lines.join('\n'), page.language);
    if (!print) continue;
    traits += print.traits.length;
    prints.push({ page, print });
    await turns(bundle.entries.get(page.path)?.size ?? 0);
  }
  return prints;
}
