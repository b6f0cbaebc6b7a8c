import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import { measurePicture } from '../../src/media/picture/measure.ts';
import { encodePicture } from '../../src/media/picture/encode.ts';
import { vectorPreset } from '../../src/media/drawing/preset.ts';
import type { Asset } from '../../src/media/asset.ts';
import type { Published } from '../../src/media/published.ts';
import { openMedia } from '../../src/media/media.ts';
import type { ExtraFormat, Kind } from '../../src/media/preset.ts';
import { recordingMedium, recordingRole } from '../../src/media/timed/medium.ts';
import { makeRenditions, type Made, type MakeOptions } from './make.ts';
import { sniff, type Format } from '../../src/media/sniff.ts';
import { stripMetadata } from '../../src/media/picture/strip.ts';
import { encodeDrawing, measureCleanDrawing } from '../../src/media/drawing/encode.ts';
import { diagram, gif, photo } from './picture/pictures.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-test-'));
  mkdirSync(join(dir, 'source'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function asset(path: string, bytes: Uint8Array | string): Asset {
  const file = join(dir, 'source', path);
  writeFileSync(file, bytes);
  return { path, file, size: readFileSync(file).length };
}

/** A published bundle that has `bytes` for one source. */
function publishes(
  source: Asset,
  bytes: Uint8Array,
  preset: string,
  mediaType: string,
  formats: readonly ExtraFormat[] = [],
): Published {
  const digest = digestOf(readFileSync(source.file));
  const version = preset === vectorPreset.id ? vectorPreset.version : 1;
  const earlier = {
    preset: { id: preset, version },
    digest: digestOf(bytes),
    mediaType,
    size: bytes.length,
    formats: new Set(formats),
    stream: () => Readable.from([bytes]),
  };
  return { find: (wanted) => (wanted === digest ? [earlier] : []) };
}

const make = (
  assets: readonly Asset[],
  published?: Published,
  options: Partial<MakeOptions> = {},
): Promise<Made> =>
  makeRenditions(assets, { cache: { dir: join(dir, 'cache') }, ...(published && { published }), ...options });

const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4"/></svg>';

const lacking = {
  code: 'env-ffmpeg-missing',
  params: { tool: 'ffmpeg', reason: 'r', setting: 's' },
} as const;

describe('a published rendition', () => {
  it('of a picture is taken over byte for byte, with its own size in pixels', async () => {
    const source = asset('a.png', await photo(400, 300).png().toBuffer());
    const bytes = await photo(200, 150).webp({ quality: 3 }).toBuffer();
    const published = publishes(source, bytes, 'photo-standard', 'image/webp');
    // Also where this machine has made its own before, and again out of the cache.
    await make([source]);
    for (let i = 0; i < 2; i++) {
      const { renditions, encoded, takenOver } = await make([source], published);
      const made = renditions.get('a.png');
      expect(made).toMatchObject({ width: 200, height: 150, digest: digestOf(bytes), size: bytes.length });
      expect(readFileSync(made?.file ?? '').equals(bytes)).toBe(true);
      expect({ encoded, takenOver }).toEqual({ encoded: 0, takenOver: 1 });
    }
    // What is taken over is no answer to those who do not ask for it.
    expect((await make([source])).renditions.get('a.png')).toMatchObject({ width: 400 });
  });

  it('is not encoded again for a newer format that its bundles have, where it was not worth its place', async () => {
    const source = asset('a.png', await photo(480, 288).blur(1.5).png().toBuffer());
    const bytes = await photo(200, 150).webp({ quality: 3 }).toBuffer();
    const media = openMedia(['avif']);
    for (const [formats, encoded] of [
      [['avif'], 0],
      [['vp9'], 1],
      [['avif'], 0],
    ] as const) {
      const published = publishes(source, bytes, 'photo-standard', 'image/webp', formats);
      const made = await make([source], published, { media });
      expect(made).toMatchObject({ encoded, takenOver: 1 });
      const presets = made.all.get('a.png')?.map(({ preset }) => preset?.id);
      expect(presets).toEqual(encoded ? ['photo-standard', 'photo-standard-avif'] : ['photo-standard']);
    }
  });

  it('is not encoded again for a newer format in which there is none of its kind', async () => {
    const moving = asset('a.gif', gif(8, 5, 3));
    const bytes = Buffer.from(gif(8, 5, 3));
    const published = publishes(moving, bytes, 'moving-screen-standard', 'image/gif');
    expect(await make([moving], published, { media: openMedia(['avif']) })).toMatchObject({
      encoded: 0,
      takenOver: 1,
    });
    const recordings = recordingMedium(lacking, ['opus', 'vp9']);
    expect(recordings.extrasOf({ id: 'speech-low', version: 1 })).toEqual(['opus']);
    expect(recordings.extrasOf({ id: 'film-low', version: 1 })).toEqual(['vp9']);
  });

  it('of another preset or source is not taken over', async () => {
    const source = asset('a.png', await photo(40, 30).png().toBuffer());
    const bytes = await photo(20, 15).webp().toBuffer();
    const other = asset('b.png', await photo(41, 30).png().toBuffer());
    for (const published of [
      publishes(source, bytes, 'photo-low', 'image/webp'),
      publishes(other, bytes, 'photo-standard', 'image/webp'),
    ]) {
      const { renditions, takenOver } = await make([source], published);
      expect(renditions.get('a.png')).toMatchObject({ width: 40 });
      expect(takenOver).toBe(0);
    }
  });

  it('of a drawing is taken over if it is as clean as our own, and the source is remarked on as ever', async () => {
    const scripted = drawing.replace('<path', '<script>alert(1)</script><path');
    const source = asset('a.svg', scripted);
    const other = Buffer.from(drawing.replace('viewBox="0 0 4 2"', 'viewBox="0 0 8 6"'));
    const { renditions, diagnostics } = await make(
      [source],
      publishes(source, other, 'vector', 'image/svg+xml'),
    );
    expect(renditions.get('a.svg')).toMatchObject({ digest: digestOf(other), width: 8, height: 6 });
    expect(diagnostics.map(({ code }) => code)).toEqual(['asset-drawing-cleaned']);
  });

  const trap = (inside: string): string => drawing.replace('<path', `${inside}<path`);
  it.each([
    ['a script', trap('<script>alert(1)</script>')],
    ['a handler', drawing.replace('<path', '<path onclick="alert(1)"')],
    ['a link', trap('<a href="javascript:alert(1)"><path d="M0 0"/></a>')],
    ['a style sheet from elsewhere', `<?xml-stylesheet href="https://example.org/a.css"?>${drawing}`],
    ['a document type', `<!DOCTYPE svg [<!ENTITY a "b">]>${drawing}`],
    ['another encoding', Buffer.from(`\ufeff${trap('<script>alert(1)</script>')}`, 'utf16le')],
    ['nothing', ''],
    ['a page', '<html><body>Hello</body></html>'],
  ])('of a drawing with %s is drawn anew', async (_, hostile) => {
    const source = asset('a.svg', drawing);
    const bytes = Buffer.from(hostile);
    const { renditions, takenOver } = await make(
      [source],
      publishes(source, bytes, 'vector', 'image/svg+xml'),
    );
    expect(takenOver).toBe(0);
    expect(readFileSync(renditions.get('a.svg')?.file ?? '', 'utf8')).toBe(drawing);
  });

  it.each([
    ['a drawing', Buffer.from(drawing), 'image/svg+xml'],
    ['a drawing that says it is a picture', Buffer.from(drawing), 'image/webp'],
    ['cut off', Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1'), 'image/webp'],
    ['a film', Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'), 'video/mp4'],
  ])('of a picture that is %s is encoded anew', async (_, bytes, mediaType) => {
    const source = asset('a.png', await photo(40, 30).png().toBuffer());
    const { renditions, takenOver } = await make(
      [source],
      publishes(source, bytes, 'photo-standard', mediaType),
    );
    expect(takenOver).toBe(0);
    expect(renditions.get('a.png')).toMatchObject({ mediaType: 'image/webp', width: 40 });
  });
});

it('where there is no room for what is taken over the build ends, and the file is not blamed', async () => {
  const source = asset('a.png', await photo(40, 30).png().toBuffer());
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  const published = publishes(source, Buffer.of(), 'photo-standard', 'image/webp');
  const stream = (): AsyncIterable<Uint8Array> => {
    throw full;
  };
  const find: Published['find'] = (digest) => published.find(digest).map((one) => ({ ...one, stream }));
  await expect(make([source], { find })).rejects.toBe(full);
});

describe('what the author no longer wishes for is not taken over:', () => {
  it('a picture of another kind', async () => {
    const source = asset('a.png', await photo(40, 30).png().toBuffer());
    const bytes = await photo(20, 15).webp().toBuffer();
    const published = publishes(source, bytes, 'photo-standard', 'image/webp');
    const { renditions, takenOver } = await make([{ ...source, kind: 'diagram' }], published);
    expect(renditions.get('a.png')).toMatchObject({ preset: { id: 'diagram-standard' }, width: 40 });
    expect(takenOver).toBe(0);
    expect((await make([{ ...source, kind: 'photo' }], published)).takenOver).toBe(1);
  });

  it('recordings of another kind', () => {
    const wav = { kind: 'audio', mediaType: 'audio/wav', extension: 'wav' } as const;
    const gif = { kind: 'picture', mediaType: 'image/gif', extension: 'gif' } as const;
    const role = (id: string, kind: Kind, format: Format = wav): unknown =>
      recordingRole({ id: `${id}-low`, version: 1 }, 'low', { kind, format });
    expect(role('film', 'screencast')).toBeUndefined();
    expect(role('music', 'speech')).toBeUndefined();
    expect(role('screencast', 'screencast')).toBe('main');
    // A film of somebody who speaks, and what is only heard of a film.
    expect(role('talking-head', 'speech')).toBe('main');
    expect(role('speech', 'talking-head')).toBe('main');
    // What shows no film or sound says nothing of recordings, and a moving picture is no film.
    expect(role('film', 'photo')).toBe('main');
    expect(role('animation', 'film', gif)).toBe('main');
  });

  it('a newer format', () => {
    const source = { kind: undefined, format: undefined };
    for (const formats of [['vp9', 'avif'], []] as const) {
      const { picture } = openMedia(formats);
      const recording = recordingMedium(lacking, formats);
      const expected = formats.length > 0 ? 'extra' : undefined;
      expect(picture.roleOf({ id: 'photo-low-avif', version: 1 }, 'low', source)).toBe(expected);
      expect(recording.roleOf({ id: 'film-low-vp9', version: 1 }, 'low', source)).toBe(expected);
    }
  });
});

describe('without ffmpeg', () => {
  const media = { ...openMedia([]), recording: () => Promise.resolve(recordingMedium(lacking, [])) };
  const mp4 = (more: string): Buffer =>
    Buffer.from(`\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41${more}`, 'latin1');

  it('a film is taken over all the same, also out of the cache, and nothing is said to be missing', async () => {
    const source = asset('film.mp4', mp4('source'));
    const published = publishes(source, mp4('earlier'), 'film-standard', 'video/mp4');
    for (let i = 0; i < 2; i++) {
      const { renditions, diagnostics, takenOver } = await make([source], published, { media });
      expect(renditions.get('film.mp4')).toMatchObject({ digest: digestOf(mp4('earlier')) });
      expect({ diagnostics, takenOver }).toEqual({ diagnostics: [], takenOver: 1 });
    }
  });

  it('a film is carried as it is for the profiles for which none was published', async () => {
    const source = asset('film.mp4', mp4('source'));
    const published = publishes(source, mp4('earlier'), 'film-standard', 'video/mp4');
    const { renditions, diagnostics } = await make([source], published, { media, profile: 'low' });
    expect(renditions.get('film.mp4')).toMatchObject({ digest: digestOf(mp4('source')) });
    expect(diagnostics.map(({ code }) => code)).toEqual(['env-ffmpeg-missing']);
  });
});

describe('what encoding gives', () => {
  it('is measured as sharp measures it, encoded or carried without its metadata', async () => {
    const pictures = [
      await photo(400, 300).jpeg({ quality: 90 }).toBuffer(),
      await photo(40, 30).jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
      await diagram(300, 200).png().toBuffer(),
      await photo(40, 30).webp({ lossless: true }).toBuffer(),
      await photo(41, 31).webp().withMetadata({ orientation: 1 }).toBuffer(),
      gif(8, 5, 3),
      gif(2, 3, 1501),
    ];
    for (const bytes of pictures) {
      const { mediaType = '' } = sniff(bytes) ?? {};
      const { autoOrient, orientation } = await sharp(bytes).metadata();
      const carried = stripMetadata(bytes, mediaType, orientation);
      expect(measurePicture(carried ?? bytes, mediaType), mediaType).toEqual(autoOrient);
      const [picture] = (await encodePicture(bytes, 'low')).forms;
      if (!picture || 'file' in picture.content) throw new Error('not encoded');
      const { width, height } = picture;
      expect(measurePicture(Buffer.from(picture.content), picture.mediaType)).toEqual({ width, height });
      for (let end = 0; end < Math.min(bytes.length, 40); end++)
        expect(() => measurePicture(bytes.subarray(0, end), mediaType)).not.toThrow();
    }
  });

  it('is taken over from others: every drawing at hand is clean when it is cleaned again', async () => {
    const root = join(import.meta.dirname, '../..');
    const files = ['fixtures', 'templates']
      .flatMap((below) =>
        readdirSync(join(root, below), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(root, below, name),
        ),
      )
      .filter((file) => file.endsWith('.svg'));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const [picture] = (await encodeDrawing(readFileSync(file))).forms;
      if (!picture || 'file' in picture.content) continue;
      const { width, height } = picture;
      expect(await measureCleanDrawing(Buffer.from(picture.content)), file).toEqual({ width, height });
    }
  });
});
