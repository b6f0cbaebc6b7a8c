import { posix } from 'node:path';
import { compareCodeUnits } from '../order.ts';

/** What of a source a reference can lead to. Paths are relative to the source, with `/`. */
export interface Places {
  /** Every file of the source, by its NFC path: macOS writes names in another normal form than authors type. */
  readonly files: ReadonlyMap<string, string>;
  /** The same by lower-cased path: a link that works on Windows alone is found, and told. */
  readonly folded: ReadonlyMap<string, string>;
  /** The names in each folder, for suggestions. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Every Markdown file that is shown as a page, in whatever language: file → lesson id. */
  readonly pages: ReadonlyMap<string, string>;
  /** For a translation, the file it translates: translators often leave relative links as they were there. */
  readonly originals: ReadonlyMap<string, string>;
}

/** Where a reference leads. `file` is a path in the source; `exact` is false where only the case of its letters differs. */
export type Target =
  | { readonly kind: 'external'; readonly url: string }
  | {
      readonly kind: 'page';
      readonly file: string;
      readonly id: string;
      readonly anchor: string;
      readonly exact: boolean;
    }
  | { readonly kind: 'file'; readonly file: string; readonly exact: boolean }
  | { readonly kind: 'outside' }
  | { readonly kind: 'missing'; readonly wanted: string };

// Sites are often built from a folder below the source's root, and root-absolute links mean that folder.
const SITE_ROOTS = ['', 'static/', 'public/', 'docs/', 'src/', 'content/', 'assets/'];
const FIRST_PAGES = ['README.md', 'readme.md', 'index.md', '_index.md', 'index.mdx', 'index.markdown'];
const PAGE_EXTENSIONS = ['.md', '.markdown', '.mdx', '.qmd', '.Rmd'];

/**
 * Where `url`, written in the file `from`, leads. Real curricula link in the manner of the site generator they were written
 * for, so besides the file itself a folder's first page, the page's built name (`lesson.html`, `lesson/`) and the root of
 * the site are tried, in this order.
 */
export function findTarget(url: string, from: string, places: Places): Target {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//')) return { kind: 'external', url };
  const [, rawPath = '', rawAnchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(url) ?? [];
  const anchor = decode(rawAnchor);
  const path = decode(rawPath).replaceAll('\\', '/').normalize('NFC');
  if (path === '') return targetAt({ file: from, exact: true }, anchor, places);

  let outside = false;
  const original = places.originals.get(from);
  const folders = original === undefined ? [from] : [from, original];
  const bases = path.startsWith('/')
    ? SITE_ROOTS
    : [...folders.map((file) => `${posix.dirname(file)}/`), ...SITE_ROOTS];
  for (const base of bases) {
    const wanted = posix.normalize(base + path.replace(/^\/+/, ''));
    if (wanted === '..' || wanted.startsWith('../')) {
      outside = true;
      continue;
    }
    const found = findFile(wanted.replace(/^\.\//, ''), places);
    if (found) return targetAt(found, anchor, places);
  }
  return outside
    ? { kind: 'outside' }
    : { kind: 'missing', wanted: posix.normalize(posix.join(posix.dirname(from), path)) };
}

function targetAt({ file, exact }: Found, anchor: string, places: Places): Target {
  const id = places.pages.get(file);
  return id === undefined ? { kind: 'file', file, exact } : { kind: 'page', file, id, anchor, exact };
}

/** Makes the places of a source out of its files and the pages that are made of them. */
export function placesOf(
  files: Iterable<string>,
  pages: ReadonlyMap<string, string>,
  originals: ReadonlyMap<string, string>,
): Places {
  const sorted = [...files].sort(compareCodeUnits);
  const names = new Map<string, string[]>();
  for (const file of sorted) {
    const folder = names.get(posix.dirname(file)) ?? [];
    folder.push(posix.basename(file));
    names.set(posix.dirname(file), folder);
  }
  return {
    files: new Map(sorted.map((file) => [file.normalize('NFC'), file])),
    folded: new Map(sorted.map((file) => [file.normalize('NFC').toLowerCase(), file])),
    names,
    pages,
    originals,
  };
}

interface Found {
  readonly file: string;
  readonly exact: boolean;
}

function findFile(wanted: string, { files, folded, pages }: Places): Found | undefined {
  const exact = findIn(files, wanted, FIRST_PAGES, pages);
  if (exact !== undefined) return { file: exact, exact: true };
  const firstPages = FIRST_PAGES.map((name) => name.toLowerCase());
  const twin = findIn(folded, wanted.toLowerCase(), firstPages, pages);
  return twin === undefined ? undefined : { file: twin, exact: false };
}

function findIn(
  files: ReadonlyMap<string, string>,
  wanted: string,
  firstPages: readonly string[],
  pages: ReadonlyMap<string, string>,
): string | undefined {
  const exact = files.get(wanted);
  if (exact !== undefined) return exact;
  const folder = wanted.replace(/\/+$/, '').replace(/^\.$/, '');
  const stem = folder.replace(/\.html?$/, '');
  const candidates = [
    ...firstPages.map((name) => (folder === '' ? name : `${folder}/${name}`)),
    ...PAGE_EXTENSIONS.map((extension) => stem + extension),
    ...(/(?:^|\/)index$/.test(stem) ? firstPages.map((name) => stem.replace(/index$/, name)) : []),
  ];
  return candidates
    .map((candidate) => files.get(candidate))
    .find((file) => file !== undefined && pages.has(file));
}

/** Percent-decoding that takes what cannot be decoded as it stands: `100%.png` is a file name that people use. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
