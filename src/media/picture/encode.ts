import type { Metadata } from 'sharp';
import { refuse, type Finding, type Outcome } from '../outcome.ts';
import type { Profile, Said } from '../preset.ts';
import { sniff, type Format } from '../sniff.ts';
import { carryMoving, encodeMoving } from './moving.ts';
import { bounded, LARGE, MAX_SECONDS, type Picture } from './picture.ts';
import { loadSharp } from './sharp.ts';
import { encodeStill } from './still.ts';
import { framesOfPng } from './strip.ts';

// Bounds of what is decoded: within them a picture takes some 200 MiB and some seconds at worst. What is decoded line by line
// may be larger than what has to lie in memory as a whole.
const MAX_PIXELS = 100_000_000;
const MAX_PIXELS_WHOLE = 40_000_000;
const MAX_ANIMATION_PIXELS = 300_000_000;
const MAX_FRAMES = 1500;
/** Bytes from which it is worth telling that an animation could be made smaller. */
const HEAVY_ANIMATION = 300_000;

let largeOnes: Promise<unknown> = Promise.resolve();

/**
 * Encodes a picture (PNG, JPEG, GIF, WebP, AVIF, TIFF by its bytes, whatever its name) as WebP for `profile`: upright, sRGB,
 * without metadata, as similar to the source as its preset asks. Where that would be larger than the original, the original
 * without its metadata is the result. `said` is what is known of it; a still does not move. With `avif` there is an AVIF beside it
 * where that is smaller. Never throws for what the bytes hold.
 */
export async function encodePicture(
  bytes: Buffer,
  profile: Profile,
  said?: Said,
  avif = false,
): Promise<Outcome> {
  const format = sniff(bytes);
  if (format?.kind !== 'picture')
    return refuse('asset-undecodable', { reason: 'its bytes are of no known picture format' });
  if (format.mediaType === 'image/heic')
    return refuse('asset-undecodable', { reason: 'it is an HEIC picture, which few programs can read' });
  const sharp = await loadSharp();
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    const animated = said !== 'poster' && isAnimated(format, metadata);
    const problem = animated ? undefined : stillProblem(metadata);
    if (problem !== undefined) return refuse('asset-too-large', { reason: problem });
    const limitInputPixels = animated ? MAX_ANIMATION_PIXELS : MAX_PIXELS;
    const picture = {
      sharp,
      bytes,
      format,
      metadata,
      decoding: { limitInputPixels, failOn: 'error' as const },
    };
    const encode = async (): Promise<Outcome> =>
      animated
        ? animation(picture, profile, said)
        : ((await movingPng(picture, profile, said)) ?? {
            forms: await encodeStill(picture, profile, said, avif),
            findings: [],
          });
    if (metadata.width * metadata.height <= LARGE) return await encode();
    const turn = largeOnes.then(encode);
    largeOnes = turn.catch(() => undefined);
    return await turn;
  } catch (error) {
    // Wordings of libvips differ by its version and format and say nothing to an author.
    if (/^timeout/.test((error as Error).message))
      return {
        ...refuse('asset-too-large', { reason: `decoding it takes over ${MAX_SECONDS} seconds` }),
        fleeting: true,
      };
    return refuse('asset-undecodable', { reason: 'its data is damaged or cut off' });
  }
}

function isAnimated(format: Format, metadata: Metadata): boolean {
  return (metadata.pages ?? 1) > 1 && (format.extension === 'gif' || format.extension === 'webp');
}

/** Interlaced and progressive pictures, and formats that are no sequence of lines, have to lie in memory as a whole. */
function stillProblem(metadata: Metadata): string | undefined {
  const { width, height, format } = metadata;
  const byLine = (format === 'png' || format === 'jpeg' || format === 'tiff') && !metadata.isProgressive;
  const turned = (metadata.orientation ?? 1) > 1;
  const limit = byLine && !turned ? MAX_PIXELS : MAX_PIXELS_WHOLE;
  if (width * height <= limit) return undefined;
  return `it is ${width} × ${height} pixels, more than ${limit / 1e6} million`;
}

async function animation(picture: Picture, profile: Profile, said: Said | undefined): Promise<Outcome> {
  const { width, height, pages = 1 } = picture.metadata;
  if (pages <= MAX_FRAMES && width * height * pages <= MAX_ANIMATION_PIXELS)
    return { forms: [await encodeMoving(picture, profile, said)], findings: [] };
  const form = await carryMoving(picture, profile, said);
  if (!form) return refuse('asset-undecodable', { reason: 'its data is damaged or cut off' });
  return { forms: [form], findings: [tooLong(picture, `${pages} frames of ${width} × ${height} pixels`)] };
}

/**
 * An animated PNG as it is: no decoder here reads more than its first frame. Undefined for others, and where old browsers would
 * show it in other colours.
 */
async function movingPng(
  picture: Picture,
  profile: Profile,
  said: Said | undefined,
): Promise<Outcome | undefined> {
  const { bytes, sharp, format, decoding } = picture;
  if (format.extension !== 'png' || said === 'poster' || framesOfPng(bytes) <= 1) return undefined;
  await bounded(sharp(bytes, decoding)).stats();
  const form = await carryMoving(picture, profile, said);
  const heavy = bytes.length > HEAVY_ANIMATION;
  return form && { forms: [form], findings: heavy ? [tooLong(picture, 'it is an animated PNG')] : [] };
}

function tooLong({ bytes }: Picture, reason: string): Finding {
  return { code: 'asset-animation-large', params: { reason, size: bytes.length } };
}
