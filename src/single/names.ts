import { digestOf, shortDigest } from '../digest.ts';

// Some messengers cut longer names, and with them the ending that says what it is.
const MAX_LESSON = 80;

/**
 * The file names of a bundle's pages, by their paths (`pages/unit/lesson.html`): `<bundle>_<unit>-<lesson>.html`. No two are the
 * same, not even for media that ignore case.
 */
export function fileNames(bundle: string, pages: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  for (const page of pages) {
    const key = lessonName(page).toLowerCase();
    taken.set(key, (taken.get(key) ?? 0) + 1);
  }
  return new Map(
    pages.map((page) => {
      const lesson = lessonName(page);
      const isOnly = taken.get(lesson.toLowerCase()) === 1;
      const mark = isOnly ? '' : `-${shortDigest(digestOf(page), 6)}`;
      return [page, `${bundle}_${lesson}${mark}.html`];
    }),
  );
}

/** The name that a page of another bundle has, unless two of its pages would have the same. */
export function foreignName(bundle: string, page: string): string {
  return `${bundle}_${lessonName(page)}.html`;
}

/** `pages/unit/lesson.html` → `unit-lesson`: paths are portable, so this is too. */
function lessonName(page: string): string {
  const name = page.replace(/^pages\//, '').replace(/\.html$/, '');
  const flat = name.replaceAll('/', '-');
  return flat.length <= MAX_LESSON
    ? flat
    : `${flat.slice(0, MAX_LESSON - 7)}-${shortDigest(digestOf(name), 6)}`;
}
