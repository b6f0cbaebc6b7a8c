import { lessonsOf, type Curriculum, type Lesson, type Unit } from '../source/curriculum.ts';
import type { PackLanguage } from '../pack-script.ts';
import { renderActivities } from './activities.ts';
import { alikeTitles } from './alike-titles.ts';
import { HOLE } from './fragment.ts';
import { fillFragment, type FilledMedia } from './fill.ts';
import { fillingFor } from './filling.ts';
import { Glossary } from './glossary.ts';
import { renderNavigation } from './navigation.ts';
import { renderPackScript } from './pack-script.ts';
import {
  renderLesson,
  renderOpener,
  renderStart,
  unitPath,
  type PageLesson,
  type PageLink,
  type PageSigns,
  type PagePack,
  type PageUnit,
} from './page.ts';
import type { TranscriptCue } from './transcript.ts';
import type { ResolvedFragment } from './resolve.ts';
import { minutesOf } from './time.ts';

/** A rendition as pages speak of it. */
type SiteRendition = Omit<FilledMedia, 'href'> & {
  /** Path in the bundle. */
  readonly path: string;
  readonly durationSeconds?: number | undefined;
};

/** What the pages of a curriculum are made of besides its text. Paths are those of entries in the bundle. */
export interface SiteMedia {
  readonly look?: Pick<PagePack, 'logo' | 'templates'>;
  readonly fragments: ReadonlyMap<string, ResolvedFragment>;
  /** The renditions of an asset, the main one first. */
  renditions(file: string): readonly SiteRendition[];
  download(file: string): { readonly path: string; readonly size: number } | undefined;
  captions(file: string): readonly TranscriptCue[] | undefined;
  transcript(file: string): string | undefined;
}

export interface SitePage {
  /** Path in the bundle. */
  readonly path: string;
  /** UTF-8, in pieces: those of a page's own text are shared by all bundles that have the page. */
  readonly pieces: readonly Buffer[];
}

// Stands in a page's shell where the body goes, which is bytes already.
const BODY = String.fromCharCode(HOLE);

/** The path of a lesson's page in a bundle. */
export function pagePath(id: string): string {
  return `pages/${id}.html`;
}

/** Every page of a curriculum (of which the units `searchable` have an index), and the data that the pages share, in reading order; one at a time, so that few are in memory. */
export function* renderSite(
  curriculum: Curriculum,
  media: SiteMedia,
  earlier: ReadonlyMap<string, readonly string[]>,
  searchable: readonly string[],
  languages: readonly PackLanguage[] = [],
  lrs?: string,
): Generator<SitePage> {
  const pack: PagePack = {
    ...packOf(curriculum),
    ...media.look,
    ...(lrs === undefined ? {} : { lrs }),
  };
  const minutes: Minutes = (lesson) =>
    minutesOf(
      lesson,
      media.fragments.get(lesson.file),
      (file) => media.renditions(file)[0]?.durationSeconds ?? 0,
    );
  const names = alikeTitles(curriculum, media.fragments);
  const link: Link = (lesson) => ({
    title: names.get(lesson) ?? lesson.title,
    path: pagePath(lesson.id).slice('pages/'.length),
    ...(lesson.language === curriculum.language ? {} : { language: lesson.language }),
  });
  const units = curriculum.units.map((unit) => pageUnit(unit, link, minutes));
  const shown = new Map([
    ...(curriculum.start ? [[curriculum.start.id, curriculum.start] as const] : []),
    ...[...lessonsOf(curriculum)].map(({ lesson }) => [lesson.id, lesson] as const),
  ]);
  const pathOf = (page: Lesson): string =>
    page === curriculum.start ? 'pages/index.html' : pagePath(page.id);
  const glossary = new Glossary();
  const bodyOf = (lesson: Lesson, path: string): Buffer[] => {
    const fragment = media.fragments.get(lesson.file);
    const pages = { shown, glossary, pathOf };
    return fragment ? fillFragment(fragment, fillingFor(path, lesson, pages, media)) : [];
  };

  yield { path: 'index.html', pieces: [Buffer.from(renderOpener(pack))] };
  const introduction = curriculum.start && bodyOf(curriculum.start, 'pages/index.html');
  yield {
    path: 'pages/index.html',
    pieces: [
      Buffer.from(
        renderStart({
          pack,
          ...(curriculum.description === undefined ? {} : { description: curriculum.description }),
          ...(curriculum.start && introduction
            ? {
                introduction: {
                  body: Buffer.concat(introduction).toString(),
                  signs: signsIn(introduction),
                  title: curriculum.start.title,
                  language: curriculum.start.language,
                  ...titleIdOf(curriculum.start, media),
                },
              }
            : {}),
          units,
        }),
      ),
    ],
  };
  yield { path: 'pages/navigation.js', pieces: [Buffer.from(renderNavigation(pack, units))] };

  yield {
    path: 'pages/pack.js',
    pieces: [Buffer.from(renderPackScript({ id: curriculum.id, ...pack, searchable }, earlier, languages))],
  };

  const activities = renderActivities(curriculum, media.fragments, pagePath);
  if (activities !== undefined) yield { path: 'activities.json', pieces: [Buffer.from(activities)] };

  const unitLinks = new Map(
    units.map((unit, n) => [curriculum.units[n], { title: unit.title, path: unitPath(unit) }]),
  );
  const order = [...lessonsOf(curriculum)];
  for (const [n, { lesson, unit, parent }] of order.entries()) {
    const path = pagePath(lesson.id);
    const previous = order[n - 1]?.lesson;
    const next = order[n + 1]?.lesson;
    const isUnitPage = lesson === unit.page;
    const body = bodyOf(lesson, path);
    const shell = renderLesson({
      pack,
      path: path.slice('pages/'.length),
      title: lesson.title,
      titleHtml: titleHtmlOf(lesson, media),
      subtitle: subtitleOf(lesson, media),
      ...titleIdOf(lesson, media),
      ...(lesson.frontMatter.description === undefined
        ? {}
        : { description: lesson.frontMatter.description }),
      language: lesson.language,
      minutes: minutes(lesson),
      breadcrumbs: [
        ...(isUnitPage ? [] : [unitLinks.get(unit)].filter((link) => link !== undefined)),
        ...(parent ? [link(parent)] : []),
      ],
      ...(previous ? { previous: link(previous) } : {}),
      ...(next ? { next: link(next) } : {}),
      headings: media.fragments.get(lesson.file)?.fragment.headings ?? [],
      body: BODY,
      signs: signsIn(body),
      parts: lesson.parts.map(link),
      ...(isUnitPage ? { lessons: unit.lessons.map((below) => pageLesson(below, link, minutes)) } : {}),
    });
    const [before = '', after = ''] = shell.split(BODY);
    yield { path, pieces: [Buffer.from(before), ...body, Buffer.from(after)] };
  }
  const meanings = glossary.render();
  if (meanings !== undefined) yield { path: 'pages/glossary.js', pieces: [Buffer.from(meanings)] };
}

