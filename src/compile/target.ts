import { posix } from 'node:path';
import { compareCodeUnits } from '../order.ts';

/** What of a source a reference can lead to. Paths are relative to the source, with `/`. */
export interface Places {
  /** Every file of the source, by its NFC path: macOS writes names in another normal form than authors type. */
  readonly files: ReadonlyMap<string, string>;
  /** The same by lower-cased path: a link that works on Windows alone is found, and told. */
  readonly folded: ReadonlyMap<string, string>;
  /** Files by their lower-cased path read backwards, in order: those that end alike stand together. */
  readonly ends: readonly (readonly [backwards: string, file: string])[];
  /** What files and folders are called, in lower case, with and without the extension of a page. */
  readonly called: ReadonlySet<string>;
  /** The names in each folder, for suggestions. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Every Markdown file that is shown as a page, in whatever language: file → lesson id. */
  readonly pages: ReadonlyMap<string, string>;
  /** For a translation, the file it translates: translators often leave relative links as they were there. */
  readonly originals: ReadonlyMap<string, string>;
  /** BCP 47: the language of what is translated. */
  readonly originalLanguage: string;
}

/**
 * How a file was found: as written, but for the case of letters, in another folder, where it is the only one whose path
 * ends as the reference does, or as the picture of the original in the place of a translated one.
 */
export type Manner = 'exact' | 'case' | 'elsewhere' | 'original';

/** Where a reference leads. `file` is a path in the source. */
export type Target =
  | { readonly kind: 'external'; readonly url: string }
  | {
      readonly kind: 'page';
      readonly file: string;
      readonly id: string;
      readonly anchor: string;
      readonly found: Manner;
    }
  | { readonly kind: 'file'; readonly file: string; readonly found: Manner }
  | { readonly kind: 'outside' }
  | { readonly kind: 'missing'; readonly wanted: string };

/** Characters of a path; no system has longer ones. */
const MAX_LENGTH = 4096;

// Sites are often built from a folder below the source's root, and root-absolute links mean that folder.
const SITE_ROOTS = ['', 'static/', 'public/', 'docs/', 'src/', 'content/', 'assets/'];
const FIRST_PAGES = ['README.md', 'readme.md', 'index.md', '_index.md', 'index.mdx', 'index.markdown'];
const FOLDED_FIRST_PAGES = [...new Set(FIRST_PAGES.map((name) => name.toLowerCase()))];
const PAGE_EXTENSIONS = ['.md', '.markdown', '.mdx', '.qmd', '.Rmd'];
const PAGE_EXTENSION = /\.(?:md|markdown|mdx|qmd|rmd)$/;

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
  if (path === '') return targetAt({ file: from, found: 'exact' }, anchor, places);
  if (path.length > MAX_LENGTH) return { kind: 'missing', wanted: path };

  const original = places.originals.get(from);
  const folders = original === undefined ? [from] : [from, original];
  const bases = path.startsWith('/')
    ? SITE_ROOTS
    : [...folders.map((file) => `${posix.dirname(file)}/`), ...SITE_ROOTS];
  const placeBelow = (base: string): string =>
    posix
      .normalize(base + path.replace(/^\/+/, ''))
      .normalize('NFC')
      .replace(/^\.\//, '');
  const isNamed = mayBeNamed(path, places);
  for (const place of isNamed ? new Set(bases.map(placeBelow)) : []) {
    const found = isOutside(place) ? undefined : findFile(place, places);
    if (found) return targetAt(found, anchor, places);
  }
  const first = placeBelow(bases[0] ?? '');
  if (isOutside(first)) return { kind: 'outside' };
  const elsewhere = isNamed ? findByEnd(path, places) : untranslated(path, original, places);
  return elsewhere ? targetAt(elsewhere, anchor, places) : { kind: 'missing', wanted: first };
}

function isOutside(place: string): boolean {
  return /^\.\.(?:\/|$)/.test(place);
}

/** False where nothing in the source is called as `path` ends: that spares looking for it in a hundred places. */
function mayBeNamed(path: string, { called }: Places): boolean {
  const name = posix.basename(path).toLowerCase();
  return (
    /^(?:\.{0,2}|index(?:\.html?)?)$/.test(name) ||
    called.has(name) ||
    called.has(name.replace(/\.html?$/, ''))
  );
}

