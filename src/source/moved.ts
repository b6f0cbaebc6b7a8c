import { alikePairs, nearerFirst, primary, printOf, type Pair, type Print } from '../likeness.ts';
import { compareCodeUnits } from '../order.ts';
import { folderOf } from './names.ts';

/** A page in one language. `read` gives its visible text, as far as that can be had. */
export interface PageText {
  readonly language: string;
  readonly title: string;
  read(): Promise<string | undefined>;
}

/** A page, in the languages that it is there in. */
export interface KnownPage {
  readonly id: string;
  readonly texts: readonly PageText[];
}

/** A page of a source; its id is as the source alone gives it. */
export interface PageNow extends KnownPage {
  /** True for an id that the author gave. */
  readonly fixed: boolean;
  /** The ids that it had before, says its author. */
  readonly was: readonly string[];
  /** True for a translation without an original. */
  readonly orphan: boolean;
}

/** What was found out about a page of a source. */
export type Move<P extends PageNow> = { readonly page: P; readonly id: string } & (
  | /** It has the id `id` from now on: it says so itself, or its text is that of the published page, or nearly. */
    { readonly kind: 'was' | 'same' }
  | { readonly kind: 'alike'; readonly likeness: number }
  /** Another page, which has moved, has its id; this one is given `id`. */
  | { readonly kind: 'displaced'; readonly by: P }
  /** The same, where it is a translation: its original is `by`, and has moved without it. */
  | { readonly kind: 'left-behind'; readonly by: P }
  /** It says that it was the page `id`, which `by` is. */
  | { readonly kind: 'claimed'; readonly by: P }
  /** It was published as `id`, and its author has given it another id. */
  | { readonly kind: 'renamed' }
);

/**
 * Finds the pages of a published bundle among the pages of a source, wherever they are now. Ids that authors gave stay, and so
 * do pages that are where they were. Of the rest, one that names an earlier id gets it, then those whose texts are the same,
 * then those that are much alike, the nearest first. No two pages have one id. The answer does not depend on the order of either list.
 */
export async function findMoves<P extends PageNow>(
  now: readonly P[],
  before: readonly KnownPage[],
): Promise<Move<P>[]> {
  const pages = [...now].sort((a, b) => compareCodeUnits(a.id, b.id));
  const published = new Map([...before].sort((a, b) => compareCodeUnits(a.id, b.id)).map((p) => [p.id, p]));
  const telling = tellingTitles(before);
  const prints = printsOnDemand();
  const moves: Move<P>[] = [];
  // Published id → the page that it belongs to now.
  const holders = new Map<string, P>();
  const open = new Set<P>();
  const waiting = new Set<P>();
  for (const page of pages) {
    const own = published.get(page.id);
    const still = own && (page.fixed || (await isStill(page, own, telling, prints)));
    // An orphan keeps its place as long as its original is found nowhere else.
    if (still && page.orphan && !page.fixed) waiting.add(page);
    else if (still) holders.set(page.id, page);
    else open.add(page);
  }
  for (const page of pages)
    for (const id of page.was) {
      const by = holders.get(id);
      if (by && by !== page) moves.push({ kind: 'claimed', page, id, by });
      if (by || !published.has(id)) continue;
      holders.set(id, page);
      // A page that has its id keeps it: the earlier one is only not given to another.
      if (open.delete(page) && !page.fixed) moves.push({ kind: 'was', page, id });
    }
  const lost = [...published.values()].filter(({ id }) => !holders.has(id));
  for (const { page, earlier, pair } of await match([...open], lost, prints)) {
    if (!open.has(page) || holders.has(earlier.id)) continue;
    open.delete(page);
    holders.set(earlier.id, page);
    const { id } = earlier;
    if (page.fixed) moves.push({ kind: 'renamed', page, id });
    else if (pair.same) moves.push({ kind: 'same', page, id });
    else moves.push({ kind: 'alike', page, id, likeness: pair.likeness });
  }
  const used = new Set([...pages.map(({ id }) => id), ...published.keys()]);
  for (const page of [...open, ...waiting]) {
    const by = holders.get(page.id);
    if (!by) continue;
    const kind = waiting.has(page) && !shareLanguage(page, by) ? 'left-behind' : 'displaced';
    moves.push({ kind, page, id: unusedId(page.id, used), by });
  }
  return moves;
}

