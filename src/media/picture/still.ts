import type { SharpOptions, WebpOptions } from 'sharp';
import type { Encoded } from '../outcome.ts';
import type { Profile, Said } from '../preset.ts';
import { reachFloor, type Try } from './floor.ts';
import { groundOf, hasFewColours, isFlat, maySuitLossless } from './ground.ts';
import { originalOf } from './original.ts';
import { picturePreset, stillKindSaid, type PicturePreset } from './presets.ts';
import { bounded, inSrgb, MAX_SIDE, type Picture } from './picture.ts';
import { lumaOf, similarity, WINDOW } from './similarity.ts';

// libwebp's method, 0 (fast) to 6 (small): 6 costs twice the time of 4 for 1.5 % fewer bytes.
const EFFORT = 4;
// libaom's: 4 costs four times the time of 3 for 1 % fewer bytes.
const AVIF_EFFORT = 3;
/** Above, it was never the smaller one. */
const AVIF_BEST = 70;

/** However small it is, its palette takes room. */
const SMALL_LOSSLESS = 4096;

// A second width is paid for by everyone who fetches the bundle, and gained by those who open its pages from a hub on a
// narrow screen: it has to save them more than half of something that is worth saving.
const NARROW_FROM_BYTES = 60_000;
const NARROW_FROM_RATIO = 1.75;
const NARROW_SHARE = 0.45;
/** What a newer format may take of the bytes that every device can show. */
const EXTRA_SHARE = 0.9;

/** 8-bit sRGB pixels, as they are to be shown. */
interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** The renditions of a picture that stands still, the main one first. Throws what sharp says where its data is damaged. */
export async function encodeStill(
  picture: Picture,
  profile: Profile,
  said: Said | undefined,
  withAvif: boolean,
): Promise<readonly Encoded[]> {
  const { main, pixels, preset, exact } = await encodeMain(picture, profile, said);
  const carried = main.length < picture.bytes.length ? undefined : await originalOf(picture);
  if (carried) return [{ role: 'main', ...carried, preset: idOf(preset) }];
  const forms = [webpForm('main', main, pixels, preset)];
  const narrow = exact ? undefined : await encodeNarrow(picture, preset, main, pixels);
  if (narrow) forms.push(narrow);
  const extra = withAvif && !exact ? await encodeAvif(picture, preset, main, pixels) : undefined;
  if (extra) forms.push(extra);
  return forms;
}

interface Main {
  readonly main: Buffer;
  readonly pixels: Pixels;
  readonly preset: PicturePreset;
  /** No pixel differs from the source at this size. */
  readonly exact: boolean;
}

async function encodeMain(picture: Picture, profile: Profile, said: Said | undefined): Promise<Main> {
  // Diagrams are the widest.
  const widest = await decode(picture, picturePreset('diagram', profile).maxWidth);
  const ground = groundOf(widest.data, widest.channels);
  const author = stillKindSaid(said);
  const tiny = Math.min(widest.width, widest.height) < WINDOW;
  const lossless =
    author === 'diagram' || tiny || (author !== 'photo' && maySuitLossless(ground))
      ? await webp(picture, widest, { lossless: true })
      : undefined;
  const drawn = lossless && isLineArt(lossless, widest, picturePreset('diagram', profile));
  const found = hasFewColours(ground) && drawn ? 'diagram' : isFlat(ground) ? 'screenshot' : 'photo';
  const preset = picturePreset(author ?? found, profile);
  if (lossless && ((preset.kind === 'diagram' && drawn) || tiny))
    return { main: lossless, pixels: widest, preset, exact: true };

  const pixels = widest.width > preset.maxWidth ? await decode(picture, preset.maxWidth) : widest;
  const lossy = await encodeLossy(picture, pixels, preset);
  const other = pixels === widest ? lossless : undefined;
  if (lossy && (!other || lossy.length < other.length)) return { main: lossy, pixels, preset, exact: false };
  return { main: other ?? (await webp(picture, pixels, { lossless: true })), pixels, preset, exact: true };
}

