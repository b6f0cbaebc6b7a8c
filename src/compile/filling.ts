import { posix } from 'node:path';
import type { Lesson } from '../source/curriculum.ts';
import type { Filling } from './fill.ts';
import type { Glossary } from './glossary.ts';
import { messagesFor } from './messages.ts';
import { findAnchor } from './resolve.ts';
import type { SiteMedia } from './site.ts';
import type { Target } from './target.ts';

/** What links within a curriculum lead to. */
interface Pages {
  /** Path in the bundle. */
  readonly pathOf: (page: Lesson) => string;
  /** By id. */
  readonly shown: ReadonlyMap<string, Lesson>;
  readonly glossary: Glossary;
}

/** What a page of a lesson is filled with; `path` is the page's, in the bundle. */
export function fillingFor(
  path: string,
  lesson: Lesson,
  { shown, glossary, pathOf }: Pages,
  media: SiteMedia,
): Filling {
  const hrefTo = (target: string): string => posix.relative(posix.dirname(path), target);
  return {
    isTerm: (target) => {
      const there = shown.get(target.id);
      if (!there) return false;
      return glossary.lead(media.fragments.get(there.file), pathOf(there), anchorIn(there, target, media));
    },
    page: (target) => {
      const there = shown.get(target.id);
      if (!there) return undefined;
      const pageThere = pathOf(there);
      const anchor = anchorIn(there, target, media);
      const page = pageThere === path ? '' : hrefTo(pageThere);
      return anchor === '' ? page || '#' : `${page}#${encodeURIComponent(anchor)}`;
    },
    renditions: (file) => media.renditions(file).map((found) => ({ ...found, href: hrefTo(found.path) })),
    download: (file) => {
      const found = media.download(file);
      return found && { href: hrefTo(found.path), name: posix.basename(found.path), size: found.size };
    },
    captions: (file) => media.captions(file),
    transcript: (file) => media.transcript(file),
    language: lesson.language,
    messages: messagesFor(lesson.language),
  };
}

/**
 * The anchor as the shown page has it. A translation's link often names the original's heading: the n-th heading there is the
 * n-th heading here, as long as both pages have as many.
 */
function anchorIn(shown: Lesson, target: Extract<Target, { kind: 'page' }>, media: SiteMedia): string {
  if (target.anchor === '') return '';
  const here = media.fragments.get(shown.file)?.fragment;
  const own = findAnchor(target.anchor, here?.anchors ?? []);
  if (own !== undefined) return own;
  const there = media.fragments.get(target.file)?.fragment;
  const wanted = findAnchor(target.anchor, there?.anchors ?? []);
  const index = there?.headings.findIndex(({ id }) => id === wanted) ?? -1;
  const same = here?.headings.length === there?.headings.length;
  return same && index >= 0 ? (here?.headings[index]?.id ?? '') : '';
}
