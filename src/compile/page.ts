import type { Author } from '../source/curriculum.ts';
import { directionOf, languageAttributes } from './direction.ts';
import type { Fragment } from './fragment.ts';
import { fillMessage } from '../fill-message.ts';
import { messagesFor } from './messages.ts';
import type { OwnTemplates } from './own-template.ts';
import { timeText } from './time.ts';
import { renderTemplate } from './template.ts';

// Rendering only: what stands on a page is decided by the caller. All text is escaped by the templates; `html` and
// `body` are HTML that has been sanitised before.

// The version of a source that names none.
const NO_VERSION = '0.0.0';

/** What all pages of a bundle share. */
export interface PagePack {
  readonly title: string;
  /** BCP 47: of the title, where it is in another language than all else. */
  readonly titleLanguage?: string;
  /** BCP 47: of the interface and of all titles that do not say otherwise. */
  readonly language: string;
  readonly version: string;
  readonly license?: string;
  readonly authors: readonly Author[];
  /** Path of a picture, from the bundle's top. */
  readonly logo?: string;
  readonly templates?: OwnTemplates;
  /** The address of an LRS, the only place that pages may send to. */
  readonly lrs?: string;
}

/** A title that leads somewhere. `path` is relative to `pages/` and may end with an anchor. */
export interface PageLink {
  readonly title: string;
  readonly path: string;
  /** BCP 47, where the title is in another language than the pack. */
  readonly language?: string;
}

/** A lesson in a list, with its parts. */
export interface PageLesson extends PageLink {
  /** That it takes with its parts. */
  readonly minutes?: number | undefined;
  readonly parts: readonly PageLink[];
}

/** A unit in a list. Without a `path` it has no page of its own and is a section of the start page. */
export interface PageUnit {
  readonly id: string;
  readonly title: string;
  readonly path?: string;
  readonly language?: string;
  readonly lessons: readonly PageLesson[];
  readonly minutes?: number | undefined;
}

/** The page of a lesson, of a part of a lesson or of a unit. */
export interface LessonPage {
  readonly pack: PagePack;
  /** Where the page lies, relative to `pages/`: `unit/lesson.html`. */
  readonly path: string;
  readonly title: string;
  /** The title with its code, emphasis and formulas, where it has any. */
  readonly titleHtml?: string | undefined;
  /** The page's own heading, where the lesson has another title: from front matter, or from a list of contents. */
  readonly subtitle?: string | undefined;
  /** The anchor of the title, where links can end at it. */
  readonly titleId?: string | undefined;
  readonly description?: string;
  readonly minutes?: number | undefined;
  /** BCP 47: of title, headings and body. Another language than the pack's brings a notice. */
  readonly language: string;
  /** The pages above this one, outermost first, without the start page: unit, lesson. */
  readonly breadcrumbs: readonly PageLink[];
  readonly previous?: PageLink;
  readonly next?: PageLink;
  readonly headings: Fragment['headings'];
  readonly body: string;
  readonly signs?: PageSigns;
  /** Pages that belong to this one: a lesson's parts. */
  readonly parts: readonly PageLink[];
  /** A unit's page lists the unit's lessons. */
  readonly lessons?: readonly PageLesson[];
}

/** The signs in a page's text that its foot explains. */
export interface PageSigns {
  /** Of what is only online. */
  readonly online: boolean;
  /** Of links that lead to nothing in the pack. */
  readonly missing: boolean;
}

/** `pages/index.html`. */
export interface StartPage {
  readonly pack: PagePack;
  readonly description?: string;
  /** The source's own first page. Its title is shown where it differs from the pack's. */
  readonly introduction?: {
    readonly body: string;
    readonly signs?: PageSigns;
    readonly title?: string;
    readonly titleId?: string | undefined;
    readonly language: string;
  };
  readonly units: readonly PageUnit[];
}

/** Where a unit is found: its own page, else its section of the start page. */
export function unitPath(unit: Pick<PageUnit, 'id' | 'path'>): string {
  return unit.path ?? `index.html#${unitAnchor(unit.id)}`;
}

// The prefix keeps clear of the anchors of the introduction's headings, which stand on the same page.
function unitAnchor(id: string): string {
  return `satchel-unit-${id}`;
}

export function renderLesson(page: LessonPage): string {
  const { pack } = page;
  const up = upFrom(page.path);
  const link = linkFrom(up, pack.language);
  const toc = tableOfContents(page.headings);
  const lessons = (page.lessons ?? []).map(lessonFrom(up, pack.language));
  return renderTemplate(
    'lesson',
    {
      ...shell(pack, up, page.path.replace(/\.html$/, '')),
      signs: page.signs,
      title: page.title,
      titleHtml: page.titleHtml,
      subtitle: page.subtitle,
      titleId: page.titleId,
      documentTitle: page.title === pack.title ? pack.title : `${page.title} – ${pack.title}`,
      description: page.description,
      time: timeText(page.minutes, messagesFor(pack.language)),
      textLanguage: languageAttributes(page.language, pack.language),
      untranslated: page.language !== pack.language,
      breadcrumbs: page.breadcrumbs.map(link),
      toc: toc.length === 0 ? undefined : { headings: toc },
      body: page.body,
      parts: page.parts.length === 0 ? undefined : { links: page.parts.map(link) },
      lessonList: lessons.length === 0 ? undefined : { lessons },
      pager: page.previous ?? page.next,
      previous: page.previous && link(page.previous),
      next: page.next && link(page.next),
    },
    pack.templates,
  );
}

