import { localLinks } from './links.ts';
import { folderOf, isFirstPage, nameOf, withoutExtension } from './names.ts';
import type { Pages } from './outline.ts';

/** Files for those who work on a source, not for those who learn from it. */
const NAMES =
  /^(?:licen[cs]e|copying|contributing|contributors|code[_-]of[_-]conduct|changelog|maintainers|404|agents|claude|gemini|copilot-instructions|(?:pull[_-]request|issue)[_-]template.*)$/i;
/** Words that are as well the subject of a lesson: in capitals they are not. */
const CAPITALS =
  /^(?:AUTHORS|CHANGES|CITATION|CONDUCT|COPYRIGHT|GOVERNANCE|HISTORY|NEWS|NOTICE|ROADMAP|SECURITY|SUMMARY|SUPPORT|TODO|TRANSLATIONS?|TRANSLATORS?)$/;
const SITE = /^(?:docs?|src|content|book|\.github)$/i;
const CONTAINERS = /^(?:translations|i18n|l10n|locales?)$/i;
/** A README in a folder of pictures, data or code explains the files, unless a lesson sends learners there. */
const ASSETS =
  /^(?:fig|figs|figures?|img|imgs|images?|translated_images|pictures|photos|sketchnotes|assets|media|videos?|audio|data|datasets?|files|code|static|public|scripts?|bin|tests?|vendor|templates?|.*-template)$/i;
const COLLECTIONS = /^_(?:episodes|episodes_rmd|extras|lessons|posts|chapters|pages|docs)$/;

/** What becomes of a page that may be none: `reason` says why, where that is not plain from its name. */
export interface Aside {
  readonly kind: 'never' | 'if-linked';
  readonly reason?: string;
}

/** Folders that hold lessons: a page that is no README, or more READMEs than it takes to explain some files. */
export function lessonFolders(bases: Iterable<string>): Set<string> {
  const readmes = new Map<string, number>();
  const found = new Set<string>();
  for (const base of bases)
    for (let folder = folderOf(base); folder !== '' && !found.has(folder); folder = folderOf(folder)) {
      const count = (readmes.get(folder) ?? 0) + 1;
      readmes.set(folder, count);
      if (!isFirstPage(base) || count > 3) found.add(folder);
    }
  return found;
}

/**
 * Whether a page is for learners; undefined for the most part: it is. `contentFolder` holds all pages, where a tool says
 * so; `withLessons` is what {@link lessonFolders} found.
 */
export function asideOf(
  base: string,
  draft: boolean,
  contentFolder: string,
  withLessons: ReadonlySet<string>,
): Aside | undefined {
  const folders = base.split('/').slice(0, -1);
  const name = nameOf(base);
  const hidden = folders.some((folder) => folder.startsWith('_') && !COLLECTIONS.test(folder));
  if (hidden || (name.startsWith('_') && !isFirstPage(name)))
    return { kind: 'never', reason: 'names that begin with “_” are for parts of pages' };
  if (draft) return { kind: 'never', reason: 'it is a draft' };
  const top = folders.length === 0 || (folders.length === 1 && SITE.test(folders[0] ?? ''));
  const stem = withoutExtension(name);
  if (top && (NAMES.test(stem) || CAPITALS.test(stem))) return { kind: 'if-linked' };
  if (contentFolder !== '' && !base.startsWith(`${contentFolder}/`))
    return { kind: 'if-linked', reason: `all pages are in ${contentFolder}/, and none of them links here` };
  if (CONTAINERS.test(folders[0] ?? ''))
    return { kind: 'if-linked', reason: 'its folder is for translations, but names no language' };
  const asset = folders.findIndex((folder) => ASSETS.test(folder));
  if (asset < 0 || !isFirstPage(base)) return undefined;
  const folder = folders.slice(0, asset + 1).join('/');
  if (withLessons.has(folder)) return undefined;
  return { kind: 'if-linked', reason: `it stands beside the files in ${folder}/, and no lesson links to it` };
}

const FEW = 8;

/** Which of `candidates` the pages of `bases` link to, also through one another. */
export function linkedFrom(bases: Iterable<string>, candidates: ReadonlySet<string>, pages: Pages): string[] {
  const found = new Set<string>();
  const names = [...candidates].map((base) => (isFirstPage(base) ? nameOf(folderOf(base)) : nameOf(base)));
  if (names.length === 0) return [];
  const targetsOf = function* (base: string): Generator<string> {
    const text = pages.get(base)?.original.text ?? '';
    // Most pages mention none of a few, and looking for a name is much quicker than reading all links.
    if (names.length <= FEW && !names.some((name) => text.includes(name))) return;
    for (const link of localLinks(text, base))
      for (const target of [link, `${link}/README.md`, `${link}/index.md`, `${link}.md`])
        if (candidates.has(target)) yield target;
  };
  for (const start of bases) {
    const open = [targetsOf(start)];
    for (let next = open[0]?.next(); next; next = open.at(-1)?.next()) {
      if (next.done) open.pop();
      else if (!found.has(next.value)) {
        found.add(next.value);
        open.push(targetsOf(next.value));
      }
    }
  }
  return [...found];
}
