import { compareCodeUnits, compareNatural } from '../order.ts';
import { localLinks } from './links.ts';
import { folderOf, nameOf, orderNumber, withoutExtension } from './names.ts';
import { rankNames, type NameRank } from './sibling-order.ts';
import { chooseFirstPage, type OutlineNode, type Pages } from './outline.ts';

/** What a folder is called and where it stands, where a file says so (Docusaurus' `_category_.json`). */
export interface FolderLabel {
  readonly title?: string;
  readonly order?: number;
}

interface Folder {
  readonly path: string;
  readonly pages: string[];
  readonly folders: Folder[];
}

interface Item {
  readonly node: OutlineNode;
  readonly name: string;
  readonly order: number | undefined;
  readonly linked: number;
}

/** Folders that only hold what their parent is about; they are looked through. */
const WRAPPER =
  /^(?:lessons?|episodes?|chapters?|pages|content|docs?|src|book|sections|topics|modules|units|course)$/i;
/** Of these, the ones whose own first page is the site's, while the README above them is the repository's. */
const SITE = /^(?:content|docs?|src|book|pages)$/i;

/** The pages below `folder` in the order a person would read them; its own first page, `start`, is not among them. */
export function outlineOfFolder(
  folder: string,
  pages: Pages,
  labels: ReadonlyMap<string, FolderLabel>,
): { start?: string; nodes: OutlineNode[] } {
  let top = folderTree(folder, pages);
  let start = chooseFirstPage(top.pages);
  const ranks: Ranks[] = [];
  for (;;) {
    const [only, ...others] = top.folders;
    if (!only || others.length > 0 || !WRAPPER.test(nameOf(only.path)) || labels.has(only.path)) break;
    if (top.pages.length > (chooseFirstPage(top.pages) === undefined ? 0 : 1)) break;
    const inside = chooseFirstPage(only.pages);
    if (start !== undefined) ranks.unshift(ranksOf(start, pages));
    start = SITE.test(nameOf(only.path)) ? (inside ?? start) : (start ?? inside);
    top = only;
  }
  const nodes = itemsOf(top, start, ranks, pages, labels, true).map((item) => item.node);
  return { ...(start === undefined ? {} : { start }), nodes };
}

function folderTree(root: string, pages: Pages): Folder {
  const known = new Map<string, Folder>([[root, { path: root, pages: [], folders: [] }]]);
  const folderAt = (path: string): Folder => {
    let folder = known.get(path);
    if (!folder) {
      folder = { path, pages: [], folders: [] };
      known.set(path, folder);
      folderAt(folderOf(path)).folders.push(folder);
    }
    return folder;
  };
  for (const base of [...pages.keys()].sort(compareCodeUnits))
    if (root === '' || base.startsWith(`${root}/`)) folderAt(folderOf(base)).pages.push(base);
  return folderAt(root);
}

/** What lies in a folder, in order; `above` are the links of the pages that stand above it, the nearest first. */
function itemsOf(
  folder: Folder,
  first: string | undefined,
  above: readonly Ranks[],
  pages: Pages,
  labels: ReadonlyMap<string, FolderLabel>,
  top = false,
): Item[] {
  const links = first === undefined ? above : [ranksOf(first, pages), ...above];
  const items: Item[] = [];
  const adopted = new Set<string>();

  for (const child of folder.folders) {
    const inside = chooseFirstPage(child.pages);
    // Beside other folders at the top, `episodes/` is a unit as they are, unless it holds folders: those are the units.
    const transparent = !top || folder.folders.length === 1 || child.folders.length > 0;
    if (transparent && WRAPPER.test(nameOf(child.path)) && !labels.has(child.path)) {
      items.push(...itemsOf(child, inside, links, pages, labels));
      if (inside !== undefined) items.push(pageItem(inside, links, pages));
      continue;
    }
    const besides = [`${child.path}.md`, `${child.path}.mdx`, `${child.path}.markdown`];
    const sibling = besides.find((base) => pages.has(base) && base !== first);
    const page = inside ?? sibling ?? namesake(child);
    if (page !== undefined && page === sibling) adopted.add(page);
    const children = itemsOf(child, page, links, pages, labels);
    const label = labels.get(child.path);
    const node = folderNode(child, page, children, label);
    if (node)
      items.push({
        node,
        name: nameOf(child.path),
        order: label?.order ?? (page === undefined ? undefined : pages.get(page)?.original.frontMatter.order),
        linked: rankOf(child.path, links),
      });
  }
  for (const base of folder.pages)
    if (base !== first && !adopted.has(base)) items.push(pageItem(base, links, pages));
  const free = items.every((item) => item.order === undefined && item.linked === Number.MAX_SAFE_INTEGER);
  const ranks = rankNames(
    items.map((item) => item.name),
    free,
  );
  return items
    .map((item, i) => ({ item, rank: ranks[i] ?? UNRANKED }))
    .sort((a, b) => compareItems(a.item, b.item, a.rank, b.rank))
    .map(({ item, rank }) => withOrder(item, rank));
}

