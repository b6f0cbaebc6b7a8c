import { readFileSync } from 'node:fs';
import type { SiteMedia } from '../compile/site.ts';
import type { Cue } from '../media/caption/cue.ts';
import { readRendition } from '../media/caption/encode.ts';
import { isMoving } from '../media/picture/presets.ts';
import type { Rendition } from '../media/rendition.ts';
import type { Content } from './content.ts';

/** What pages are made of besides their text, where assets have these renditions. Reads captions alone. */
export function siteMedia(
  { fragments, downloads, transcripts }: Content,
  renditions: (file: string) => readonly Rendition[],
): SiteMedia {
  return {
    fragments,
    renditions: (file) =>
      renditions(file).map((one) => ({ ...one, moving: one.preset !== undefined && isMoving(one.preset) })),
    download: (file) => downloads.get(file),
    captions: (file) => captionsIn(renditions(file)[0]),
    transcript: (file) => transcripts.get(file),
  };
}

/** The captions of a rendition, which the page holds too: from file:// a browser reads no others. */
function captionsIn(rendition: Rendition | undefined): readonly Cue[] | undefined {
  return rendition?.mediaType === 'text/vtt' ? readRendition(readFileSync(rendition.file)) : undefined;
}
