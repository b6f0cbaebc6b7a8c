import { describe, expect, it } from 'vitest';
import sharp, { type PngOptions } from 'sharp';
import { encodePicture } from '../../../src/media/picture/encode.ts';
import { formsOf, mainOf, type InMemory } from './encoded.ts';
import { animatedPng, photo } from './pictures.ts';

async function encode(bytes: Buffer): Promise<InMemory> {
  return mainOf(await encodePicture(bytes, 'low'));
}

/** Small tiles, again and again: a PNG says that in few bytes until it is made narrower, when no two are the same. */
function tiles(options: PngOptions, channels: 1 | 3 | 4): Promise<Buffer> {
  const [width, height] = [2400, 1200];
  const pixels = Buffer.alloc(width * height * channels, 255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if ((((x % 61) + 3) * ((y % 31) + 7) * 2654435761) % 11 < 4)
        pixels.fill(0, (y * width + x) * channels, (y * width + x + 1) * channels);
  return sharp(pixels, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png(options)
    .toBuffer();
}

const pixelsOf = (bytes: Buffer): Promise<Buffer> => sharp(bytes).ensureAlpha().raw().toBuffer();

describe('a PNG that stays one', () => {
  it.each([
    ['of grey', { compressionLevel: 9 }, 1],
    ['interlaced', { compressionLevel: 9, progressive: true }, 1],
    ['of a palette', { palette: true, colours: 2, compressionLevel: 1 }, 3],
    ['of a palette with transparency', { palette: true, colours: 2, compressionLevel: 1 }, 4],
  ] as const)('is packed tighter and no pixel changes: %s', async (_, options, channels) => {
    const bytes = await tiles(options, channels);
    const picture = await encode(bytes);
    expect(picture).toMatchObject({ mediaType: 'image/png', extension: 'png', width: 2400, height: 1200 });
    expect(picture.bytes.length).toBeLessThan(bytes.length);
    expect((await pixelsOf(picture.bytes)).equals(await pixelsOf(bytes))).toBe(true);
    expect((await encode(picture.bytes)).bytes.length).toBeLessThanOrEqual(picture.bytes.length);
  });
});

describe('an animated PNG', () => {
  it('is carried whole, without its metadata', async () => {
    const bytes = await animatedPng(300, 200, ['#f00', '#0f0', '#00f']);
    const outcome = await encodePicture(bytes, 'low');
    expect(outcome.findings).toEqual([]);
    expect(formsOf(outcome)).toEqual([
      {
        role: 'main',
        mediaType: 'image/png',
        extension: 'png',
        width: 300,
        height: 200,
        preset: { id: 'moving-screen-low', version: 1 },
        bytes,
      },
    ]);
  });

  it('is refused where it is cut off', async () => {
    const bytes = await animatedPng(300, 200, ['#f00', '#0f0']);
    const { forms, findings } = await encodePicture(bytes.subarray(0, 120), 'low');
    expect(forms).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(['asset-undecodable']);
  });

  it('of one frame is a picture like any other', async () => {
    const bytes = await animatedPng(300, 200, ['#f00']);
    expect((await encode(bytes)).mediaType).toBe('image/webp');
  });

  it('that is heavy is told', async () => {
    const still = await photo(600, 400).png({ compressionLevel: 0 }).toBuffer();
    const frames = await animatedPng(600, 400, ['#f00', '#0f0']);
    // What follows the frames' own data is padding that no decoder reads.
    const heavy = Buffer.concat([frames.subarray(0, -12), still.subarray(33)]);
    const { findings } = await encodePicture(heavy, 'low');
    expect(findings.map(({ code }) => code)).toEqual(['asset-animation-large']);
  });
});