interface Match<P> {
  readonly page: P;
  readonly earlier: KnownPage;
  readonly pair: Pair;
}

type Prints = (text: PageText) => Promise<Print | undefined>;

/** Prints are made when first asked for. */
function printsOnDemand(): Prints {
  const known = new Map<PageText, Print | undefined>();
  return async (text) => {
    if (!known.has(text)) {
      const read = await text.read();
      known.set(text, read === undefined ? undefined : printOf(`${text.title}\n${read}`, text.language));
    }
    return known.get(text);
  };
}

/** Titles, with their language, that only one published page has. */
function tellingTitles(pages: readonly KnownPage[]): ReadonlySet<string> {
  const owners = new Map<string, string | undefined>();
  for (const { id, texts } of pages)
    for (const text of texts) {
      const key = titleKey(text);
      owners.set(key, !owners.has(key) || owners.get(key) === id ? id : undefined);
    }
  return new Set([...owners].flatMap(([key, owner]) => (owner === undefined ? [] : [key])));
}

function titleKey({ language, title }: PageText): string {
  return `${primary(language)}\n${title}`;
}

/** Whether a page is the published one of the same id: by its title, else by its text; where neither can be compared, it is. */
async function isStill(
  page: PageNow,
  own: KnownPage,
  telling: ReadonlySet<string>,
  prints: Prints,
): Promise<boolean> {
  const titles = new Set(page.texts.map(titleKey));
  if (own.texts.some((text) => titles.has(titleKey(text)) && telling.has(titleKey(text)))) return true;
  let compared = false;
  for (const text of page.texts)
    for (const other of own.texts) {
      if (primary(text.language) !== primary(other.language)) continue;
      const [a, b] = [await prints(text), await prints(other)];
      if (!a || !b) continue;
      compared = true;
      if (alikePairs([a], [b]).length > 0) return true;
    }
  return !compared;
}

/** Every page of the one list with every page of the other that its text is much like, the nearest first. */
async function match<P extends PageNow>(
  pages: readonly P[],
  earlier: readonly KnownPage[],
  prints: Prints,
): Promise<Match<P>[]> {
  if (pages.length === 0 || earlier.length === 0) return [];
  const here = await ownedPrints(pages, prints);
  const there = await ownedPrints(earlier, prints);
  const found = alikePairs(
    here.map(({ print }) => print),
    there.map(({ print }) => print),
  ).flatMap((pair): Match<P>[] => {
    const page = here[pair.now]?.owner;
    const known = there[pair.before]?.owner;
    return page && known ? [{ page, earlier: known, pair }] : [];
  });
  // Of pages with one text (“to be written”), each goes where its neighbours go.
  const votes = new Map<string, number>();
  const way = ({ page, earlier: known }: Match<P>): string => `${folderOf(known.id)}\n${folderOf(page.id)}`;
  for (const one of found) votes.set(way(one), (votes.get(way(one)) ?? 0) + 1);
  return found.sort(
    (a, b) =>
      nearerFirst(a.pair, b.pair) ||
      (votes.get(way(b)) ?? 0) - (votes.get(way(a)) ?? 0) ||
      compareCodeUnits(a.earlier.id, b.earlier.id) ||
      compareCodeUnits(a.page.id, b.page.id),
  );
}

async function ownedPrints<P extends KnownPage>(
  pages: readonly P[],
  prints: Prints,
): Promise<{ owner: P; print: Print }[]> {
  const owned: { owner: P; print: Print }[] = [];
  for (const owner of pages)
    for (const text of owner.texts) {
      const print = await prints(text);
      if (print) owned.push({ owner, print });
    }
  return owned;
}

function shareLanguage(a: KnownPage, b: KnownPage): boolean {
  return a.texts.some(({ language }) => b.texts.some((text) => text.language === language));
}

function unusedId(id: string, used: Set<string>): string {
  let n = 2;
  while (used.has(`${id}-${n}`)) n++;
  used.add(`${id}-${n}`);
  return `${id}-${n}`;
}
