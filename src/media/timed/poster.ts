import { existsSync } from 'node:fs';
import type { Encoded } from '../outcome.ts';
import { loadSharp } from '../picture/sharp.ts';
import type { Profile } from '../preset.ts';
import { posterPreset } from './presets.ts';

/** Pixels of a poster's width and libwebp's quality, by profile: it is seen until the film plays. */
const POSTERS: Readonly<Record<Profile, { readonly width: number; readonly quality: number }>> = {
  low: { width: 320, quality: 45 },
  standard: { width: 640, quality: 60 },
  high: { width: 960, quality: 70 },
};

/** Pixels a side (RFC 6386 §9.1): a film may be taller. */
const WEBP_LIMIT = 16383;

/** How wide the still picture has to be for the widest of some renditions. */
export function posterWidth(widths: readonly number[]): number {
  return Math.min(POSTERS.high.width, Math.max(...widths, 2));
}

/** The still picture as WebP; undefined where there is none. */
export async function encodePoster(still: string, profile: Profile): Promise<Encoded | undefined> {
  if (!existsSync(still)) return undefined;
  const sharp = await loadSharp();
  const { width, quality } = POSTERS[profile];
  const { data, info } = await sharp(still)
    .resize({ width, height: WEBP_LIMIT, fit: 'inside', withoutEnlargement: true })
    .webp({ quality, effort: 4 })
    .toBuffer({ resolveWithObject: true });
  return {
    role: 'poster',
    mediaType: 'image/webp',
    extension: 'webp',
    preset: posterPreset(profile),
    width: info.width,
    height: info.height,
    content: data,
  };
}
