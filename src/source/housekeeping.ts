import { localLinks } from './links.ts';
import { folderOf, isFirstPage, nameOf, withoutExtension } from './names.ts';
import type { Pages } from './outline.ts';

/** Files for those who work on a source, not for those who learn from it. */
const NAMES =
  /^(?:licen[cs]e|copying|copyright|notice|contributing|contributors|code[_-]of[_-]conduct|conduct|changelog|changes|history|security|support|authors|maintainers|governance|citation|translations?|translators?|todo|roadmap|404|summary|agents|claude|gemini|copilot-instructions|(?:pull[_-]request|issue)[_-]template.*)$/i;
const CONTAINERS = /^(?:translations?|i18n|l10n|locales?)$/i;
/** A README in a folder of pictures, data or code explains the files, unless a lesson sends learners there. */
const ASSETS =
  /^(?:fig|figs|figures?|img|imgs|images?|translated_images|pictures|photos|sketchnotes|assets|media|videos?|audio|data|datasets?|files|code|static|public|scripts?|bin|tests?|vendor|templates?|.*-template)$/i;

/** `never`: not a page at all. `if-linked`: a page when a lesson links to it. Undefined: a page. */
export function isHousekeeping(base: string, pages: Pages): 'never' | 'if-linked' | undefined {
  const segments = base.split('/');
  const name = nameOf(base);
  if (name.startsWith('_') && !isFirstPage(name)) return 'never';
  if (
    segments
      .slice(0, -1)
      .some(
        (folder) =>
          folder.startsWith('_') &&
          !/^_(?:episodes|episodes_rmd|extras|lessons|posts|chapters|pages|docs)$/.test(folder),
      )
  )
    return 'never';
  const stem = withoutExtension(name);
  if (/^(?:summary|_toc|_sidebar|_navbar|toc)$/i.test(stem) && segments.length <= 2) return 'if-linked';
  if (NAMES.test(stem) && segments.length <= 2 && !/^summary$/i.test(stem)) return 'if-linked';
  if (segments.slice(0, -1).some((folder) => CONTAINERS.test(folder))) return 'if-linked';
  const asset = segments.slice(0, -1).findIndex((folder) => ASSETS.test(folder));
  if (asset < 0 || !isFirstPage(base)) return undefined;
  const top = segments.slice(0, asset + 1).join('/');
  for (const other of pages.keys()) if (other.startsWith(`${top}/`) && !isFirstPage(other)) return undefined;
  return 'if-linked';
}

/** Which of `candidates` the pages of `bases` link to, also through one another. */
export function linkedFrom(bases: Iterable<string>, candidates: ReadonlySet<string>, pages: Pages): string[] {
  const found = new Set<string>();
  const names = [...candidates].map((base) => (isFirstPage(base) ? nameOf(folderOf(base)) : nameOf(base)));
  const look = (base: string): void => {
    const text = pages.get(base)?.original.text ?? '';
    // Most pages mention none of them, and looking for a name is much quicker than reading all links.
    if (!names.some((name) => text.includes(name))) return;
    for (const link of localLinks(text, base))
      for (const target of [link, `${link}/README.md`, `${link}/index.md`, `${link}.md`])
        if (candidates.has(target) && !found.has(target)) {
          found.add(target);
          look(target);
        }
  };
  for (const base of bases) look(base);
  return [...found];
}
