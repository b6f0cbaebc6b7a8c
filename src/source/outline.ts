import { diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import type { LessonText } from './lesson-text.ts';
import { isFirstPage, nameOf, withoutExtension } from './names.ts';

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
  readonly children: readonly OutlineNode[];
  /** True for what an author numbered or listed: it keeps its place among folders. */
  readonly ordered: boolean;
}

/** An entry of an author's own list (SUMMARY.md, a navigation, `units`): paths are relative to the source and may lack an ending. */
export interface Listed {
  readonly title?: string | undefined;
  readonly path?: string | undefined;
  /** All pages below this folder, in their own order. */
  readonly folder?: string | undefined;
  readonly children: readonly Listed[];
  readonly place: Place;
}

export interface ListedOutline {
  readonly nodes: OutlineNode[];
  /** The start page, where the list names it. */
  readonly start?: string;
}

/**
 * Finds the pages of a list. What is not there or stands there twice is reported and left out; a heading over nothing too.
 * `folderNodes` gives the order of a folder's pages; `baseOf` knows files by other names (`en/intro.md` → `intro.md`).
 */
export function resolveListed(
  listed: readonly Listed[],
  pages: Pages,
  baseOf: (path: string) => string,
  folderNodes: (folder: string) => readonly OutlineNode[],
  diagnostics: Diagnostic[],
): OutlineNode[] {
  const taken = new Set<string>();
  const firstTime = (base: string): boolean => !taken.has(base) && Boolean(taken.add(base));
  const unseen = (node: OutlineNode): OutlineNode[] => {
    const here = node.base === undefined || firstTime(node.base);
    const children = node.children.flatMap(unseen);
    if (here) return [{ ...node, children }];
    return children;
  };

  const resolve = (entry: Listed, parentKey: string): OutlineNode[] => {
    const key = entry.title === undefined ? parentKey : `${parentKey}/${entry.title}`;
    let base = entry.path === undefined ? undefined : findPage(baseOf(entry.path), pages);
    if (entry.path !== undefined && base === undefined)
      diagnostics.push(diagnostic('listed-file-missing', { path: entry.path }, entry.place));
    if (base !== undefined && !firstTime(base)) {
      diagnostics.push(diagnostic('listed-file-twice', { path: entry.path ?? base }, entry.place));
      base = undefined;
    }
    const inFolder = entry.folder === undefined ? [] : folderNodes(entry.folder).flatMap(unseen);
    if (entry.folder !== undefined && inFolder.length === 0)
      diagnostics.push(diagnostic('listed-file-missing', { path: `${entry.folder}/` }, entry.place));
    const children = [...inFolder, ...entry.children.flatMap((child) => resolve(child, key))];
    if (base === undefined && children.length === 0) return [];
    // A folder in a list without a title of its own is but a short way to name its pages.
    if (base === undefined && entry.title === undefined) return children;
    return [
      {
        key: base ?? key.replace(/^\//, ''),
        ...(entry.title === undefined ? {} : { title: entry.title }),
        ...(base === undefined ? {} : { base }),
        children,
        ordered: true,
      },
    ];
  };
  return listed.flatMap((entry) => resolve(entry, ''));
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
