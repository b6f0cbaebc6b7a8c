import type { PngOptions } from 'sharp';
import type { Encoded } from '../outcome.ts';
import { bounded, inSrgb, LARGE, type Picture } from './picture.ts';
import { framesOfPng, stripMetadata } from './strip.ts';

/** A palette's colours at most (PNG, third edition, §11.2.2). */
const PALETTE = 256;
/** Rounding, and nothing that eyes see. */
const SAME_COLOUR = 3;

/**
 * The original without its metadata, where browsers can show it and its colours are sRGB; a PNG is packed tighter where that
 * changes no pixel. Undefined where it cannot be carried.
 */
export async function originalOf(picture: Picture): Promise<Omit<Encoded, 'role' | 'preset'> | undefined> {
  const { bytes, format, metadata } = picture;
  const stripped = stripMetadata(bytes, format.mediaType, metadata.orientation);
  if (!stripped) return undefined;
  if (metadata.hasProfile && !(await showsTheSame(picture, stripped))) return undefined;
  if (metadata.space === 'cmyk') return undefined;
  const packable = format.extension === 'png' && framesOfPng(bytes) === 1;
  const content = packable ? await packed(picture, stripped) : stripped;
  const { width, height } = metadata.autoOrient;
  return { mediaType: format.mediaType, extension: format.extension, width, height, content };
}

/** Whether its colours are the same without its profile: old browsers know none, and sRGB needs none. */
async function showsTheSame(
  { sharp, bytes, decoding, metadata }: Picture,
  stripped: Buffer,
): Promise<boolean> {
  const [before, after] = await Promise.all(
    [bytes, stripped].map((one) => {
      const small = bounded(sharp(one, decoding)).resize({
        width: 640,
        height: 640,
        fit: 'inside',
        withoutEnlargement: true,
      });
      return (one === bytes ? inSrgb(metadata, small) : small.toColourspace('srgb'))
        .raw({ depth: 'uchar' })
        .toBuffer();
    }),
  );
  if (before?.length !== after?.length) return false;
  return before?.every((value, n) => Math.abs(value - (after?.[n] ?? 0)) <= SAME_COLOUR) ?? false;
}

/** A PNG of the same pixels in fewer bytes, or the PNG itself. */
async function packed({ sharp, decoding, metadata }: Picture, png: Buffer): Promise<Buffer> {
  if (metadata.width * metadata.height > LARGE || metadata.depth !== 'uchar') return png;
  const pixelsOf = (one: Buffer): Promise<Buffer> =>
    bounded(sharp(one, decoding)).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  const pixels = await pixelsOf(png);
  const colours = coloursOf(pixels);
  const ways: PngOptions[] = [{ adaptiveFiltering: false }, { adaptiveFiltering: true }];
  // Fewer colours take fewer bits a pixel.
  if (colours <= PALETTE) ways.unshift({ palette: true, colours, quality: 100, dither: 0, effort: 10 });
  let least = png;
  for (const way of ways) {
    const smaller = await bounded(sharp(png, decoding))
      .png({ compressionLevel: 9, ...way })
      .toBuffer();
    if (smaller.length < least.length && (await pixelsOf(smaller)).equals(pixels)) least = smaller;
  }
  return least;
}

/** How many colours pixels of four bytes have, counted up to {@link PALETTE} and one more. */
function coloursOf(pixels: Buffer): number {
  const colours = new Set<number>();
  for (let at = 0; at < pixels.length && colours.size <= PALETTE; at += 4)
    colours.add(pixels.readInt32LE(at));
  return Math.max(2, colours.size);
}
