import { drawingMedium } from './drawing/medium.ts';
import type { Medium } from './medium.ts';
import { pictureMedium } from './picture/medium.ts';

/** The media that this machine can encode. */
export interface Media {
  readonly picture: Medium;
  readonly drawing: Medium;
  /** Sound and film: needs ffmpeg. */
  readonly recording: Medium | undefined;
}

/** All media, as far as this machine has what they need. */
export function openMedia(): Media {
  return { picture: pictureMedium, drawing: drawingMedium, recording: undefined };
}
