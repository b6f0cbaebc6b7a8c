import type { PresetId, Profile, Said } from '../preset.ts';

/** What a picture shows, or what it is for: the still of a film, which its author has chosen. Two kinds move. */
export const pictureKinds = [
  'photo',
  'diagram',
  'screenshot',
  'poster-picture',
  'moving-film',
  'moving-screen',
] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** How pictures of one kind are encoded for one profile, as WebP: a row of docs/presets.md. */
export interface PicturePreset extends PresetId {
  readonly kind: PictureKind;
  readonly profile: Profile;
  /** Pixels; wider pictures are made narrower, none is made wider. */
  readonly maxWidth: number;
  /** libwebp's quality, 0 to 100, that is tried first. */
  readonly quality: number;
  /** The similarity to the source that every picture has at least (see similarity.ts): the quality is raised until it is reached. */
  readonly floor: number;
  /** The most that line art takes without loss, in bits a pixel: above, it is compressed like any other picture. */
  readonly losslessBits?: number;
  /** Pixels of a second width, where that pays. */
  readonly narrowWidth?: number;
  /** libaom's quality that is tried first, where AVIF is wished for. */
  readonly avifQuality?: number;
}

type Row = Omit<PicturePreset, keyof PresetId | 'kind' | 'profile'>;

// Screenshots and diagrams have small text on flat ground: they need more pixels to stay legible than photographs do, and
// cost less for each. Flat ground is similar whatever the text has become, so their floors are higher. Every frame of a
// moving picture is paid for.
const ROWS: Readonly<Record<PictureKind, Readonly<Record<Profile, Row>>>> = {
  photo: {
    low: { maxWidth: 480, quality: 50, floor: 0.93, avifQuality: 42 },
    standard: { maxWidth: 960, quality: 75, floor: 0.95, avifQuality: 48 },
    high: { maxWidth: 1600, quality: 80, floor: 0.965, narrowWidth: 720, avifQuality: 56 },
  },
  diagram: {
    low: { maxWidth: 640, quality: 50, floor: 0.97, losslessBits: 1.5, avifQuality: 35 },
    standard: { maxWidth: 1280, quality: 75, floor: 0.98, losslessBits: 1.5, avifQuality: 42 },
    high: { maxWidth: 2048, quality: 80, floor: 0.99, losslessBits: 1.5, avifQuality: 50 },
  },
  screenshot: {
    low: { maxWidth: 640, quality: 50, floor: 0.97, avifQuality: 35 },
    standard: { maxWidth: 1280, quality: 75, floor: 0.98, avifQuality: 42 },
    high: { maxWidth: 2048, quality: 80, floor: 0.99, narrowWidth: 960, avifQuality: 50 },
  },
  'poster-picture': {
    low: { maxWidth: 320, quality: 45, floor: 0.93 },
    standard: { maxWidth: 640, quality: 60, floor: 0.95 },
    high: { maxWidth: 960, quality: 70, floor: 0.965 },
  },
  'moving-film': {
    low: { maxWidth: 320, quality: 40, floor: 0.88 },
    standard: { maxWidth: 480, quality: 50, floor: 0.9 },
    high: { maxWidth: 640, quality: 65, floor: 0.92 },
  },
  'moving-screen': {
    low: { maxWidth: 480, quality: 40, floor: 0.93 },
    standard: { maxWidth: 960, quality: 60, floor: 0.95 },
    high: { maxWidth: 1280, quality: 70, floor: 0.96 },
  },
};

const VERSION = 1;

/** The row for a kind and a profile. */
export function picturePreset(kind: PictureKind, profile: Profile): PicturePreset {
  return { id: `${kind}-${profile}`, version: VERSION, kind, profile, ...ROWS[kind][profile] };
}

/** Whether pictures of a preset move. */
export function isMoving({ id }: PresetId): boolean {
  return id.startsWith('moving-');
}

/** What is said about a picture that does not move. */
export function stillKindSaid(said: Said | undefined): PictureKind | undefined {
  if (said === 'poster') return 'poster-picture';
  return said === 'photo' || said === 'diagram' || said === 'screenshot' ? said : undefined;
}

/** What is said about one that moves. */
export function movingKindSaid(said: Said | undefined): PictureKind | undefined {
  if (said === undefined) return undefined;
  if (said === 'poster') return 'poster-picture';
  return said === 'film' || said === 'talking-head' || said === 'photo' ? 'moving-film' : 'moving-screen';
}
