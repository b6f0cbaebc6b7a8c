import { describe, expect, it } from 'vitest';
import sharp, { type Sharp } from 'sharp';
import { encodePicture } from '../../../src/media/picture/encode.ts';
import { picturePreset } from '../../../src/media/picture/presets.ts';
import { lumaOf, similarity } from '../../../src/media/picture/similarity.ts';
import { profiles, type Kind, type Profile } from '../../../src/media/preset.ts';
import { mainOf, type InMemory } from './encoded.ts';
import { diagram, gif, photo, screenshot } from './pictures.ts';

async function encode(picture: Sharp, profile: Profile = 'standard', said?: Kind): Promise<InMemory> {
  return mainOf(await encodePicture(await picture.png().toBuffer(), profile, said));
}

async function similarityTo(source: Sharp, { bytes, width, height }: InMemory): Promise<number> {
  const [a, b] = await Promise.all(
    [sharp(await source.png().toBuffer()).resize({ width }), sharp(bytes)].map(async (one) => {
      const { data, info } = await one.raw().toBuffer({ resolveWithObject: true });
      return lumaOf(data, info.channels);
    }),
  );
  if (!a || !b) throw new Error('two pictures');
  return similarity(a, b, width, height);
}

const pixelsOf = (bytes: Buffer): Promise<Buffer> => sharp(bytes).removeAlpha().raw().toBuffer();

describe('what a picture shows', () => {
  it.each([
    ['photo', () => Promise.resolve(photo(1400, 700))],
    ['diagram', () => Promise.resolve(diagram(1400, 700))],
    ['screenshot', () => screenshot(1400, 700)],
  ] as const)('is found out: %s', async (kind, make) => {
    for (const profile of profiles) {
      const row = picturePreset(kind, profile);
      const picture = await encode(await make(), profile);
      expect(picture.preset).toEqual({ id: `${kind}-${profile}`, version: row.version });
      expect(picture.width).toBe(Math.min(1400, row.maxWidth));
    }
  });

  it('is what the author says where they say it', async () => {
    expect((await encode(photo(300, 200), 'low', 'screenshot')).preset.id).toBe('screenshot-low');
    expect((await encode(photo(300, 200), 'low', 'diagram')).preset.id).toBe('diagram-low');
    expect((await encode(diagram(300, 200), 'low', 'photo')).preset.id).toBe('photo-low');
    // Sounds and films are no pictures.
    expect((await encode(photo(300, 200), 'low', 'speech')).preset.id).toBe('photo-low');
    const moving = gif(200, 100, 3);
    const film = mainOf(await encodePicture(moving, 'low', 'film'));
    expect(film.preset.id).toBe('moving-film-low');
    expect(mainOf(await encodePicture(moving, 'low')).preset.id).toBe('moving-screen-low');
  });
});

describe('similarity to the source', () => {
  it.each([
    ['a photo', () => Promise.resolve(photo(700, 420))],
    ['one that transparency fades', () => Promise.resolve(photo(700, 420, 4))],
    ['a screenshot', () => screenshot(900, 600)],
    ['soft noise, which is hard to keep', () => Promise.resolve(dither(500, 400))],
  ])('is never below the floor of the row: %s', async (_, make) => {
    for (const profile of profiles) {
      const source = await make();
      const picture = await encode(source, profile);
      const kind = picture.preset.id.replace(/-\w+$/, '') as 'photo' | 'screenshot';
      expect(await similarityTo(source, picture), picture.preset.id).toBeGreaterThanOrEqual(
        picturePreset(kind, profile).floor,
      );
    }
  });

  it('costs more bytes than the row’s own quality only where that is not enough', async () => {
    const { quality } = picturePreset('photo', 'standard');
    const plain = (source: Sharp): Promise<Buffer> => source.webp({ quality, effort: 4 }).toBuffer();
    const easy = photo(300, 200).blur(3);
    expect((await encode(easy)).bytes.length).toBe((await plain(sharp(await easy.png().toBuffer()))).length);
    expect((await encode(dither(300, 200))).bytes.length).toBeGreaterThan(
      (await plain(dither(300, 200))).length,
    );
  });
});

/** Almost one colour, with noise of some steps: whatever is lossy makes it flat. */
function dither(width: number, height: number): Sharp {
  let state = 5;
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, n) => {
      state = (state * 1664525 + 1013904223) >>> 0;
      return 90 + Math.floor(n / (width * 3)) / 4 + (state >>> 28);
    }),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

describe('line art', () => {
  it('keeps every pixel, in fewer bytes than with loss', async () => {
    const picture = await encode(diagram(600, 400));
    const lossy = await diagram(600, 400).webp({ quality: 75 }).toBuffer();
    expect(picture).toMatchObject({ mediaType: 'image/webp', preset: { id: 'diagram-standard' } });
    expect(picture.bytes.length).toBeLessThan(lossy.length);
    expect((await pixelsOf(picture.bytes)).equals(await diagram(600, 400).raw().toBuffer())).toBe(true);
  });

  it('keeps every pixel of the size it is shown with', async () => {
    const picture = await encode(diagram(2400, 800), 'low');
    expect(picture).toMatchObject({ width: 640, preset: { id: 'diagram-low' } });
    const shown = await sharp(await diagram(2400, 800).png().toBuffer())
      .resize({ width: 640 })
      .raw()
      .toBuffer();
    expect((await pixelsOf(picture.bytes)).equals(shown)).toBe(true);
  });

  it('is no grey photo, which has few colours too', async () => {
    const picture = await encode(photo(900, 600).greyscale());
    expect(picture.preset.id).not.toMatch(/^diagram/);
  });
});

it('a picture that is too small to be compared keeps every pixel', async () => {
  for (const [width, height] of [
    [7, 300],
    [300, 3],
    [1, 1],
  ] as const) {
    const source = photo(width, height);
    const picture = await encode(source, 'low');
    expect((await pixelsOf(picture.bytes)).equals(await source.raw().toBuffer())).toBe(true);
  }
});
