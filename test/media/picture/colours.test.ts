import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import sharp, { type Sharp } from 'sharp';
import { encodePicture } from '../../../src/media/picture/encode.ts';
import { mainOf, type InMemory } from './encoded.ts';
import { photo, withChunks } from './pictures.ts';
import { adobeRgb, grey } from './profiles.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-colours-'));
const adobe = join(dir, 'adobe.icc');
writeFileSync(adobe, adobeRgb());
afterAll(() => {
  rmSync(dir, { recursive: true });
});

/** sRGB, inside every gamut. */
const COLOUR = { r: 190, g: 70, b: 60 };
const patch = (side = 64): Sharp =>
  sharp({ create: { width: side, height: side, channels: 3, background: COLOUR } });

/** As a browser that knows no profiles shows it. */
async function shown({ bytes }: InMemory): Promise<number[]> {
  const { data, info } = await sharp(bytes, { ignoreIcc: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data.subarray(info.channels * 500, info.channels * 500 + 3)];
}

async function encode(bytes: Buffer): Promise<InMemory> {
  return mainOf(await encodePicture(bytes, 'standard'));
}

function distance(is: readonly number[], should: readonly number[]): number {
  return Math.max(...should.map((value, n) => Math.abs(value - (is[n] ?? 0))));
}

describe('colours become sRGB without a profile', () => {
  it.each([
    ['sRGB', () => patch().withIccProfile('srgb').png(), 2, 0],
    ['Display P3', () => patch().withIccProfile('p3').png(), 4, 10],
    ['Adobe RGB', () => patch().withIccProfile(adobe).png(), 4, 10],
    ['Adobe RGB, JPEG', () => patch().withIccProfile(adobe).jpeg({ quality: 100 }), 6, 10],
    ['Adobe RGB, 16 bits', () => patch().toColourspace('rgb16').withIccProfile(adobe).png(), 4, 10],
    ['CMYK', () => patch().withIccProfile('cmyk').jpeg({ quality: 100 }), 25, 0],
    ['Lab', () => patch().toColourspace('lab').tiff(), 4, 0],
  ] as const)('%s', async (_, make, tolerance, differs) => {
    const bytes = await make().toBuffer();
    const { r, g, b } = COLOUR;
    if (differs > 0) {
      const raw = await sharp(bytes, { ignoreIcc: true }).toColourspace('srgb').raw().toBuffer();
      expect(distance([...raw.subarray(0, 3)], [r, g, b])).toBeGreaterThan(differs);
    }
    const picture = await encode(bytes);
    expect(distance(await shown(picture), [r, g, b])).toBeLessThanOrEqual(tolerance);
    const metadata = await sharp(picture.bytes).metadata();
    expect(metadata).toMatchObject({ space: 'srgb', depth: 'uchar' });
    expect(metadata.icc).toBeUndefined();
  });

  it('an original in other colours is not carried, however small', async () => {
    const squeezed = (profile: string): Promise<Buffer> =>
      photo(640, 480).modulate({ saturation: 3 }).withIccProfile(profile).jpeg({ quality: 3 }).toBuffer();
    const plain = await encode(await squeezed('srgb'));
    expect(plain.mediaType).toBe('image/jpeg');
    expect((await sharp(plain.bytes).metadata()).icc).toBeUndefined();
    expect((await encode(await squeezed(adobe))).mediaType).toBe('image/webp');
    const cmyk = await photo(640, 480).withIccProfile('cmyk').jpeg({ quality: 2 }).toBuffer();
    expect((await encode(cmyk)).mediaType).toBe('image/webp');
  });
});

describe('grey', () => {
  const ramp = (bits: 8 | 16): Sharp => {
    const values = Array.from({ length: 64 * 64 }, (_, n) => 40 + (n % 64) * 2);
    const of = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values, (value) => value * 257);
    return sharp(of, { raw: { width: 64, height: 64, channels: 1 } }).toColourspace(
      bits === 8 ? 'b-w' : 'grey16',
    );
  };

  it.each([
    ['8 bits', () => ramp(8).png()],
    ['16 bits', () => ramp(16).png()],
    ['JPEG', () => ramp(8).jpeg({ quality: 100 })],
  ])('stays grey: %s', async (_, make) => {
    const picture = await encode(await make().toBuffer());
    const { data, info } = await sharp(picture.bytes)
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let n = 0; n < 64; n++) {
      const pixel = [...data.subarray(n * info.channels, n * info.channels + 3)];
      expect(distance(pixel, [40 + n * 2, 40 + n * 2, 40 + n * 2])).toBeLessThanOrEqual(3);
    }
  });

  it('of a profile becomes that of sRGB', async () => {
    const icc = Buffer.concat([Buffer.from('grey\0\0', 'latin1'), deflateSync(grey(1))]);
    const bytes = withChunks(await ramp(8).png().toBuffer(), [['iCCP', icc]]);
    const picture = await encode(bytes);
    // A gamma of 1: value 40 of 255 is 16 % of the light, which sRGB writes as 110.
    const [dark = 0, , other] = (await sharp(picture.bytes).toColourspace('srgb').raw().toBuffer()).subarray(
      0,
      3,
    );
    expect(Math.abs(dark - 110)).toBeLessThanOrEqual(4);
    expect(other).toBe(dark);
  });
});

describe('transparency', () => {
  it.each([
    ['8 bits', (): Sharp => photo(200, 100, 4)],
    ['16 bits', (): Sharp => photo(200, 100, 4).toColourspace('rgb16')],
    ['Adobe RGB', (): Sharp => photo(200, 100, 4).withIccProfile(adobe)],
    ['grey', (): Sharp => photo(200, 100, 4).greyscale()],
  ])('is kept, step by step: %s', async (_, make) => {
    const picture = await encode(await make().png().toBuffer());
    expect(picture.mediaType).toBe('image/webp');
    const alpha = await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer();
    const should = await photo(200, 100, 4).extractChannel('alpha').raw().toBuffer();
    expect(distance([...alpha.subarray(0, 200)], [...should.subarray(0, 200)])).toBeLessThanOrEqual(1);
  });
});