function targetAt({ file, found }: Found, anchor: string, places: Places): Target {
  const id = places.pages.get(file);
  return id === undefined ? { kind: 'file', file, found } : { kind: 'page', file, id, anchor, found };
}

/**
 * The only file of the source whose path ends as the reference does. Some generators put the pages of all folders into one,
 * and their authors link as the built site has it: `fig/x.svg`, `02-numpy.html`.
 */
function findByEnd(path: string, { ends: files, pages }: Places): Found | undefined {
  const end = `/${posix.normalize(path.toLowerCase()).replace(/^(?:\.\.\/)+/, '')}`;
  const built = /\.html?$/;
  // A bare name may mean any folder's file of that name; only the built name of a page is sure to be one of a kind.
  const ends = built.test(end) ? PAGE_EXTENSIONS.map((extension) => end.replace(built, extension)) : [];
  if (path.includes('/')) ends.unshift(end);
  for (const wanted of ends) {
    const file = onlyFileEnding(wanted, files);
    if (file !== undefined && (wanted === end || pages.has(file))) return { file, found: 'elsewhere' };
  }
  return undefined;
}

// Co-op Translator, with which whole curricula are translated: `cup.<digest of the original>.es.png` is what it makes of `cup.png`.
const TRANSLATED_PICTURE =
  /\/([^/]+)\.[0-9a-f]{16,64}\.[a-z]{2,3}(?:-[a-z]{2,4})?(\.(?:png|jpe?g|gif|webp|svg))$/i;

/** What a picture was translated from, where a translation shows one that the source has not: better than an empty place. */
function untranslated(path: string, original: string | undefined, { ends }: Places): Found | undefined {
  const [, stem, extension] = TRANSLATED_PICTURE.exec(`/${path}`) ?? [];
  if (original === undefined || stem === undefined || extension === undefined) return undefined;
  const file = onlyFileEnding(`/${stem}${extension}`, ends);
  return file === undefined ? undefined : { file, found: 'original' };
}

function onlyFileEnding(end: string, files: Places['ends']): string | undefined {
  const wanted = backwards(end);
  let from = 0;
  for (let to = files.length; from < to;) {
    const middle = (from + to) >> 1;
    if ((files[middle]?.[0] ?? '') < wanted) from = middle + 1;
    else to = middle;
  }
  const [name = '', file] = files[from] ?? [];
  return name.startsWith(wanted) && !files[from + 1]?.[0].startsWith(wanted) ? file : undefined;
}

function backwards(path: string): string {
  return path.normalize('NFC').toLowerCase().split('').reverse().join('');
}

/** Makes the places of a source out of its files and the pages that are made of them. */
export function placesOf(
  files: Iterable<string>,
  pages: ReadonlyMap<string, string>,
  originals: ReadonlyMap<string, string>,
  originalLanguage = '',
): Places {
  const sorted = [...files].sort(compareCodeUnits);
  const names = new Map<string, string[]>();
  const called = new Set<string>();
  for (const file of sorted) {
    const folder = posix.dirname(file).normalize('NFC');
    const list = names.get(folder);
    if (list) list.push(posix.basename(file));
    else names.set(folder, [posix.basename(file)]);
    for (const name of file.normalize('NFC').toLowerCase().split('/')) {
      called.add(name);
      called.add(name.replace(PAGE_EXTENSION, ''));
    }
  }
  return {
    files: new Map(sorted.map((file) => [file.normalize('NFC'), file])),
    // Of names that differ in case alone, a page's counts.
    folded: new Map(
      [...sorted.filter((file) => !pages.has(file)), ...sorted.filter((file) => pages.has(file))].map(
        (file) => [file.normalize('NFC').toLowerCase(), file],
      ),
    ),
    ends: sorted
      .map((file) => [backwards(`/${file}`), file] as const)
      .sort(([a], [b]) => compareCodeUnits(a, b)),
    called,
    names,
    pages,
    originals,
    originalLanguage,
  };
}

interface Found {
  readonly file: string;
  readonly found: Manner;
}

function findFile(wanted: string, { files, folded, pages }: Places): Found | undefined {
  const twin = findIn(folded, wanted.toLowerCase(), FOLDED_FIRST_PAGES, pages);
  if (twin === undefined) return undefined;
  const exact = findIn(files, wanted, FIRST_PAGES, pages);
  return exact === undefined ? { file: twin, found: 'case' } : { file: exact, found: 'exact' };
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
