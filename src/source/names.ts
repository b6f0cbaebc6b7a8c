/** What a file or folder name says by itself: an order number, a title, whether it is a page or a first page. */

const MARKDOWN = /\.(?:md|markdown|mdown|mkdn|mkd|mdx|rmd|qmd)$/i;
const FIRST_PAGE = /^(?:_index|index|readme)(?:\.|$)/i;
/** `01-intro`, `1_intro`, `1. Intro`, `1.2-intro`, `(3) Intro`; `2024-01-31-news` is a date, not a number. */
const NUMBERED = /^\(?(\d{1,3}(?:\.\d{1,3})*)(?:\)|[ ._-])[ ._-]*(?=\S)/;
/** `lesson-3-loops`, `Week 2`, `ch03_loops`. */
const COUNTED =
  /^(lesson|week|chapter|unit|module|day|part|section|session|episode|lecture|topic|step|class|lab|ch|lec)[ ._-]*(\d{1,3}(?:\.\d{1,3})*)(?:[ ._-]+|$)/i;
const DATED = /^\d{4}-\d{2}-\d{2}[-_]/;

export function isMarkdown(path: string): boolean {
  return MARKDOWN.test(path);
}

/** True for the README, index or _index of a folder: the page that stands for the folder. */
export function isFirstPage(path: string): boolean {
  return FIRST_PAGE.test(nameOf(path));
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function withoutExtension(path: string): string {
  return path.replace(MARKDOWN, '');
}

/** The order number at the start of a name as a list of whole numbers: `1.2-intro` → `[1, 2]`; undefined without one. */
export function orderNumber(name: string): readonly number[] | undefined {
  const number = (NUMBERED.exec(name) ?? /^(\d{1,3})$/.exec(withoutExtension(name)))?.[1];
  return (number ?? COUNTED.exec(name)?.[2])?.split('.').map(Number);
}

/** What a name counts in, in lower case: `week` for `Week 2`; undefined for `2-loops`. */
export function countedWord(name: string): string | undefined {
  return NUMBERED.test(name) ? undefined : COUNTED.exec(name)?.[1]?.toLowerCase();
}

/** The name without its order number or date, so that renumbering changes nothing: `01-intro` → `intro`, `Week 2` stays. */
export function withoutNumber(name: string): string {
  for (const pattern of [DATED, NUMBERED, COUNTED]) {
    const rest = name.replace(pattern, '');
    if (rest !== '' && rest !== name && !MARKDOWN.test(rest)) return rest;
  }
  return name;
}

/** A title made from a name: `01-getting_started.md` → `Getting started`. */
export function humanise(name: string): string {
  const words = withoutNumber(withoutExtension(name))
    .replace(/[_\s-]+/g, ' ')
    .trim();
  const text = words || name.trim() || '…';
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
