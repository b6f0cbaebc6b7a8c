import { kindOf } from '../bundle/inspect.ts';
import type { Entry } from '../bundle/manifest.ts';

/** What bytes are spent on, in the order in which it is shown. */
export const kinds = [
  'text',
  'picture',
  'audio',
  'video',
  'caption',
  'download',
  'font',
  'search',
  'interface',
] as const;
export type Kind = (typeof kinds)[number];

/** What people call it: all of it, and one. */
export const kindWords: Readonly<Record<Kind, { readonly name: string; readonly one: string }>> = {
  text: { name: 'Text', one: 'page' },
  picture: { name: 'Pictures', one: 'picture' },
  audio: { name: 'Sound', one: 'sound' },
  video: { name: 'Films', one: 'film' },
  caption: { name: 'Captions', one: 'captions' },
  download: { name: 'Downloads', one: 'download' },
  font: { name: 'Fonts', one: 'font' },
  search: { name: 'Search', one: 'search index' },
  interface: { name: 'Styles and frame', one: 'styles' },
};

/** What an entry's bytes are spent on. */
export function spentOn(entry: Entry): Kind {
  const kind = kindOf(entry);
  if (kind === 'page') return 'text';
  if (kind !== 'shared') return kind;
  const { path, mediaType } = entry;
  if (/^(?:font\/|application\/(?:x-)?font)/.test(mediaType)) return 'font';
  if (mediaType.startsWith('text/vtt')) return 'caption';
  return path.startsWith('pages/search') ? 'search' : 'interface';
}

/** What a source was made smaller for: the rest is the same bytes in every profile. */
export function isMedia(kind: Kind): boolean {
  return kind === 'picture' || kind === 'audio' || kind === 'video';
}
