import type { PresetId, Profile } from '../preset.ts';

/** Lossy WebP: at most `maxWidth` pixels wide (pictures are made narrower, never wider), at libwebp's `quality`. */
export interface Lossy {
  readonly maxWidth: number;
  readonly quality: number;
}

/**
 * How pictures are encoded for one profile. `id` and `version` stand in manifests beside every rendition: a change of a row
 * that changes bytes gives the row a new version, so that a build on top of a published bundle encodes its pictures again.
 *
 * Screenshots, diagrams and sketches have small text on flat ground: they need more pixels to stay legible than
 * photographs do, and cost less for each.
 */
export interface PicturePreset extends PresetId {
  readonly photo: Lossy;
  readonly drawing: Lossy;
  /** Animations, whose every frame is paid for: filmed ones and recorded screens. */
  readonly film: Lossy;
  readonly screencast: Lossy;
  /** libwebp's near-lossless level, tried for pictures of few colours. */
  readonly nearLossless: number;
  /** libwebp's method, 0 (fast) to 6 (small): 6 costs twice the time of 4 for 1.5 % fewer bytes. */
  readonly effort: number;
}

export const picturePresets: Readonly<Record<Profile, PicturePreset>> = {
  low: {
    id: 'picture-low',
    version: 1,
    photo: { maxWidth: 480, quality: 50 },
    drawing: { maxWidth: 640, quality: 50 },
    film: { maxWidth: 320, quality: 40 },
    screencast: { maxWidth: 480, quality: 40 },
    nearLossless: 60,
    effort: 4,
  },
  standard: {
    id: 'picture-standard',
    version: 1,
    photo: { maxWidth: 960, quality: 75 },
    drawing: { maxWidth: 1280, quality: 75 },
    film: { maxWidth: 480, quality: 50 },
    screencast: { maxWidth: 960, quality: 60 },
    nearLossless: 60,
    effort: 4,
  },
  high: {
    id: 'picture-high',
    version: 1,
    photo: { maxWidth: 1600, quality: 80 },
    drawing: { maxWidth: 2048, quality: 80 },
    film: { maxWidth: 640, quality: 65 },
    screencast: { maxWidth: 1280, quality: 70 },
    nearLossless: 60,
    effort: 4,
  },
};
