/** What bandwidth and screens the media of a bundle is encoded for. */
export const profiles = ['low', 'standard', 'high'] as const;
export type Profile = (typeof profiles)[number];

/**
 * How pictures are encoded for one profile. `id` and `version` stand in manifests beside every rendition: any change of a
 * row that changes bytes gives the row a new version, so that a build on top of a published bundle encodes its pictures again.
 */
export interface PicturePreset {
  readonly id: string;
  readonly version: number;
  /** Pixels. Pictures are made narrower, never wider. */
  readonly maxWidth: number;
  /** Pixels. Only infographics and page-long screenshots are that tall. */
  readonly maxHeight: number;
  /** WebP quality of photographs. */
  readonly quality: number;
  /** WebP quality of pictures with few colours (screenshots, diagrams): their text must stay legible. */
  readonly drawingQuality: number;
  /** libwebp's method, 0 (fast) to 6 (small). */
  readonly effort: number;
  /** Animations have their own row, since every frame is paid for. */
  readonly animation: { readonly maxWidth: number; readonly quality: number; readonly effort: number };
}

/** How drawings (SVG) are cleaned. The same for every profile: they have no pixels. */
export const vectorPreset = { id: 'vector', version: 1 } as const;

export const picturePresets: Readonly<Record<Profile, PicturePreset>> = {
  low: {
    id: 'picture-low',
    version: 1,
    maxWidth: 480,
    maxHeight: 4096,
    quality: 50,
    drawingQuality: 50,
    effort: 4,
    animation: { maxWidth: 320, quality: 40, effort: 4 },
  },
  standard: {
    id: 'picture-standard',
    version: 1,
    maxWidth: 960,
    maxHeight: 8192,
    quality: 75,
    drawingQuality: 75,
    effort: 4,
    animation: { maxWidth: 640, quality: 60, effort: 4 },
  },
  high: {
    id: 'picture-high',
    version: 1,
    maxWidth: 1600,
    maxHeight: 12288,
    quality: 80,
    drawingQuality: 80,
    effort: 4,
    animation: { maxWidth: 960, quality: 75, effort: 4 },
  },
};