function isLineArt(
  { length }: Buffer,
  { width, height }: Pixels,
  { losslessBits = 0 }: PicturePreset,
): boolean {
  return length <= Math.max(SMALL_LOSSLESS, (width * height * losslessBits) / 8);
}

/** Undefined where no quality is similar enough in at most `most` bytes. */
function encodeLossy(
  picture: Picture,
  pixels: Pixels,
  { quality, floor }: PicturePreset,
  most = Infinity,
): Promise<Buffer | undefined> {
  const luma = lumaOf(pixels.data, pixels.channels);
  return reachFloor({ quality, best: 100, floor, most }, async (quality) =>
    compared(picture, luma, pixels, await webp(picture, pixels, { quality })),
  );
}

async function compared(
  { sharp }: Picture,
  luma: Uint8Array,
  { width, height }: Pixels,
  bytes: Buffer,
): Promise<Try> {
  const { data, info } = await bounded(sharp(bytes)).raw().toBuffer({ resolveWithObject: true });
  return { bytes, similarity: similarity(luma, lumaOf(data, info.channels), width, height) };
}

async function encodeNarrow(
  picture: Picture,
  preset: PicturePreset,
  main: Buffer,
  { width }: Pixels,
): Promise<Encoded | undefined> {
  const { narrowWidth } = preset;
  if (narrowWidth === undefined || width < NARROW_FROM_RATIO * narrowWidth) return undefined;
  if (main.length < NARROW_FROM_BYTES) return undefined;
  const pixels = await decode(picture, narrowWidth);
  if (pixels.height < WINDOW) return undefined;
  const narrow = await encodeLossy(picture, pixels, preset, NARROW_SHARE * main.length);
  if (!narrow) return undefined;
  return webpForm('narrow', narrow, pixels, preset, '-narrow');
}

async function encodeAvif(
  picture: Picture,
  preset: PicturePreset,
  main: Buffer,
  pixels: Pixels,
): Promise<Encoded | undefined> {
  if (preset.avifQuality === undefined) return undefined;
  const luma = lumaOf(pixels.data, pixels.channels);
  const most = EXTRA_SHARE * main.length;
  const wanted = { quality: preset.avifQuality, best: AVIF_BEST, floor: preset.floor, most };
  const bytes = await reachFloor(wanted, async (quality) =>
    compared(picture, luma, pixels, await avif(picture, pixels, quality)),
  );
  if (!bytes) return undefined;
  const { width, height } = pixels;
  return {
    role: 'extra',
    mediaType: 'image/avif',
    extension: 'avif',
    width,
    height,
    preset: idOf(preset, '-avif'),
    content: bytes,
  };
}

/** Upright, in sRGB, no wider than `width`. */
async function decode({ sharp, bytes, decoding, metadata }: Picture, width: number): Promise<Pixels> {
  const resized = bounded(sharp(bytes, decoding))
    .autoOrient()
    .resize({ width, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true });
  const { data, info } = await inSrgb(metadata, resized)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function webp({ sharp }: Picture, pixels: Pixels, options: WebpOptions): Promise<Buffer> {
  return bounded(sharp(pixels.data, rawOf(pixels)))
    .webp({ effort: EFFORT, ...options })
    .toBuffer();
}

function avif({ sharp }: Picture, pixels: Pixels, quality: number): Promise<Buffer> {
  return bounded(sharp(pixels.data, rawOf(pixels)))
    .avif({ quality, effort: AVIF_EFFORT })
    .toBuffer();
}

function rawOf({ width, height, channels }: Pixels): SharpOptions {
  return { raw: { width, height, channels } };
}

function webpForm(
  role: Encoded['role'],
  content: Buffer,
  { width, height }: Pixels,
  preset: PicturePreset,
  suffix = '',
): Encoded {
  return {
    role,
    mediaType: 'image/webp',
    extension: 'webp',
    width,
    height,
    preset: idOf(preset, suffix),
    content,
  };
}

function idOf({ id, version }: PicturePreset, suffix = ''): Encoded['preset'] {
  return { id: `${id}${suffix}`, version };
}