function packOf(curriculum: Curriculum): PagePack {
  const { title, titleLanguage, language, version, license, authors } = curriculum;
  return {
    title,
    ...(titleLanguage === undefined ? {} : { titleLanguage }),
    language,
    version,
    authors,
    ...(license === undefined ? {} : { license }),
  };
}

// As src/compile/references.ts and fill.ts write them; in text and attributes `<` is an entity.
const ONLINE = /<(?:a|span)[^<>]* class="(?:external|online)"/;

function signsIn(body: readonly Buffer[]): PageSigns {
  // Bytes are looked through faster than text is made of them.
  const mayBeOnline = (piece: Buffer): boolean =>
    piece.includes(' class="external"') || piece.includes(' class="online"');
  return {
    online: body.some((piece) => mayBeOnline(piece) && ONLINE.test(piece.toString('latin1'))),
    missing: body.some((piece) => piece.includes('<span class="missing">')),
  };
}

/** The anchor that links to the page's own title end at. */
function titleIdOf(lesson: Lesson, media: SiteMedia): { titleId?: string } {
  const titleId = media.fragments.get(lesson.file)?.fragment.titleId;
  return titleId === undefined ? {} : { titleId };
}

const plain = (text: string): string => text.replace(/[\s$`*_\\]/g, '');

/** The page's own heading, where the lesson is named by something else. */
function subtitleOf(lesson: Lesson, media: SiteMedia): string | undefined {
  const title = media.fragments.get(lesson.file)?.fragment.title;
  return title !== undefined && plain(title) !== plain(lesson.title) ? title : undefined;
}

/** The page's own heading, where the lesson is named by it and it is more than plain text. */
function titleHtmlOf(lesson: Lesson, media: SiteMedia): string | undefined {
  const { title, titleHtml } = media.fragments.get(lesson.file)?.fragment ?? {};
  return title !== undefined && plain(title) === plain(lesson.title) ? titleHtml : undefined;
}

/** How a lesson is named and reached. */
type Link = (lesson: Lesson) => PageLink;

/** What a page takes. */
type Minutes = (lesson: Lesson) => number | undefined;

function pageLesson(lesson: Lesson, link: Link, minutes: Minutes): PageLesson {
  // Who says how long a lesson takes means all of it.
  const parts = lesson.frontMatter.minutes === undefined ? lesson.parts : [];
  return {
    ...link(lesson),
    minutes: sum([lesson, ...parts].map(minutes)),
    parts: lesson.parts.map(link),
  };
}

function sum(times: readonly (number | undefined)[]): number {
  return times.reduce<number>((all, time) => all + (time ?? 0), 0);
}

function pageUnit(unit: Unit, link: Link, minutes: Minutes): PageUnit {
  const lessons = unit.lessons.map((lesson) => pageLesson(lesson, link, minutes));
  const page = unit.page ? { path: link(unit.page).path } : {};
  return {
    id: unit.id,
    title: unit.title,
    ...page,
    minutes: sum([unit.page && minutes(unit.page), ...lessons.map((lesson) => lesson.minutes)]),
    lessons,
  };
}