const UNRANKED: NameRank = { edge: 0, scheme: 0, number: undefined };

/** What its name gives a place keeps it among folders. */
function withOrder(item: Item, rank: NameRank): Item {
  const ordered = item.node.ordered || rank.number !== undefined || rank.edge !== 0;
  return ordered === item.node.ordered ? item : { ...item, node: { ...item.node, ordered } };
}

function pageItem(base: string, links: readonly Ranks[], pages: Pages): Item {
  const order = pages.get(base)?.original.frontMatter.order;
  const name = withoutExtension(nameOf(base));
  const ordered = order !== undefined || orderNumber(name) !== undefined;
  return { node: { key: base, base, children: [], ordered }, name, order, linked: rankOf(base, links) };
}

function folderNode(
  folder: Folder,
  page: string | undefined,
  items: readonly Item[],
  label: FolderLabel | undefined,
): OutlineNode | undefined {
  const children = items.map((item) => item.node);
  if (page === undefined && children.length === 0) return undefined;
  return {
    key: folder.path,
    ...(label?.title === undefined ? {} : { title: label.title }),
    ...(page === undefined ? {} : { base: page }),
    children,
    ordered: true,
  };
}

/** `loops/loops.md` stands for its folder when other pages lie beside it. */
function namesake(folder: Folder): string | undefined {
  if (folder.pages.length < 2) return undefined;
  const name = nameOf(folder.path).toLowerCase();
  return folder.pages.find((base) => withoutExtension(nameOf(base)).toLowerCase() === name);
}

/** Weights, then openings, order numbers and closings, then the order in which the page above links them, then names as a person counts. */
function compareItems(a: Item, b: Item, x: NameRank, y: NameRank): number {
  return (
    (a.order ?? Infinity) - (b.order ?? Infinity) ||
    x.edge - y.edge ||
    // What has no number comes after all that have one, whatever these count.
    Number(x.number === undefined) - Number(y.number === undefined) ||
    x.scheme - y.scheme ||
    compareNumbers(x.number, y.number) ||
    a.linked - b.linked ||
    compareNatural(a.name, b.name) ||
    compareCodeUnits(a.node.key, b.node.key)
  );
}

function compareNumbers(a: readonly number[] | undefined, b: readonly number[] | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Everything a page links to, and the folders it lies in → which link comes first. */
type Ranks = ReadonlyMap<string, number>;

function ranksOf(base: string, pages: Pages): Ranks {
  const ranks = new Map<string, number>();
  localLinks(pages.get(base)?.original.text ?? '', base).forEach((link, i) => {
    for (let path = link; path !== '' && !ranks.has(path); path = folderOf(path)) ranks.set(path, i);
  });
  return ranks;
}

/** Where a page or anything in a folder is first linked, by the nearest page that does; what none links comes last. */
function rankOf(path: string, links: readonly Ranks[]): number {
  const stem = withoutExtension(path);
  let before = 0;
  for (const ranks of links) {
    const rank = ranks.get(path) ?? ranks.get(stem);
    if (rank !== undefined) return before + rank;
    before += ranks.size;
  }
  return Number.MAX_SAFE_INTEGER;
}
