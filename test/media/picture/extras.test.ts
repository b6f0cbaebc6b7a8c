import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { encodePicture } from '../../../src/media/picture/encode.ts';
import { measurePicture } from '../../../src/media/picture/measure.ts';
import { picturePreset } from '../../../src/media/picture/presets.ts';
import { lumaOf, similarity } from '../../../src/media/picture/similarity.ts';
import type { Profile } from '../../../src/media/preset.ts';
import { formsOf, type InMemory } from './encoded.ts';
import { diagram, gif, photo } from './pictures.ts';

async function encode(bytes: Buffer, profile: Profile, avif = false): Promise<InMemory[]> {
  return formsOf(await encodePicture(bytes, profile, undefined, avif));
}

async function lumaShown(bytes: Buffer, width: number): Promise<Uint8Array> {
  const { data, info } = await sharp(bytes).resize({ width }).raw().toBuffer({ resolveWithObject: true });
  return lumaOf(data, info.channels);
}

describe('a second width', () => {
  it('is there for wide pictures of profile high that it makes much smaller', async () => {
    const source = await photo(1800, 600).png().toBuffer();
    const [main, narrow, ...others] = await encode(source, 'high');
    expect(others).toEqual([]);
    expect(main).toMatchObject({ role: 'main', width: 1600, preset: { id: 'photo-high' } });
    expect(narrow).toMatchObject({
      role: 'narrow',
      mediaType: 'image/webp',
      width: 720,
      height: 240,
      preset: { id: 'photo-high-narrow', version: 1 },
    });
    if (!main || !narrow) throw new Error('two forms');
    expect(narrow.bytes.length).toBeLessThan(0.45 * main.bytes.length);
    const { floor } = picturePreset('photo', 'high');
    const [a, b] = [await lumaShown(source, 720), await lumaShown(narrow.bytes, 720)];
    expect(similarity(a, b, 720, 240)).toBeGreaterThanOrEqual(floor);
  });

  it.each([
    ['of other profiles', () => photo(1800, 1200), 'standard'],
    ['that are not much wider', () => photo(1200, 1200), 'high'],
    ['of few bytes', () => photo(1800, 40), 'high'],
    ['of line art', () => diagram(2000, 1500), 'high'],
  ] as const)('is not there for pictures %s', async (_, make, profile) => {
    const forms = await encode(await make().png().toBuffer(), profile);
    expect(forms.map(({ role }) => role)).toEqual(['main']);
  });
});

describe('AVIF', () => {
  it('is there where it is wished for, similar enough and smaller', async () => {
    // Smooth, as what a camera's lens shows.
    const source = await photo(480, 288).blur(1.5).png().toBuffer();
    for (const profile of ['low', 'standard'] as const) {
      const [main, extra, ...others] = await encode(source, profile, true);
      expect(others).toEqual([]);
      if (!main || !extra) throw new Error('two forms');
      expect(main.mediaType).toBe('image/webp');
      expect(extra).toMatchObject({
        role: 'extra',
        mediaType: 'image/avif',
        extension: 'avif',
        width: main.width,
        height: main.height,
        preset: { id: `photo-${profile}-avif`, version: 1 },
      });
      expect(extra.bytes.length).toBeLessThanOrEqual(0.9 * main.bytes.length);
      expect(await sharp(extra.bytes).metadata()).toMatchObject({ width: main.width, height: main.height });
      expect(measurePicture(extra.bytes, 'image/avif')).toEqual({ width: main.width, height: main.height });
      const [a, b] = [await lumaShown(source, main.width), await lumaShown(extra.bytes, main.width)];
      expect(similarity(a, b, main.width, main.height)).toBeGreaterThanOrEqual(
        picturePreset('photo', profile).floor,
      );
    }
  });

  it('is not there unasked, nor beside line art, moving pictures, carried originals and where it saves nothing', async () => {
    const source = await photo(300, 200).png().toBuffer();
    expect((await encode(source, 'low')).map(({ role }) => role)).toEqual(['main']);
    for (const bytes of [
      await diagram(600, 400).png().toBuffer(),
      gif(20, 20, 3),
      await photo(640, 480).jpeg({ quality: 3 }).toBuffer(),
      await photo(20, 16).png().toBuffer(),
    ])
      expect((await encode(bytes, 'low', true)).map(({ role }) => role)).toEqual(['main']);
  });

  it('has a size that can be read from its first boxes; others have none', async () => {
    const bytes = await photo(33, 21, 4).avif({ effort: 0 }).toBuffer();
    expect(measurePicture(bytes, 'image/avif')).toEqual({ width: 33, height: 21 });
    for (let length = 0; length < 200; length += 7)
      expect(() => measurePicture(bytes.subarray(0, length), 'image/avif')).not.toThrow();
    expect(measurePicture(Buffer.alloc(400), 'image/avif')).toBeUndefined();
  });
});

it('all renditions have the same bytes every time', async () => {
  const wide = await photo(1800, 500).jpeg({ quality: 95 }).toBuffer();
  expect(await encode(wide, 'high')).toEqual(await encode(wide, 'high'));
  const smooth = await photo(480, 288).blur(1.5).png().toBuffer();
  const once = await encode(smooth, 'low', true);
  expect(once).toHaveLength(2);
  expect(await encode(smooth, 'low', true)).toEqual(once);
});
