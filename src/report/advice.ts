import type { Entry } from '../bundle/manifest.ts';
import type { Kind } from './kinds.ts';

const LOWER = { high: 'standard', standard: 'low' } as const;

/** How a large file of a pack could be made smaller, in a sentence for its author. */
export function adviceOn(entry: Entry, kind: Kind, profile: string): string {
  const isCarried = entry.preset === undefined;
  const lower = Object.hasOwn(LOWER, profile) ? LOWER[profile as keyof typeof LOWER] : undefined;
  const orLower = lower === undefined ? '' : `, or build with “--profile ${lower}”`;
  switch (kind) {
    case 'picture':
      if (entry.preset?.id.startsWith('poster-') === true)
        return `leave it as it is${orLower}: it is the still that a film shows before it runs`;
      if (entry.mediaType === 'image/svg+xml')
        return 'simplify the drawing (fewer points, no pictures inside), or export it as PNG, which becomes WebP';
      if (isCarried)
        return 'it is carried as it was; if it moves, save it as an MP4 film; else save it as PNG or JPEG, which become WebP';
      return `cut away what lessons do not need, draw it anew as SVG where it is a drawing${orLower}`;
    case 'audio':
      return isCarried
        ? 'save it with a lower bit rate (speech is clear with 24 to 32 kbit/s, one channel), or cut it shorter'
        : `cut it shorter${orLower}`;
    case 'video':
      return isCarried
        ? 'save it with 240 to 480 lines and a lower bit rate, or cut it shorter'
        : `cut it shorter${orLower}; where little moves, sound with pictures says as much`;
    case 'download':
      if (/^application\/pdf/.test(entry.mediaType))
        return 'save the PDF again with smaller pictures (150 dpi), or say it in the lesson itself';
      return 'ask whether each learner needs it; else offer it beside the pack';
    case 'font':
      return 'it holds the letters that the pack uses; fewer styles (one weight) need fewer files';
    case 'text':
    case 'caption':
    case 'search':
    case 'interface':
      return 'text is compressed already';
  }
}

/** Each advice once, with the places of the files that it is for, counted from 1. */
export function advices(
  files: readonly { readonly advice: string }[],
): { for: readonly number[]; advice: string }[] {
  const places = new Map<string, number[]>();
  files.forEach(({ advice }, i) => {
    places.set(advice, [...(places.get(advice) ?? []), i + 1]);
  });
  return [...places].map(([advice, of]) => ({ for: of, advice }));
}
