import type { Metadata } from 'sharp';
import type { Encoded } from '../outcome.ts';
import type { Profile, Said } from '../preset.ts';
import { reachFloor } from './floor.ts';
import { originalOf } from './original.ts';
import { movingKindSaid, picturePreset, type PictureKind, type PicturePreset } from './presets.ts';
import { bounded, type Picture } from './picture.ts';
import { lumaOf, similarity, WINDOW } from './similarity.ts';

/** Bytes a pixel and frame: recorded screens and drawn animations have less in a GIF, filmed ones more. */
const SCREEN_DENSITY = 0.1;
const EFFORT = 4;
/** Frames that are compared, evenly spread. */
const COMPARED = 6;

/** A moving picture as a moving WebP. Throws what sharp says where its data is damaged. */
export async function encodeMoving(
  picture: Picture,
  profile: Profile,
  said: Said | undefined,
): Promise<Encoded> {
  const preset = picturePreset(movingKind(picture, said), profile);
  const encode = (quality: number): Promise<Buffer> =>
    bounded(picture.sharp(picture.bytes, { ...picture.decoding, animated: true }))
      .resize({ width: preset.maxWidth, withoutEnlargement: true })
      .webp({ quality, effort: EFFORT })
      .toBuffer();
  const reached = await reachFloor({ ...preset, best: 100 }, async (quality) => {
    const bytes = await encode(quality);
    return { bytes, similarity: await similarityOf(picture, bytes) };
  });
  const carried = reached && reached.length < picture.bytes.length ? undefined : await originalOf(picture);
  const id = idOf(preset);
  if (carried) return { role: 'main', ...carried, preset: id };
  const content = reached ?? (await encode(100));
  const { width, height, pageHeight = height } = await picture.sharp(content).metadata();
  return {
    role: 'main',
    mediaType: 'image/webp',
    extension: 'webp',
    width,
    height: pageHeight,
    preset: id,
    content,
  };
}

/** As it is, where it cannot be made smaller; undefined where that cannot be done. */
export async function carryMoving(
  picture: Picture,
  profile: Profile,
  said: Said | undefined,
): Promise<Encoded | undefined> {
  const carried = await originalOf(picture);
  const preset = picturePreset(movingKind(picture, said), profile);
  return carried && { role: 'main', ...carried, preset: idOf(preset) };
}

function movingKind({ bytes, metadata }: Picture, said: Said | undefined): PictureKind {
  const author = movingKindSaid(said);
  if (author) return author;
  const { width, height, pages = 1 } = metadata;
  return bytes.length < SCREEN_DENSITY * width * height * pages ? 'moving-screen' : 'moving-film';
}

/** How similar the worst of some frames is to the source. Frames that are the same may have become one. */
async function similarityOf({ sharp, bytes, decoding, metadata }: Picture, encoded: Buffer): Promise<number> {
  const now = await sharp(encoded).metadata();
  const { width, pageHeight: height = now.height } = now;
  if (Math.min(width, height) < WINDOW) return 1;
  const frame = async (of: Buffer, page: number): Promise<Uint8Array> => {
    const { data, info } = await bounded(sharp(of, { ...decoding, page, pages: 1 }))
      .resize({ width, height, fit: 'fill' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return lumaOf(data, info.channels);
  };
  const [before, after] = [timesOf(metadata), timesOf(now)];
  let worst = 1;
  for (let n = 0; n < COMPARED; n++) {
    const page = Math.floor(((before.length - 1) * n) / (COMPARED - 1));
    const time = ((before[page] ?? 0) + (before[page + 1] ?? 1)) / 2;
    const same = Math.max(
      0,
      after.findLastIndex((start) => start <= time),
    );
    worst = Math.min(worst, similarity(await frame(bytes, page), await frame(encoded, same), width, height));
  }
  return worst;
}

/** When each frame begins, from 0 to 1. */
function timesOf({ pages = 1, delay = [] }: Metadata): readonly number[] {
  const delays = Array.from({ length: pages }, (_, n) => Math.max(1, delay[n] ?? 1));
  const total = delays.reduce((sum, one) => sum + one, 0);
  let begin = 0;
  return delays.map((one) => (begin += one) - one).map((start) => start / total);
}

function idOf({ id, version }: PicturePreset): Encoded['preset'] {
  return { id, version };
}
