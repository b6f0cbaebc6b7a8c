import type { SharpOptions } from 'sharp';
import { loadSharp } from './encoder.ts';
import { refuse, type Outcome } from './outcome.ts';
import type { PicturePreset } from './preset.ts';
import { sniff } from './sniff.ts';

/** Bounds of what is decoded: a picture within them takes a few hundred MiB at worst and seconds, never minutes. */
const MAX_PIXELS = 100_000_000;

/** Encodes one picture under `preset`. */
export async function encodePicture(bytes: Uint8Array, preset: PicturePreset): Promise<Outcome> {
  const format = sniff(bytes);
  if (format?.kind !== 'picture')
    return refuse('asset-undecodable', {
      reason: bytes.length === 0 ? 'the file is empty' : 'it is no picture',
    });
  const sharp = await loadSharp();
  const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', animated: true };
  try {
    const { data, info } = await sharp(bytes, options)
      .autoOrient()
      .resize({ width: preset.maxWidth, withoutEnlargement: true })
      .webp({ quality: preset.quality, effort: preset.effort })
      .toBuffer({ resolveWithObject: true });
    const height = info.pageHeight ?? info.height;
    return {
      picture: { bytes: data, mediaType: 'image/webp', extension: 'webp', width: info.width, height },
      findings: [],
    };
  } catch (error) {
    return refuse('asset-undecodable', { reason: (error as Error).message });
  }
}
