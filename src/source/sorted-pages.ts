import { asideOf, lessonFolders, type Aside } from './housekeeping.ts';
import { folderOf, isFirstPage, nameOf } from './names.ts';
import { chooseFirstPage, type Page, type Pages } from './outline.ts';

const README = /^readme\.[^.]+$/i;

/** Parts lessons from the pages that are such only when a lesson links to them, or never. */
export function sortOut(every: Pages, contentFolder: string): { lessons: Pages; asides: Map<string, Aside> } {
  const withLessons = lessonFolders(every.keys());
  const firstPages = firstPagesOf(every);
  const lessons = new Map<string, Page>();
  const asides = new Map<string, Aside>();
  for (const [base, page] of every) {
    const first = firstPages.get(folderOf(base)) ?? base;
    const aside =
      README.test(nameOf(base)) && first !== base && !isDraft(page)
        ? ({ kind: 'if-linked', reason: `${first} is the first page of its folder` } as const)
        : asideOf(base, isDraft(page), contentFolder, withLessons);
    if (aside) asides.set(base, aside);
    else lessons.set(base, page);
  }
  return { lessons, asides };
}

/** Which page stands for each folder that has one: a README beside an index is for those who browse the files. */
function firstPagesOf(pages: Pages): Map<string, string> {
  const byFolder = new Map<string, string[]>();
  for (const [base, page] of pages)
    if (isFirstPage(base) && !isDraft(page))
      byFolder.set(folderOf(base), [...(byFolder.get(folderOf(base)) ?? []), base]);
  return new Map(
    [...byFolder].flatMap(([folder, bases]) => {
      const first = chooseFirstPage(bases);
      return first === undefined ? [] : [[folder, first] as const];
    }),
  );
}

/** Whether a page or the original it translates is not to be published. */
export function isDraft({ text, original }: Page): boolean {
  return text.frontMatter.draft === true || original.frontMatter.draft === true;
}
