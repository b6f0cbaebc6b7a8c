import type { Sharp, SharpOptions } from 'sharp';
import type { MediaCode } from './codes.ts';
import type { PicturePreset } from './preset.ts';
import { sniff } from './sniff.ts';

/** An encoded picture. `width` and `height` are the pixels it is shown with, upright. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly extension: string;
  readonly width: number;
  readonly height: number;
}

/** Why there is no picture, as the code and parameters of a diagnostic. */
export interface Refusal {
  readonly code: MediaCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Bounds of what is decoded: a picture within them takes a few hundred MiB at worst and seconds, never minutes. */
const MAX_PIXELS = 100_000_000;

export async function loadSharp(): Promise<typeof import('sharp')> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Encodes one picture under `preset`. */
export async function encodePicture(
  bytes: Uint8Array,
  preset: PicturePreset,
): Promise<EncodedPicture | Refusal> {
  const format = sniff(bytes);
  if (format?.kind !== 'picture')
    return {
      code: 'asset-undecodable',
      params: { reason: bytes.length === 0 ? 'it is empty' : 'it is no picture' },
    };
  const sharp = await loadSharp();
  const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', animated: true };
  try {
    const image: Sharp = sharp(bytes, options);
    const { data, info } = await image
      .autoOrient()
      .resize({ width: preset.maxWidth, withoutEnlargement: true })
      .webp({ quality: preset.quality, effort: preset.effort })
      .toBuffer({ resolveWithObject: true });
    return {
      bytes: data,
      mediaType: 'image/webp',
      extension: 'webp',
      width: info.width,
      height: info.pageHeight ?? info.height,
    };
  } catch (error) {
    return { code: 'asset-undecodable', params: { reason: (error as Error).message } };
  }
}
