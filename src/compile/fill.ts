import { posix } from 'node:path';
import { HOLE, type Slot } from './fragment.ts';
import { fillMessage, type Messages } from './messages.ts';
import type { ResolvedFragment } from './resolve.ts';
import type { Target } from './target.ts';
import { escapeHtml } from './template.ts';
import { isUnplayable } from './url.ts';

type Picture = Extract<Slot, { kind: 'picture' }>;
type Player = Extract<Slot, { kind: 'player' }>;

/** What the pages of one bundle are filled with. Hrefs are relative to the page that is filled. */
export interface Filling {
  /** Link to a page, or undefined when this bundle has no page of that id. */
  page(target: Extract<Target, { kind: 'page' }>): string | undefined;
  /** The renditions of an asset, the main one first; none when it could not be made. */
  renditions(file: string): readonly FilledMedia[];
  /** A file carried as it is, or undefined when it cannot be carried. */
  download(file: string): { readonly href: string; readonly name: string; readonly size: number } | undefined;
  /** What Satchel itself says, in the language of the page. */
  readonly messages: Messages;
}

export interface FilledMedia {
  readonly role: 'main' | 'narrow' | 'extra' | 'poster';
  readonly href: string;
  readonly mediaType: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** The HTML of a fragment for one page, in pieces: every slot filled, what leads nowhere shown as its text. */
export function fillFragment({ fragment, targets }: ResolvedFragment, filling: Filling): Buffer[] {
  const openLinks: string[] = [];
  const pieces: Buffer[] = [];
  let from = 0;
  for (const [n, slot] of fragment.slots.entries()) {
    const hole = fragment.html.indexOf(HOLE, from);
    pieces.push(
      fragment.html.subarray(from, hole),
      Buffer.from(fillSlot(slot, targets[n] ?? [], filling, openLinks)),
    );
    from = hole + 1;
  }
  pieces.push(fragment.html.subarray(from));
  return pieces;
}

function fillSlot(slot: Slot, targets: readonly Target[], filling: Filling, openLinks: string[]): string {
  switch (slot.kind) {
    case 'link': {
      const [start, end] = fillLink(slot, targets[0], filling);
      openLinks.push(end);
      return start;
    }
    case 'link-end':
      return openLinks.pop() ?? '';
    case 'picture':
      return fillPicture(slot, targets[0], filling);
    case 'player':
      return fillPlayer(slot, targets, filling);
    case 'label':
      return escapeHtml(fillMessage(filling.messages[slot.name], { number: slot.number ?? '' }));
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
      return href === undefined ? ['', ''] : anchor(href);
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
  if (main?.mediaType.startsWith('image/')) return showPicture(slot, main, renditions);
  if (main?.mediaType.startsWith('video/')) return showLoop(slot, main, renditions);
  return slot.alt === '' ? '' : missing(slot.alt ?? filling.messages.pictureMissing);
}

function showPicture(slot: Picture, main: FilledMedia, renditions: readonly FilledMedia[]): string {
  const narrow = renditions.find(({ role }) => role === 'narrow');
  const size = pictureSize(slot, main);
  const widths = narrow
    ? ` srcset="${escapeHtml(narrow.href)} ${narrow.width}w, ${escapeHtml(main.href)} ${main.width}w" sizes="(max-width: ${narrow.width}px) 100vw, ${main.width}px"`
    : '';
  const image = `<img src="${escapeHtml(main.href)}"${widths} alt="${escapeHtml(slot.alt ?? '')}"${size} loading="lazy"${slot.attributes}>`;
  const extra = renditions.filter(({ role }) => role === 'extra').map(sourceOf('srcset'));
  return extra.length === 0 ? image : `<picture>${extra.join('')}${image}</picture>`;
}

/** A moving picture that has become a film: it runs by itself, silently, and can be stopped. */
function showLoop(slot: Picture, main: FilledMedia, renditions: readonly FilledMedia[]): string {
  const label = slot.alt ? ` aria-label="${escapeHtml(slot.alt)}"` : '';
  const poster = renditions.find(({ role }) => role === 'poster');
  const still = poster ? ` poster="${escapeHtml(poster.href)}"` : '';
  const sources = [...renditions.filter(({ role }) => role === 'extra'), main].map(sourceOf('src'));
  return `<video class="loop" controls autoplay loop muted playsinline${label}${still}${pictureSize(slot, main)}${slot.attributes}>${sources.join('')}</video>`;
}

function sourceOf(attribute: 'src' | 'srcset'): (media: FilledMedia) => string {
  return ({ href, mediaType }) => `<source ${attribute}="${escapeHtml(href)}"${typeAttribute(mediaType)}>`;
}

/** Attributes that let the browser keep room for a picture: its own size, or the size its author asked for. */
function pictureSize(slot: Picture, media: FilledMedia): string {
  const { width, height } = media;
  if (slot.width?.endsWith('%')) return ` width="${escapeHtml(slot.width)}"`;
  if (width === undefined || height === undefined) return '';
  const wanted = slot.width === undefined ? Number(slot.height) * (width / height) : Number(slot.width);
  const shown = wanted > 0 && wanted < width ? Math.round(wanted) : width;
  return ` width="${shown}" height="${Math.max(1, Math.round((height * shown) / width))}"`;
}

function fillPlayer(slot: Player, targets: readonly Target[], filling: Filling): string {
  const renditionsAt = (index: number): readonly FilledMedia[] => {
    const target = targets[index];
    return target?.kind === 'file' ? filling.renditions(target.file) : [];
  };
  const all = slot.sources.map((_, n) => (shows(slot, fileOf(targets[n])) ? renditionsAt(n) : []));
  const played = all.flat().filter(({ mediaType }) => PLAYED.test(mediaType));
  if (!played.some(({ role }) => role === 'main'))
    return slot.sources.length > 0 && targets.some((target) => target.kind === 'file')
      ? handOut(
          slot,
          targets,
          all.map(([main]) => main),
          filling,
        )
      : missingPlayer(slot);
  const tracks = slot.tracks.map((track, n) => {
    const [media] = renditionsAt(slot.sources.length + n);
    return media
      ? `<track src="${escapeHtml(media.href)}" kind="${escapeHtml(track.kind)}" srclang="${escapeHtml(track.language)}" label="${escapeHtml(track.label)}">`
      : '';
  });
  const own =
    slot.poster === undefined ? undefined : renditionsAt(slot.sources.length + slot.tracks.length)[0];
  const poster = own ?? all.flat().find(({ role }) => role === 'poster');
  const main = played.find(({ role }) => role === 'main');
  const label = slot.label === '' ? '' : ` aria-label="${escapeHtml(slot.label)}"`;
  const size = main?.width && main.height ? ` width="${main.width}" height="${main.height}"` : '';
  // A browser takes the first that it can play.
  const sources = [
    ...played.filter(({ role }) => role === 'extra'),
    ...played.filter(({ role }) => role === 'main'),
  ];
  return (
    `<${slot.media} controls preload="metadata"${label}${poster && slot.media === 'video' ? ` poster="${escapeHtml(poster.href)}"` : ''}${size}>` +
    sources.map(sourceOf('src')).join('') +
    tracks.join('') +
    `</${slot.media}>`
  );
}

/** Browsers play most of what is in QuickTime files, but refuse a file that says so. */
function typeAttribute(mediaType: string): string {
  return mediaType === 'video/quicktime' ? '' : ` type="${escapeHtml(mediaType)}"`;
}

// What browsers play; what was taken for a film by its name and is something else is not among it.
const PLAYED =
  /^(?:audio\/(?!x-ms|amr|aiff|x-aiff|midi)|video\/(?:mp4|webm|ogg|quicktime|x-m4v)|application\/ogg)/;

/** Instead of a player that no browser can play: the film under its own name, for the player of the learner's machine. */
function handOut(
  slot: Player,
  targets: readonly Target[],
  all: readonly (FilledMedia | undefined)[],
  filling: Filling,
): string {
  for (const [n] of slot.sources.entries()) {
    const file = fileOf(targets[n]);
    const media = all[n];
    const carried = media ? { href: media.href, name: posix.basename(file) } : filling.download(file);
    if (file === '' || !carried) continue;
    const text = slot.label === '' ? carried.name : slot.label;
    return `<a href="${escapeHtml(carried.href)}" class="download" download="${escapeHtml(carried.name)}">${escapeHtml(text)}</a>`;
  }
  return missingPlayer(slot);
}

function missingPlayer({ label }: Player): string {
  return label === '' ? '' : missing(label);
}

function fileOf(target: Target | undefined): string {
  return target?.kind === 'file' ? target.file : '';
}

/** What a set of fragments needs from the source besides text: media to encode, files to carry as they are. */
export function needsOf(resolved: Iterable<ResolvedFragment>): {
  assets: Set<string>;
  downloads: Set<string>;
} {
  const assets = new Set<string>();
  const downloads = new Set<string>();
  for (const { fragment, targets } of resolved) {
    fragment.slots.forEach((slot, n) => {
      for (const target of targets[n] ?? []) {
        if (target.kind !== 'file') continue;
        (shows(slot, target.file) ? assets : downloads).add(target.file);
      }
    });
  }
  return { assets, downloads };
}

/** Whether a slot shows the file that it refers to, as a picture, sound or film; else it hands it out as it is. */
export function shows(slot: Slot, file: string): boolean {
  if (slot.kind === 'player') return !isUnplayable(file);
  return slot.kind !== 'link' || (slot.imageOnly && isPictureName(file));
}

function isPictureName(file: string): boolean {
  return /\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)$/i.test(file);
}

function missing(text: string): string {
  return `<span class="missing">${escapeHtml(text)}</span>`;
}
