import { beginningOf, diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import { addMore, foldOutline, type Arrangement } from './arrange.ts';
import type { Config } from './config.ts';
import { lessonsOf, type Curriculum, type Lesson } from './curriculum.ts';
import { outlineOfFolder } from './folders.ts';
import { linkedFrom } from './housekeeping.ts';
import { languageTag } from './language-tag.ts';
import type { SourceLanguages } from './languages.ts';
import type { LessonText } from './lesson-text.ts';
import { licenseOfText, spdxExpression } from './license.ts';
import { isFirstPage } from './names.ts';
import {
  chooseFirstPage,
  findPage,
  resolveListed,
  type ListContext,
  type OutlineNode,
  type Page,
  type Pages,
} from './outline.ts';
import { packOf, packTitle } from './pack-id.ts';
import { idsOfPages } from './page-ids.ts';
import type { ReadText, Site } from './site.ts';
import { isDraft, sortOut } from './sorted-pages.ts';
import type { SourceTree } from './tree.ts';

export interface SourceParts {
  readonly tree: SourceTree;
  readonly texts: ReadonlyMap<string, LessonText>;
  readonly config: Config;
  readonly site: Site;
  readonly languages: SourceLanguages;
  readonly read: ReadText;
}

/** Arranges a source once for each of its languages. */
export function curriculaOf(parts: SourceParts, diagnostics: Diagnostic[]): Curriculum[] {
  const { languages } = parts;
  const ids = idsOfPages(originalTexts(parts), parts.site.idsWithinFolder ?? false, diagnostics);
  const license = licenseOf(parts, diagnostics);
  if (languages.assumed)
    diagnostics.push(diagnostic('language-assumed', { language: languages.original }, wholePlace(parts)));
  const curricula: Curriculum[] = [];
  for (const language of languages.all) {
    const original = language === languages.original;
    const found: Diagnostic[] = [];
    const curriculum = arrange(parts, language, ids, license, found);
    // What is wrong with the order is wrong with the original, and told there; pages left out may be this language's alone.
    diagnostics.push(...(original ? found : found.filter((finding) => concernsOnly(finding, languages))));
    if (!curriculum) continue;
    curricula.push(curriculum);
    if (!original)
      diagnostics.push(...missingTranslations(curriculum), ...draftTranslations(language, parts));
  }
  return curricula;
}

function concernsOnly({ code, params }: Diagnostic, { files, original }: SourceLanguages): boolean {
  return code === 'page-left-out' && files.get(String(params['path']))?.has(original) === false;
}

function arrange(
  parts: SourceParts,
  language: string,
  ids: ReadonlyMap<string, string>,
  license: string | undefined,
  diagnostics: Diagnostic[],
): Curriculum | undefined {
  const { config, site, languages, tree } = parts;
  const original = language === languages.original;
  const every = pagesIn(language, parts);
  const folder = site.contentFolder ?? '';
  const { lessons, asides } = sortOut(every, folder);
  const byFolder = outlineOfFolder(folder, lessons, site.labels ?? new Map());
  const list = config.units ?? site.listed;
  const resolved = list && resolveListed(list, listContext(every, lessons, parts), diagnostics);
  const published = new Map([...every].filter(([, page]) => !isDraft(page)));
  const start =
    (site.start === undefined ? undefined : findPage(baseByFile(site.start, languages), published)) ??
    byFolder.start ??
    rootPage(published);
  const nodes = (resolved ?? byFolder.nodes).flatMap((node) =>
    withoutBases(node, (base) => base === start || !published.has(base)),
  );

  const startPage = start === undefined ? undefined : every.get(start);
  const { title, ...spoken } = titleOf(parts, startPage, language);
  const arrangement: Arrangement = { title, language, pages: every, ids, listTitles: original };
  let units = foldOutline(nodes, resolved !== undefined, arrangement);
  const placed = new Set<string>(nodes.flatMap(basesOf));
  if (start !== undefined) placed.add(start);
  const forgotten = byFolder.nodes.flatMap(basesOf).filter((base) => !placed.has(base));
  for (const base of forgotten) placed.add(base);
  for (const base of lessons.keys())
    if (!placed.has(base))
      asides.set(base, {
        kind: 'if-linked',
        reason: `${start ?? ''} is the start page, and no lesson links here`,
      });
  const candidates = [...asides].flatMap(([base, { kind }]) =>
    kind === 'if-linked' && !placed.has(base) ? [base] : [],
  );
  const linked = linkedFrom(placed, new Set(candidates), every);
  for (const base of linked) placed.add(base);
  for (const [base, { reason }] of asides)
    if (reason !== undefined && !placed.has(base))
      diagnostics.push(
        diagnostic('page-left-out', { path: base, reason }, beginningOf(every.get(base)?.text.file ?? base)),
      );
  units = addMore(units, [...forgotten, ...linked], arrangement);
  if (units.length === 0 && !startPage) return undefined;

  const description = config.description ?? site.description;
  return {
    ...packOf(config, tree.root),
    title,
    ...spoken,
    ...(description === undefined ? {} : { description }),
    language,
    original,
    languages: languages.all,
    ...(license === undefined ? {} : { license }),
    authors: config.authors,
    subjects: config.subjects,
    levels: config.levels,
    alignments: config.alignments,
    ...(startPage ? { start: startLesson(startPage, title) } : {}),
    units,
  };
}

/** The pages of one language, those without a translation in the original's. */
function pagesIn(language: string, { texts, languages }: SourceParts): Pages {
  const pages = new Map<string, Page>();
  for (const [base, files] of languages.files) {
    const originalFile = files.get(languages.original);
    const translated = files.get(language);
    const unpublished = texts.get(translated ?? '')?.frontMatter.draft === true;
    const file = translated === undefined || unpublished ? (originalFile ?? translated) : translated;
    const text = texts.get(file ?? '');
    if (file === undefined || !text) continue;
    const spoken = languageTag(text.frontMatter.language ?? '');
    const own = file === files.get(language) ? language : languages.original;
    pages.set(base, {
      base,
      language: spoken ?? own,
      text,
      original: texts.get(originalFile ?? file) ?? text,
    });
  }
  return pages;
}

/** Translations that are not to be published while their originals are. */
function draftTranslations(language: string, { texts, languages }: SourceParts): Diagnostic[] {
  return [...languages.files.values()].flatMap((files) => {
    const path = files.get(language);
    if (path === undefined || texts.get(path)?.frontMatter.draft !== true) return [];
    const original = texts.get(files.get(languages.original) ?? '');
    if (!original || original.frontMatter.draft === true) return [];
    return [diagnostic('page-left-out', { path, reason: 'it is a draft' }, beginningOf(path))];
  });
}

/** One text for each base: the original's, else the first language's that has it. */
function originalTexts({ texts, languages }: SourceParts): Map<string, LessonText> {
  const chosen = new Map<string, LessonText>();
  for (const [base, files] of languages.files) {
    const file =
      files.get(languages.original) ?? files.get(languages.all.find((tag) => files.has(tag)) ?? '');
    const text = texts.get(file ?? '');
    if (text) chosen.set(base, text);
  }
  return chosen;
}

/** The title of the curriculum in `language`, and the language that it is in where that is another. */
function titleOf(
  { config, site, tree, languages }: SourceParts,
  start: Page | undefined,
  language: string,
): Pick<Curriculum, 'title' | 'titleLanguage'> {
  const own = start?.text.title;
  const stated = config.title ?? site.title;
  const original = language === languages.original;
  // A translated start page has the title in its language, which settings have not.
  if (!original && start !== undefined && own !== undefined && start.text !== start.original)
    return { title: own };
  const title = stated ?? own ?? start?.original.title ?? packTitle(tree.root);
  const spoken = title === own ? start?.language : languages.original;
  return original || spoken === undefined || spoken === language
    ? { title }
    : { title, titleLanguage: spoken };
}

function startLesson(page: Page, title: string): Lesson {
  const { text, language } = page;
  return {
    id: 'index',
    title: text.title ?? title,
    file: text.file,
    language,
    frontMatter: text.frontMatter,
    parts: [],
  };
}

/** The README at the top of a source whose pages lie in a folder of their own. */
function rootPage(pages: Pages): string | undefined {
  return chooseFirstPage([...pages.keys()].filter((base) => !base.includes('/')));
}

function withoutBases(node: OutlineNode, without: (base: string) => boolean): OutlineNode[] {
  const children = node.children.flatMap((child) => withoutBases(child, without));
  if (node.base === undefined || !without(node.base)) {
    return node.base === undefined && children.length === 0 ? [] : [{ ...node, children }];
  }
  if (children.length === 0) return [];
  const { key, title, ordered } = node;
  return title === undefined ? children : [{ key, title, ordered, children }];
}

function basesOf(node: OutlineNode): string[] {
  return [...(node.base === undefined ? [] : [node.base]), ...node.children.flatMap(basesOf)];
}

function listContext(every: Pages, lessons: Pages, { site, languages }: SourceParts): ListContext {
  return {
    pages: every,
    baseOf: (path) => baseByFile(path, languages),
    folder: (path) => outlineOfFolder(path, lessons, site.labels ?? new Map()),
  };
}

function baseByFile(path: string, languages: SourceLanguages): string {
  const variant = languages.variants.find((candidate) => candidate.file === path);
  return variant?.base ?? path;
}

function licenseOf(parts: SourceParts, diagnostics: Diagnostic[]): string | undefined {
  const { config, site, tree, read } = parts;
  const stated = config.license ?? site.license;
  const spdx = stated === undefined ? undefined : spdxExpression(stated);
  if (spdx !== undefined) return spdx;
  if (stated !== undefined)
    diagnostics.push(diagnostic('license-unknown', { license: stated }, licensePlace(parts)));
  const file = [...tree.files.keys()].find((path) =>
    /^(?:licen[cs]e|copying)(?:[.-][a-z0-9.-]+)?$/i.test(path),
  );
  const found = file === undefined ? undefined : licenseOfText(read(file) ?? '');
  if (found === undefined && stated === undefined)
    diagnostics.push(diagnostic('license-missing', {}, wholePlace(parts)));
  return found;
}

/** Files that can state a licence, Satchel's own first: what they say counts. */
const SETTINGS = [
  'satchel',
  'config',
  '_config',
  'hugo',
  'config/_default/hugo',
  'config/_default/config',
].flatMap((name) => ['yaml', 'yml', 'toml'].map((ending) => `${name}.${ending}`));

/** Where a settings file states the licence. */
function licensePlace(parts: SourceParts): Place {
  for (const file of SETTINGS) {
    const lines = (parts.read(file) ?? '').split('\n');
    const line = lines.findIndex((candidate) => /^license\s*[:=]/.test(candidate));
    if (line >= 0)
      return {
        file,
        line: line + 1,
        column: (/^license\s*[:=]\s*/.exec(lines[line] ?? '')?.[0].length ?? 0) + 1,
      };
  }
  return wholePlace(parts);
}

/** Where to say what concerns a source as a whole: in its settings, else on its first page. */
function wholePlace({ tree, texts }: SourceParts): Place {
  const files = [...texts.keys()];
  const settings = ['satchel.yaml', 'satchel.yml'].find((file) => tree.files.has(file));
  const top = chooseFirstPage(files.filter((file) => !file.includes('/')));
  const first = top ?? files.find(isFirstPage) ?? files[0] ?? '';
  return beginningOf(settings ?? first);
}

function missingTranslations(curriculum: Curriculum): Diagnostic[] {
  const { language } = curriculum;
  const lessons = [...lessonsOf(curriculum)].map(({ lesson }) => lesson);
  if (curriculum.start) lessons.unshift(curriculum.start);
  return lessons
    .filter((lesson) => lesson.language !== language && lesson.frontMatter.language === undefined)
    .map((lesson) => diagnostic('translation-missing', { language }, beginningOf(lesson.file)));
}
