import type { Metadata, Sharp, SharpConstructor, SharpOptions, WebpOptions } from 'sharp';
import { loadSharp } from './sharp.ts';
import { groundOf } from './ground.ts';
import { refuse, type Outcome } from '../outcome.ts';
import type { PicturePreset } from './presets.ts';
import { sniff, type Format } from '../sniff.ts';
import { stripMetadata } from './strip.ts';

// Bounds of what is decoded: within them a picture takes some 200 MiB and some seconds at worst. What is decoded line by line
// may be larger than what has to lie in memory as a whole.
const MAX_PIXELS = 100_000_000;
const MAX_PIXELS_WHOLE = 40_000_000;
const MAX_ANIMATION_PIXELS = 300_000_000;
const MAX_FRAMES = 1500;
const MAX_SECONDS = 60;
/** WebP's limit of either side. */
const MAX_SIDE = 16383;

/** Bytes a pixel and frame: recorded screens and drawn animations have less in a GIF, filmed ones more. */
const SCREENCAST_DENSITY = 0.1;

/** Pictures with more pixels than this are decoded one at a time, however many jobs there are. */
const LARGE = 12_000_000;
let largeOnes: Promise<unknown> = Promise.resolve();

/** `width` and `height` are the pixels it is shown with, upright. */
interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly extension: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Encodes a picture (PNG, JPEG, GIF, WebP, AVIF, TIFF by its bytes, whatever its name) as WebP under `preset`: upright, sRGB,
 * without metadata. Where that would be larger than the original, the original without its metadata is the result.
 * Never throws for what the bytes hold.
 */
export async function encodePicture(bytes: Buffer, preset: PicturePreset): Promise<Outcome> {
  const format = sniff(bytes);
  if (format?.kind !== 'picture')
    return refuse('asset-undecodable', { reason: 'its bytes are of no known picture format' });
  if (format.mediaType === 'image/heic')
    return refuse('asset-undecodable', { reason: 'it is an HEIC picture, which few programs can read' });
  const sharp = await loadSharp();
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    const animation = isAnimation(format, metadata);
    const problem = animation ? undefined : stillProblem(metadata);
    if (problem !== undefined) return refuse('asset-too-large', { reason: problem });
    const encode = (): Promise<Outcome> =>
      animation
        ? encodeAnimation(sharp, bytes, format, metadata, preset)
        : encodeStill(sharp, bytes, format, metadata, preset);
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

function isAnimation(format: Format, metadata: Metadata): boolean {
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

const decoding = (limitInputPixels: number): SharpOptions => ({ limitInputPixels, failOn: 'error' });

async function encodeStill(
  sharp: SharpConstructor,
  bytes: Buffer,
  format: Format,
  metadata: Metadata,
  preset: PicturePreset,
): Promise<Outcome> {
  const { data, info } = await bounded(sharp(bytes, decoding(MAX_PIXELS)))
    .autoOrient()
    .resize({ width: preset.drawing.maxWidth, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const ground = groundOf(data, info.channels);
  const lossy = ground.flat || ground.fewColours ? preset.drawing : preset.photo;
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const encode = async (options: WebpOptions, maxWidth: number): Promise<EncodedPicture> => {
    const encoded = await bounded(sharp(data, { raw }))
      .resize({ width: maxWidth, withoutEnlargement: true })
      .webp({ effort: preset.effort, ...options })
      .toBuffer({ resolveWithObject: true });
    return webp(encoded.data, encoded.info.width, encoded.info.height);
  };
  const candidates = [await encode({ quality: lossy.quality }, lossy.maxWidth)];
  if (ground.fewColours)
    candidates.push(
      await encode({ nearLossless: true, quality: preset.nearLossless }, preset.drawing.maxWidth),
    );
  return outcomeOf(smallest(candidates, bytes, format, metadata), preset);
}

async function encodeAnimation(
  sharp: SharpConstructor,
  bytes: Buffer,
  format: Format,
  metadata: Metadata,
  preset: PicturePreset,
): Promise<Outcome> {
  const { width, height, pages = 1 } = metadata;
  const pixels = width * height * pages;
  if (pages > MAX_FRAMES || pixels > MAX_ANIMATION_PIXELS) {
    const reason = `${pages} frames of ${width} × ${height} pixels`;
    const carried = original(bytes, format, metadata);
    if (!carried) return refuse('asset-undecodable', { reason: 'its data is damaged or cut off' });
    const { forms } = outcomeOf(carried, preset);
    return {
      forms,
      findings: [{ code: 'asset-animation-large', params: { reason, size: carried.bytes.length } }],
    };
  }
  const lossy = bytes.length < SCREENCAST_DENSITY * pixels ? preset.screencast : preset.film;
  const { data, info } = await bounded(sharp(bytes, { ...decoding(MAX_ANIMATION_PIXELS), animated: true }))
    .resize({ width: lossy.maxWidth, withoutEnlargement: true })
    .webp({ quality: lossy.quality, effort: preset.effort })
    .toBuffer({ resolveWithObject: true });
  const encoded = webp(data, info.width, info.pageHeight ?? info.height);
  return outcomeOf(smallest([encoded], bytes, format, metadata), preset);
}

function outcomeOf({ bytes, ...facts }: EncodedPicture, { id, version }: PicturePreset): Outcome {
  return { forms: [{ role: 'main', ...facts, preset: { id, version }, content: bytes }], findings: [] };
}

function webp(bytes: Buffer, width: number, height: number): EncodedPicture {
  return { bytes, mediaType: 'image/webp', extension: 'webp', width, height };
}

function smallest(
  candidates: readonly EncodedPicture[],
  bytes: Buffer,
  format: Format,
  metadata: Metadata,
): EncodedPicture {
  const encoded = candidates.reduce((a, b) => (b.bytes.length < a.bytes.length ? b : a));
  const carried = encoded.bytes.length < bytes.length ? undefined : original(bytes, format, metadata);
  return carried ?? encoded;
}

/** The original without its metadata, where browsers can show it. */
function original(bytes: Buffer, format: Format, metadata: Metadata): EncodedPicture | undefined {
  const stripped = stripMetadata(bytes, format.mediaType, metadata.orientation);
  if (!stripped) return undefined;
  const { width, height } = metadata.autoOrient;
  return { bytes: stripped, mediaType: format.mediaType, extension: format.extension, width, height };
}

function bounded(image: Sharp): Sharp {
  return image.timeout({ seconds: MAX_SECONDS });
}