/**
 * True for a first page in several sections, as repositories have them: it stands below the lessons, which a learner would
 * otherwise have to scroll for. A few paragraphs stand above.
 */
function isDocument(body: string): boolean {
  return (body.match(/<h[2-6][ >]/g)?.length ?? 0) > 2;
}

/** `pages/index.html`: what the pack is, its units and their lessons. */
export function renderStart(page: StartPage): string {
  const { pack, introduction } = page;
  const messages = messagesFor(pack.language);
  const lesson = lessonFrom('', pack.language);
  const single = page.units.length === 1;
  return renderTemplate(
    'start',
    {
      ...shell(pack, '', 'index'),
      signs: introduction?.signs,
      title: pack.title,
      documentTitle: pack.title,
      description: page.description,
      [introduction && isDocument(introduction.body) ? 'about' : 'introduction']: introduction && {
        body: introduction.body,
        titleId: introduction.titleId,
        heading: introduction.title === pack.title ? undefined : introduction.title,
        textLanguage: languageAttributes(introduction.language, pack.language),
        untranslated: introduction.language !== pack.language,
      },
      units: page.units.map((unit, index) => ({
        anchor: unitAnchor(unit.id),
        label:
          single || isNumbered(unit.title, index + 1)
            ? undefined
            : fillMessage(messages.unit, { number: index + 1 }),
        title: single && unit.title === pack.title ? messages.lessons : unit.title,
        href: unit.path,
        time: timeText(unit.minutes, messages),
        textLanguage: languageAttributes(unit.language ?? pack.language, pack.language),
        lessonList: unit.lessons.length === 0 ? undefined : { lessons: unit.lessons.map(lesson) },
      })),
      authors: pack.authors.length === 0 ? undefined : { list: pack.authors.map((author) => author.name) },
    },
    pack.templates,
  );
}

/** True for a title that says itself which one it is: “Unit1”, “Week 1: Soil”, “1. Soil”; “3D printing” does not. */
function isNumbered(title: string, number: number): boolean {
  return new RegExp(`^\\s*(?:\\p{L}+[\\s._-]*)?0*${number}(?![\\p{L}\\d])`, 'u').test(title);
}

/** The bundle's root `index.html`: opens `pages/index.html`, by itself or by a click. */
export function renderOpener(pack: PagePack): string {
  return renderTemplate('opener', {
    ...shell(pack, 'pages/', ''),
    title: pack.title,
    documentTitle: pack.title,
    openLabel: fillMessage(messagesFor(pack.language).open, { title: pack.title }),
  });
}

function shell(pack: PagePack, up: string, page: string): object {
  const messages = messagesFor(pack.language);
  return {
    up,
    page,
    language: pack.language,
    direction: directionOf(pack.language),
    packTitle: pack.title,
    logo: pack.logo === undefined ? undefined : `${up}../${pack.logo}`,
    packTitleLanguage: languageAttributes(pack.titleLanguage ?? pack.language, pack.language),
    // What no author gave says nothing to a reader.
    version: pack.version === NO_VERSION ? undefined : pack.version,
    license: pack.license,
    connectSource: pack.lrs === undefined ? "'none'" : new URL(pack.lrs).origin,
    messages,
    labelLanguage: languageAttributes(messages.language, pack.language),
  };
}

/** The way from a page up to `pages/`: nothing, `../`, `../../` … */
function upFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}

function linkFrom(up: string, around: string): (link: PageLink) => object {
  return ({ title, path, language }) => ({
    title,
    href: up + path,
    textLanguage: languageAttributes(language ?? around, around),
  });
}

function lessonFrom(up: string, around: string): (lesson: PageLesson) => object {
  const link = linkFrom(up, around);
  return (lesson) => ({
    ...link(lesson),
    time: timeText(lesson.minutes, messagesFor(around)),
    parts: lesson.parts.length === 0 ? undefined : { links: lesson.parts.map(link) },
  });
}

/** Two levels, whatever depths a page uses; a page with a single heading needs no table. */
function tableOfContents(headings: Fragment['headings']): object[] {
  if (headings.length < 2) return [];
  const top = headings.reduce((least, { depth }) => Math.min(least, depth), 6);
  const entries: { id: string; html: string; below: { id: string; html: string }[] }[] = [];
  for (const { depth, id, html } of headings) {
    if (depth === top || entries.length === 0) entries.push({ id, html, below: [] });
    else if (depth <= top + 1) entries.at(-1)?.below.push({ id, html });
  }
  return entries.map(({ id, html, below }) => ({
    id,
    html,
    below: below.length === 0 ? undefined : { headings: below },
  }));
}
