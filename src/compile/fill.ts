import { HOLE, type Slot } from './fragment.ts';
import { fillMessage } from '../fill-message.ts';
import { languageAttributes } from './direction.ts';
import { type Messages } from './messages.ts';
import { fillPlayer, missing, sourceOf, startTranscripts, type PageTranscripts } from './player.ts';
import type { ResolvedFragment } from './resolve.ts';
import { pictureSize } from './shown-size.ts';
import { printedStill } from './still.ts';
import type { Target } from './target.ts';
import { escapeHtml } from './template.ts';
import type { TranscriptCue } from './transcript.ts';

type Picture = Extract<Slot, { kind: 'picture' }>;

/** What the pages of one bundle are filled with. Hrefs are relative to the page that is filled. */
export interface Filling {
  /** Link to a page, or undefined when this bundle has no page of that id. */
  page(target: Extract<Target, { kind: 'page' }>): string | undefined;
  /** Whether such a link ends at a word that is explained there. */
  isTerm?(target: Extract<Target, { kind: 'page' }>): boolean;
  /** The renditions of an asset, the main one first; none when it could not be made. */
  renditions(file: string): readonly FilledMedia[];
  /** A file carried as it is, or undefined when it cannot be carried. */
  download(file: string): { readonly href: string; readonly name: string; readonly size: number } | undefined;
  /** What the rendition of a caption file says, or undefined when it could not be made. */
  captions(file: string): readonly TranscriptCue[] | undefined;
  /** The text of a file that says what is said in a recording, or undefined when it cannot be read. */
  transcript(file: string): string | undefined;
  /** BCP 47: of the page. */
  readonly language: string;
  /** What Satchel itself says, in the language of the page. */
  readonly messages: Messages;
}

export interface FilledMedia {
  readonly role: 'main' | 'narrow' | 'extra' | 'poster';
  readonly href: string;
  readonly mediaType: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** A picture that moves. */
  readonly moving?: boolean | undefined;
}

/** The HTML of a fragment for one page, in pieces: every slot filled, what leads nowhere shown as its text. */
export function fillFragment({ fragment, targets }: ResolvedFragment, filling: Filling): Buffer[] {
  const state: State = { openLinks: [], said: startTranscripts() };
  const pieces: Buffer[] = [];
  let from = 0;
  for (const [n, slot] of fragment.slots.entries()) {
    const hole = fragment.html.indexOf(HOLE, from);
    pieces.push(
      fragment.html.subarray(from, hole),
      Buffer.from(fillSlot(slot, targets[n] ?? [], filling, state)),
    );
    from = hole + 1;
  }
  pieces.push(fragment.html.subarray(from));
  return pieces;
}

/** What filling one slot leaves to those after it. */
interface State {
  readonly openLinks: string[];
  readonly said: PageTranscripts;
}

function fillSlot(slot: Slot, targets: readonly Target[], filling: Filling, state: State): string {
  switch (slot.kind) {
    case 'link': {
      const [start, end] = fillLink(slot, targets[0], filling);
      state.openLinks.push(end);
      return start;
    }
    case 'link-end':
      return state.openLinks.pop() ?? '';
    case 'picture':
      return fillPicture(slot, targets[0], filling);
    case 'player':
      return fillPlayer(slot, targets, filling, state.said);
    case 'transcripts':
      return state.said.waiting.splice(0).join('');
    case 'label': {
      const label = escapeHtml(fillMessage(filling.messages[slot.name], { number: slot.number ?? '' }));
      const language = languageAttributes(filling.messages.language, filling.language);
      return slot.text && language !== '' ? `<span${language}>${label}</span>` : label;
    }
  }
}

function fillLink(
  slot: Extract<Slot, { kind: 'link' }>,
  target: Target | undefined,
  filling: Filling,
): [string, string] {
  const anchor = (href: string, more = ''): [string, string] => [
    `<a href="${escapeHtml(href)}"${more}${slot.attributes}>`,
    '</a>',
  ];
  switch (target?.kind) {
    case 'external':
      return anchor(target.url);
    case 'page': {
      const href = filling.page(target);
      // A word that nobody explains leads nowhere.
      if (href === undefined || (slot.term !== undefined && href === '#')) return ['', ''];
      return anchor(href, filling.isTerm?.(target) ? ' class="term"' : '');
    }
    case 'file': {
      // A picture that links to a picture is there to be seen larger: the rendition serves, the original need not travel.
      const picture = slot.imageOnly ? filling.renditions(target.file)[0] : undefined;
      if (picture) return anchor(picture.href);
      const download = filling.download(target.file);
      return download
        ? anchor(download.href, ` class="download" download="${escapeHtml(download.name)}"`)
        : ['', ''];
    }
    default:
      return ['<span class="missing">', '</span>'];
  }
}

function fillPicture(slot: Picture, target: Target | undefined, filling: Filling): string {
  const renditions = target?.kind === 'file' ? filling.renditions(target.file) : [];
  const [main] = renditions;
  if (main?.mediaType.startsWith('image/')) return showPicture(slot, main, renditions, filling);
  if (main?.mediaType.startsWith('video/')) return showLoop(slot, main, renditions);
  return slot.alt === '' ? '' : missing('pictureMissing', slot.alt ?? '', filling);
}

function showPicture(
  slot: Picture,
  main: FilledMedia,
  renditions: readonly FilledMedia[],
  { messages }: Filling,
): string {
  const narrow = renditions.find(({ role }) => role === 'narrow');
  const size = pictureSize(slot, main);
  const widths = narrow
    ? ` srcset="${escapeHtml(narrow.href)} ${narrow.width}w, ${escapeHtml(main.href)} ${main.width}w" sizes="(max-width: ${narrow.width}px) 100vw, ${main.width}px"`
    : '';
  // What moves can be stopped (WCAG 2.2.2), see src/reader/moving.ts.
  const pause = main.moving ? ` data-pause="${escapeHtml(messages.pause)}"` : '';
  const image = `<img src="${escapeHtml(main.href)}"${widths} alt="${escapeHtml(slot.alt ?? '')}"${size}${pause} loading="lazy"${slot.attributes}>`;
  // The first source that a browser knows is taken: a narrow screen is better served by the narrow picture.
  const screens = narrow ? ` media="not all and (max-width: ${narrow.width}px)"` : '';
  const extra = renditions.filter(({ role }) => role === 'extra').map(sourceOf('srcset', screens));
  return extra.length === 0 ? image : `<picture>${extra.join('')}${image}</picture>`;
}

/** A moving picture that has become a film: it runs by itself, silently, and can be stopped. In a link, its still. */
function showLoop(slot: Picture, main: FilledMedia, renditions: readonly FilledMedia[]): string {
  const label = slot.alt ? ` aria-label="${escapeHtml(slot.alt)}"` : '';
  const poster = renditions.find(({ role }) => role === 'poster');
  if (slot.linked && poster)
    return `<img src="${escapeHtml(poster.href)}" alt="${escapeHtml(slot.alt ?? '')}"${pictureSize(slot, main)} loading="lazy"${slot.attributes}>`;
  const still = poster ? ` poster="${escapeHtml(poster.href)}"` : '';
  const sources = [...renditions.filter(({ role }) => role === 'extra'), main].map(sourceOf('src'));
  const size = pictureSize(slot, main);
  return (
    `<video class="loop" controls autoplay loop muted playsinline${label}${still}${size}${slot.attributes}>${sources.join('')}</video>` +
    (poster ? printedStill(poster, slot.alt ?? '', size) : '')
  );
}
