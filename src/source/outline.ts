import { diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import { compareNatural } from '../order.ts';
import { matchesPattern } from './pattern.ts';
import type { LessonText } from './lesson-text.ts';
import { folderOf, isFirstPage, nameOf, withoutExtension } from './names.ts';

/**
 * One page of one curriculum. `base` is the path it has in the original, by which all languages know it; `text` is what is
 * shown, `original` what order and links are read from (the same where there is no translation).
 */
export interface Page {
  readonly base: string;
  readonly language: string;
  readonly text: LessonText;
  readonly original: LessonText;
}
export type Pages = ReadonlyMap<string, Page>;

/**
 * A place in the order of a curriculum: a page, a heading over others, or both. `key` is a path that ids are made from;
 * `title` is what a list calls it.
 */
export interface OutlineNode {
  readonly key: string;
  readonly title?: string;
  readonly base?: string;
  /** The id an author gave a unit. */
  readonly id?: string;
  readonly children: readonly OutlineNode[];
  /** True for what an author numbered or listed: it keeps its place among folders. */
  readonly ordered: boolean;
}

/** An entry of an author's own list (SUMMARY.md, a navigation, `units`). Paths are relative to the source. */
export interface Listed {
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  /** A page; its ending may be missing. */
  readonly path?: string | undefined;
  /** A page, a folder with all its pages in their own order, or a pattern with `*`. */
  readonly anything?: string | undefined;
  readonly children: readonly Listed[];
  readonly place: Place;
}

/** What a list is resolved against. */
export interface ListContext {
  readonly pages: Pages;
  /** Knows files by other names (`en/intro.md` is the page `intro.md`). */
  readonly baseOf: (path: string) => string;
  /** The pages of a folder in their own order. */
  readonly folder: (path: string) => { readonly start?: string; readonly nodes: readonly OutlineNode[] };
}

/** Finds the pages of a list. What is not there or stands there twice is reported and left out; so is a heading over nothing. */
export function resolveListed(
  listed: readonly Listed[],
  context: ListContext,
  diagnostics: Diagnostic[],
): OutlineNode[] {
  const { pages, baseOf } = context;
  const taken = new Set<string>();
  const expand = expander(context);
  const unseen = (node: OutlineNode): OutlineNode[] => {
    const children = node.children.flatMap(unseen);
    if (node.base === undefined || taken.has(node.base))
      return children.length === 0 || node.base !== undefined ? children : [{ ...node, children }];
    taken.add(node.base);
    return [{ ...node, children }];
  };
  const missing = (path: string, place: Place): void => {
    diagnostics.push(diagnostic('listed-file-missing', { path }, place));
  };
  const claim = (base: string | undefined, place: Place): string | undefined => {
    if (base === undefined || !taken.has(base)) {
      if (base !== undefined) taken.add(base);
      return base;
    }
    diagnostics.push(diagnostic('listed-file-twice', { path: base }, place));
    return undefined;
  };

  const resolve = (entry: Listed, parentKey: string, top: boolean): OutlineNode[] => {
    const titleKey = entry.title === undefined ? parentKey : `${parentKey}/${entry.title}`;
    const page = entry.path === undefined ? undefined : findPage(baseOf(entry.path), pages);
    if (entry.path !== undefined && page === undefined) missing(entry.path, entry.place);
    let base = claim(page, entry.place);
    let key = titleKey.replace(/^\//, '');
    let children: OutlineNode[] = [];
    if (entry.anything !== undefined) {
      const found = expand(entry.anything.replace(/^\.\//, '').replace(/\/$/, ''));
      if (!found) missing(entry.anything, entry.place);
      else {
        const first = claim(found.start, entry.place);
        if (base === undefined) base = first;
        else if (first !== undefined) children.push({ key: first, base: first, children: [], ordered: true });
        children = [...children, ...found.nodes.flatMap(unseen)];
        if (found.folder !== undefined && top && entry.title === undefined) key = found.folder;
        else if (base === undefined && entry.title === undefined) return children;
      }
    }
    children = [...children, ...entry.children.flatMap((child) => resolve(child, titleKey, false))];
    if (base === undefined && (children.length === 0 || key === '')) return children;
    return [
      {
        key: base ?? key,
        ...(entry.id === undefined ? {} : { id: entry.id }),
        ...(entry.title === undefined ? {} : { title: entry.title }),
        ...(base === undefined ? {} : { base }),
        children,
        ordered: true,
      },
    ];
  };
  return listed.flatMap((entry) => resolve(entry, '', true));
}

interface Expansion {
  readonly start?: string;
  readonly nodes: readonly OutlineNode[];
  readonly folder?: string;
}

/** Patterns of one list; each is compared with every page. */
const MAX_PATTERNS = 200;

/** Expands what a list has: each thing once, since what is listed again adds nothing, and only folders that are there. */
function expander(context: ListContext): (what: string) => Expansion | undefined {
  const known = new Map<string, Expansion | undefined>();
  const folders = new Set<string>();
  for (const base of context.pages.keys())
    for (let folder = folderOf(base); folder !== '' && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  let patterns = 0;
  return (what) => {
    if (!known.has(what)) {
      const tooMany = /[*?]/.test(what) && ++patterns > MAX_PATTERNS;
      const found = tooMany ? undefined : expand(what, folders, context);
      known.set(what, found && { ...found, nodes: [] });
      return found;
    }
    return known.get(what);
  };
}

/** A page, a folder, or all pages that a pattern fits. */
function expand(
  what: string,
  folders: ReadonlySet<string>,
  { pages, baseOf, folder }: ListContext,
): Expansion | undefined {
  const base = baseOf(what);
  if (pages.has(base)) return { start: base, nodes: [] };
  if (/[*?]/.test(what)) {
    const nodes = [...pages.keys()]
      .filter((path) => matchesPattern(path, what))
      .sort(compareNatural)
      .map((path) => ({ key: path, base: path, children: [], ordered: true }));
    return nodes.length === 0 ? undefined : { nodes };
  }
  const inside = what === '' || folders.has(what) ? folder(what) : { nodes: [] };
  if (inside.start !== undefined || inside.nodes.length > 0) return { ...inside, folder: what };
  const page = findPage(base, pages);
  return page === undefined ? undefined : { start: page, nodes: [] };
}

const ENDINGS = [
  '',
  '.md',
  '.markdown',
  '.mdx',
  '.Rmd',
  '.qmd',
  '/index.md',
  '/README.md',
  '/_index.md',
  '/index.mdx',
];

/** The page a listed path means: as written, with an ending, or a folder's first page. */
export function findPage(path: string, pages: Pages): string | undefined {
  const plain = path.replace(/^\.\//, '').replace(/\/$/, '');
  for (const ending of ENDINGS) if (pages.has(plain + ending)) return plain + ending;
  // A list of notebooks or rendered pages names what the Markdown beside it becomes.
  const stem = plain.replace(/\.(?:html?|ipynb)$/i, '');
  if (stem !== plain) for (const ending of ENDINGS) if (pages.has(stem + ending)) return stem + ending;
  return undefined;
}

/** Which of the first pages of one folder stands for it: `_index` before `index` before `README`. */
export function chooseFirstPage(bases: readonly string[]): string | undefined {
  const rank = (base: string): number =>
    ['_index', 'index', 'readme'].indexOf(withoutExtension(nameOf(base)).toLowerCase());
  return bases.filter((base) => isFirstPage(base) && rank(base) >= 0).sort((a, b) => rank(a) - rank(b))[0];
}
