import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import sharp, { type Metadata } from 'sharp';
import { encodePicture } from '../../../src/media/picture/encode.ts';
import { profiles, type Profile } from '../../../src/media/preset.ts';
import { mainOf, type InMemory } from './encoded.ts';
import { diagram, gif, photo, png } from './pictures.ts';

async function encode(bytes: Buffer, profile: Profile = 'standard'): Promise<InMemory> {
  return mainOf(await encodePicture(bytes, profile));
}

/** The colour of one pixel as a browser shows it. */
async function colourAt(picture: InMemory, x: number, y: number): Promise<number[]> {
  const pixels = await sharp(picture.bytes).autoOrient().toColourspace('srgb').removeAlpha().raw().toBuffer();
  return [...pixels.subarray((y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3)];
}

const near = (is: number[], should: number[]): boolean =>
  is.every((n, i) => Math.abs(n - (should[i] ?? 0)) < 40);

describe('a picture of any kind', () => {
  let source: Buffer;
  beforeAll(async () => {
    source = await photo(350, 210).png().toBuffer();
  });

  it.each([
    ['PNG', () => photo(350, 210).png()],
    ['interlaced PNG', () => photo(350, 210).png({ progressive: true })],
    ['PNG with a palette', () => photo(350, 210).png({ palette: true })],
    ['PNG with alpha', () => photo(350, 210, 4).png()],
    ['16-bit PNG', () => photo(350, 210).toColourspace('rgb16').png()],
    ['grey PNG', () => photo(350, 210).greyscale().png()],
    ['JPEG', () => photo(350, 210).jpeg({ quality: 95 })],
    ['progressive JPEG', () => photo(350, 210).jpeg({ quality: 95, progressive: true })],
    ['CMYK JPEG', () => photo(350, 210).toColourspace('cmyk').jpeg({ quality: 95 })],
    ['grey JPEG', () => photo(350, 210).greyscale().jpeg({ quality: 95 })],
    ['TIFF', () => photo(350, 210).tiff()],
    ['WebP', () => photo(350, 210).webp({ lossless: true })],
    ['AVIF', () => photo(350, 210).avif({ quality: 95, effort: 0 })],
    ['still GIF', () => photo(350, 210).gif()],
  ])('%s becomes a smaller WebP of the same size in pixels', async (_, make) => {
    const bytes = await make().toBuffer();
    const picture = await encode(bytes);
    expect(picture).toMatchObject({ mediaType: 'image/webp', extension: 'webp', width: 350, height: 210 });
    expect(picture.bytes.length).toBeLessThan(bytes.length);
    expect(await sharp(picture.bytes).metadata()).toMatchObject({ width: 350, height: 210, space: 'srgb' });
  });

  it('is made narrower for the profile, never wider', async () => {
    const wide = await photo(2000, 500).jpeg().toBuffer();
    expect(await encode(wide, 'low')).toMatchObject({ width: 480, height: 120 });
    expect(await encode(wide)).toMatchObject({ width: 960, height: 240 });
    expect(await encode(wide, 'high')).toMatchObject({ width: 1600, height: 400 });
    expect(await encode(source, 'high')).toMatchObject({ width: 350, height: 210 });
    for (const profile of profiles)
      expect(await encode(await photo(1, 1).png().toBuffer(), profile)).toMatchObject({
        width: 1,
        height: 1,
      });
  });

  it('is smaller the lower the profile', async () => {
    const wide = await photo(1800, 300).png().toBuffer();
    const sizes = [];
    for (const profile of profiles) sizes.push((await encode(wide, profile)).bytes.length);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  it('keeps what is transparent transparent', async () => {
    const picture = await encode(await photo(300, 200, 4).png().toBuffer());
    const { channels } = await sharp(picture.bytes).stats();
    expect(channels[3]).toMatchObject({ min: 0 });
  });

  it('gives the same bytes every time, also beside others', async () => {
    const one = await encode(source);
    const many = await Promise.all(
      [source, await photo(300, 300).png().toBuffer(), source].map((bytes) => encode(bytes)),
    );
    expect(Buffer.compare(many[0]?.bytes ?? Buffer.of(), one.bytes)).toBe(0);
    expect(Buffer.compare(many[2]?.bytes ?? Buffer.of(), one.bytes)).toBe(0);
  });

  it('is never larger than its original, which then is carried', async () => {
    const tiny = await diagram(16, 16).png({ palette: true, colours: 2, compressionLevel: 9 }).toBuffer();
    const squeezed = await photo(640, 480).jpeg({ quality: 5 }).toBuffer();
    const animation = gif(2, 2, 2);
    for (const bytes of [tiny, squeezed, animation])
      expect((await encode(bytes)).bytes.length).toBeLessThanOrEqual(bytes.length);
    expect(await encode(squeezed)).toMatchObject({
      mediaType: 'image/jpeg',
      extension: 'jpg',
      width: 640,
      height: 480,
    });
  });
});

describe('what a camera wrote into a picture', () => {
  // Red above blue when upright; `orientation` says how the stored pixels are to be turned for that.
  const turned = async (orientation: number, quality: number, side = 64): Promise<Buffer> => {
    const red = { create: { width: side * 2, height: side, channels: 3 as const, background: '#f00' } };
    const upright = await sharp(red).extend({ bottom: side, background: '#00f' }).png().toBuffer();
    const stored =
      orientation === 6
        ? sharp(upright).rotate(270)
        : orientation === 8
          ? sharp(upright).rotate(90)
          : sharp(upright).rotate(180);
    return stored
      .withExif({ IFD0: { Copyright: 'SECRET-NAME' }, IFD3: { GPSLatitude: '1/1 2/1 3/1' } })
      .withMetadata({ orientation })
      .jpeg({ quality })
      .toBuffer();
  };

  it.each([3, 6, 8])('is turned upright and forgotten (orientation %d)', async (orientation) => {
    const picture = await encode(await turned(orientation, 100));
    expect(picture).toMatchObject({ width: 128, height: 128 });
    expect(near(await colourAt(picture, 60, 10), [255, 0, 0])).toBe(true);
    expect(near(await colourAt(picture, 60, 120), [0, 0, 255])).toBe(true);
    const metadata = await sharp(picture.bytes).metadata();
    expect(metadata.exif).toBeUndefined();
  });

  it.each([3, 6, 8])(
    'is forgotten and it stands upright where the original is carried (orientation %d)',
    async (orientation) => {
      const bytes = await photo(320, 640)
        .withExif({ IFD0: { Copyright: 'SECRET-NAME' } })
        .withMetadata({ orientation })
        .jpeg({ quality: 3 })
        .toBuffer();
      const picture = await encode(bytes);
      expect(picture.mediaType).toBe('image/jpeg');
      expect(picture.bytes.length).toBeLessThan(bytes.length);
      expect(Buffer.from(picture.bytes).includes('SECRET-NAME')).toBe(false);
      expect(picture).toMatchObject(
        orientation === 3 ? { width: 320, height: 640 } : { width: 640, height: 320 },
      );
      const shown = await sharp(picture.bytes).autoOrient().raw().toBuffer();
      expect(shown.equals(await sharp(bytes).autoOrient().raw().toBuffer())).toBe(true);
    },
  );

  it('is forgotten in every format that is carried', async () => {
    const exif = { IFD0: { Copyright: 'SECRET-NAME' } };
    const tiny = (): ReturnType<typeof sharp> => diagram(8, 8).withExif(exif);
    for (const bytes of [await tiny().png().toBuffer(), await tiny().webp({ lossless: true }).toBuffer()]) {
      expect(bytes.includes('SECRET-NAME')).toBe(true);
      const picture = await encode(bytes);
      expect(Buffer.from(picture.bytes).includes('SECRET-NAME')).toBe(false);
    }
    const commented = Buffer.concat([
      gif(1, 1, 1).subarray(0, -1),
      Buffer.from('\x21\xfe\x0bSECRET-NAME\0\x3b', 'latin1'),
    ]);
    expect(Buffer.from((await encode(commented)).bytes).includes('SECRET-NAME')).toBe(false);
  });

  it('leaves no data behind the end of a JPEG', async () => {
    const bytes = Buffer.concat([
      await photo(320, 240).jpeg({ quality: 3 }).toBuffer(),
      Buffer.from('SECRET-VIDEO'),
    ]);
    expect(Buffer.from((await encode(bytes)).bytes).includes('SECRET-VIDEO')).toBe(false);
  });
});

describe('an animation', () => {
  const frames = async (bytes: Uint8Array): Promise<Metadata> => sharp(bytes, { animated: true }).metadata();

  const film = async (width: number, height: number, count: number): Promise<Buffer> => {
    const pictures = await Promise.all(
      Array.from({ length: count }, (_, n) =>
        photo(width, height)
          .modulate({ hue: n * 40 })
          .png()
          .toBuffer(),
      ),
    );
    return sharp(pictures, { join: { animated: true } })
      .gif({ loop: 3, delay: Array.from({ length: count }, (_, n) => 100 + n * 20) })
      .toBuffer();
  };

  it('stays one, narrower, with its loop and its delays', async () => {
    const bytes = await film(600, 60, 4);
    const picture = await encode(bytes);
    expect(picture).toMatchObject({ mediaType: 'image/webp', width: 480, height: 48 });
    expect(picture.bytes.length).toBeLessThan(bytes.length / 2);
    expect(await frames(picture.bytes)).toMatchObject({
      pages: 4,
      loop: 3,
      delay: [100, 120, 140, 160],
      pageHeight: 48,
    });
  });

  it('that is too long to be decoded is carried with a warning', async () => {
    const bytes = gif(1, 1, 100_000);
    const outcome = await encodePicture(bytes, 'standard');
    expect(outcome.findings.map(({ code }) => code)).toEqual(['asset-animation-large']);
    expect(mainOf(outcome)).toMatchObject({ mediaType: 'image/gif', width: 1, height: 1 });
    const large = await encodePicture(gif(2000, 2000, 80, { full: true }), 'standard');
    expect(large.findings.map(({ code }) => code)).toEqual(['asset-animation-large']);
  });
});

describe('bytes that are no good picture are refused, with a reason', () => {
  const refusal = async (bytes: Buffer): Promise<string | undefined> => {
    const { forms, findings } = await encodePicture(bytes, 'standard');
    expect(findings.every(({ params }) => String(params['reason']).length > 0)).toBe(true);
    return forms.length > 0 ? undefined : findings[0]?.code;
  };

  it('empty and random ones', async () => {
    expect(await refusal(Buffer.alloc(0))).toBe('asset-undecodable');
    expect(await refusal(Buffer.from('not a picture at all'))).toBe('asset-undecodable');
    for (const magic of [
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff',
      'GIF89a',
      'RIFF\0\0\0\0WEBP',
      'II*\0',
      '\0\0\0\x1cftypavif',
    ])
      expect(
        await refusal(Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(400, 0xa7)])),
        magic,
      ).toBe('asset-undecodable');
  });

  it('sizes that would take all memory', async () => {
    expect(await refusal(png(60_000, 60_000, Buffer.alloc(1000)))).toBe('asset-too-large');
    expect(await refusal(png(2 ** 31 - 1, 2 ** 31 - 1, Buffer.alloc(10)))).toMatch(
      /^asset-(?:too-large|undecodable)$/,
    );
    expect(await refusal(png(8000, 8000, Buffer.alloc(1000), true))).toBe('asset-too-large');
    expect(await refusal(png(5000, 5000, Buffer.alloc(1000)))).toBe('asset-undecodable');
  });

  it.each([
    ['PNG', () => photo(200, 150).png()],
    ['interlaced PNG', () => photo(200, 150).png({ progressive: true })],
    ['JPEG', () => photo(200, 150).jpeg()],
    ['progressive JPEG', () => photo(200, 150).jpeg({ progressive: true })],
    ['WebP', () => photo(200, 150).webp()],
    ['TIFF', () => photo(200, 150).tiff()],
    ['AVIF', () => photo(200, 150).avif({ effort: 0 })],
    ['GIF', () => photo(200, 150).gif()],
  ])('a %s that is cut off anywhere', async (_, make) => {
    const whole = await make().toBuffer();
    for (let part = 1; part < 20; part++)
      expect(await refusal(whole.subarray(0, Math.floor((whole.length * part) / 20))), `${part}/20`).toBe(
        'asset-undecodable',
      );
  });

  it('a picture that is damaged anywhere is shown or refused, never a failure', async () => {
    const wholes = await Promise.all([
      photo(40, 30).png().toBuffer(),
      photo(40, 30).png({ progressive: true, palette: true }).toBuffer(),
      photo(40, 30).jpeg().toBuffer(),
      photo(40, 30).jpeg({ progressive: true, quality: 3 }).toBuffer(),
      photo(40, 30).webp().toBuffer(),
      photo(40, 30).tiff({ compression: 'lzw' }).toBuffer(),
      Promise.resolve(gif(3, 3, 3)),
    ]);
    const damage = fc.record({
      whole: fc.constantFrom(...wholes),
      hits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ whole, hits }) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of hits) bytes[at % bytes.length] = value;
        const { forms, findings } = await encodePicture(bytes, 'standard');
        expect(forms.length > 0 || findings.length === 1).toBe(true);
        for (const { width = 0, height = 0 } of forms) expect(width * height).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  it('a picture that no decoder here can read', async () => {
    expect(await refusal(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))).toBe(
      'asset-undecodable',
    );
  });
});
