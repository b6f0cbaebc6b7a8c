import { compareCodeUnits } from '../order.ts';
import { languageOfName } from './language-tag.ts';
import { folderOf, isFirstPage, isMarkdown, nameOf } from './names.ts';

/**
 * Which Markdown file is which page in which language. A page is known by its `base`: the path it has, or would have, in the
 * original. `language` is undefined where nothing in the path names one.
 */
export interface Variant {
  readonly file: string;
  readonly base: string;
  readonly language: string | undefined;
}

/** What the text of some files looks like; used only where a folder name may or may not be a language. */
export type Guess = (files: readonly string[]) => Promise<string | undefined>;

const CONTAINERS = /^(?:translations?|i18n|l10n|locales?|languages?|langs?)$/i;
const ROOTS = /^(?:docs?|content|src|source|pages|book|lessons|episodes)$/i;
/** No source has more languages side by side; each is compared with each. */
const MAX_LANGUAGES = 200;
/** Docusaurus keeps translated documents here, beside translated data of its plugins. */
const DOCUSAURUS = /^i18n\/([^/]+)\/docusaurus-plugin-content-docs\/current\/(.+)$/;

/** Reads the languages off the paths of all Markdown files, in their order. */
export async function findVariants(files: readonly string[], guess: Guess): Promise<Variant[]> {
  const all = new Set(files);
  const folders = await languageFolders(files, all, guess);
  const named = namedVariants(files, all);
  return files.map(
    (file) =>
      inDocusaurus(file) ??
      inFolder(file, folders) ??
      named.get(file) ?? { file, base: file, language: undefined },
  );
}

/** Folder → its language and the folder whose pages it holds in that language. */
type LanguageFolders = ReadonlyMap<string, { readonly language: string; readonly of: string }>;

async function languageFolders(
  files: readonly string[],
  all: ReadonlySet<string>,
  guess: Guess,
): Promise<LanguageFolders> {
  const found = new Map<string, { language: string; of: string }>();
  const inside = new Map<string, string[]>();
  for (const file of files)
    for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) {
      const list = inside.get(folder);
      if (list) list.push(file);
      else inside.set(folder, [file]);
    }
  const below = new Map<string, string[]>();
  for (const folder of [...inside.keys()].sort(compareCodeUnits)) {
    const siblings = below.get(folderOf(folder));
    if (siblings) siblings.push(folder);
    else below.set(folderOf(folder), [folder]);
  }
  const children = (parent: string): readonly string[] => below.get(parent) ?? [];

  for (const folder of inside.keys()) {
    if (!CONTAINERS.test(nameOf(folder))) continue;
    for (const child of children(folder)) {
      const name = nameOf(child);
      const language = languageOfName(
        name,
        /^(?:br|tw|mo|se)$/i.test(name) ? await guess(inside.get(child) ?? []) : undefined,
      );
      if (language !== undefined) found.set(child, { language, of: folderOf(folder) });
    }
  }
  for (const parent of ['', ...inside.keys()]) {
    if (parent !== '' && !(ROOTS.test(nameOf(parent)) && !parent.includes('/'))) continue;
    const candidates = children(parent).filter((child) => languageOfName(nameOf(child)) !== undefined);
    if (candidates.length === 0 || candidates.length > MAX_LANGUAGES) continue;
    const others = children(parent).filter(
      (child) =>
        !candidates.includes(child) && !CONTAINERS.test(nameOf(child)) && !nameOf(child).startsWith('_'),
    );
    const onlyLanguages = candidates.length >= 2 && others.length === 0;
    const undecided = new Map<string, string>();
    let sure = false;
    for (const child of candidates) {
      const pages = inside.get(child) ?? [];
      const looksLike = await guess(pages);
      const language = languageOfName(nameOf(child), looksLike);
      if (language === undefined) continue;
      const agrees = looksLike === language.split('-')[0];
      // `it/` may be a course on computers, `cs/` one on C#: English text refutes the name.
      if (looksLike === 'en' && !agrees) continue;
      const mirrored = mirroredPages(pages, child, [parent, ...(onlyLanguages ? candidates : [])], all);
      const known = agrees
        ? onlyLanguages || mirrored > 0 || isMirrorOfTop(pages, child, parent, all)
        : mirrored * 2 >= pages.length;
      if (known || onlyLanguages) undecided.set(child, language);
      if (known) found.set(child, { language, of: parent });
      sure ||= known;
    }
    // Where every folder is named after a language and one of them is one, so are the others.
    if (onlyLanguages && sure)
      for (const [child, language] of undecided) found.set(child, { language, of: parent });
  }
  return found;
}

/** How many of a folder's pages have the same path in one of the other folders, at best. */
function mirroredPages(
  pages: readonly string[],
  folder: string,
  others: readonly string[],
  all: ReadonlySet<string>,
): number {
  const counts = others
    .filter((other) => other !== folder)
    .map(
      (other) =>
        pages.filter(
          (page) => all.has(join(other, page.slice(folder.length + 1))) && !isTopPage(page, folder),
        ).length,
    );
  return Math.max(0, ...counts);
}

function isTopPage(page: string, folder: string): boolean {
  return folderOf(page) === folder && isFirstPage(page);
}

/** A folder with nothing but a translated README of the folder above. */
function isMirrorOfTop(
  pages: readonly string[],
  child: string,
  parent: string,
  all: ReadonlySet<string>,
): boolean {
  return pages.every((page) => isTopPage(page, child) && all.has(join(parent, nameOf(page))));
}

function inDocusaurus(file: string): Variant | undefined {
  const [, name = '', rest = ''] = DOCUSAURUS.exec(file) ?? [];
  const language = name === '' ? undefined : languageOfName(name);
  return language === undefined ? undefined : { file, base: `docs/${rest}`, language };
}

function inFolder(file: string, folders: LanguageFolders): Variant | undefined {
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) {
    const found = folders.get(folder);
    if (found) return { file, base: join(found.of, file.slice(folder.length + 1)), language: found.language };
  }
  return undefined;
}

/** `name.es.md` beside `name.md` or `name.en.md`, `README_es.md` beside `README.md`, `translations/README.es.md` below it. */
function namedVariants(files: readonly string[], all: ReadonlySet<string>): Map<string, Variant> {
  const named = new Map<string, Variant>();
  const alone: Variant[] = [];
  const languages = new Map<string, Set<string>>();
  for (const file of files) {
    const name = nameOf(file);
    const [, stem = '', mark = '', tag = '', extension = ''] =
      /^(.+?)([._-])([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)(\.[A-Za-z]+)$/.exec(name) ?? [];
    const language = languageOfName(tag);
    if (stem === '' || language === undefined || !isMarkdown(name)) continue;
    if (mark !== '.' && !isFirstPage(`${stem}${extension}`)) continue;
    const folder = folderOf(file);
    const above = join(folderOf(folder), stem + extension);
    const base = CONTAINERS.test(nameOf(folder)) && all.has(above) ? above : join(folder, stem + extension);
    const variant = { file, base, language };
    if (all.has(base)) named.set(file, variant);
    else if (mark === '.') alone.push(variant);
    languages.set(base, (languages.get(base) ?? new Set()).add(language));
  }
  // `notes.sw.md` alone is in Swahili where other names have shown that `.sw` is a language here.
  const shown = new Set([...named.values()].map(({ language }) => language));
  for (const several of languages.values())
    if (several.size > 1) for (const language of several) shown.add(language);
  for (const variant of alone) if (shown.has(variant.language)) named.set(variant.file, variant);
  return named;
}

function join(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
