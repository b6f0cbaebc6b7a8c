import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import { pathKey, pathProblem } from '../../src/path.ts';
import type { Asset } from '../../src/media/asset.ts';
import { openMedia } from '../../src/media/media.ts';
import { recordingMedium } from '../../src/media/timed/medium.ts';
import { makeRenditions, type Made, type MakeOptions } from './make.ts';
import { diagram, photo } from './picture/pictures.ts';

let dir: string;
let source: string;
const cache = (): { dir: string } => ({ dir: join(dir, 'cache') });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-test-'));
  source = join(dir, 'source');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function asset(path: string, bytes: Uint8Array | string): Asset {
  const file = join(source, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return { path, file, size: statSync(file).size };
}

const make = (assets: readonly Asset[], options: Partial<MakeOptions> = {}): Promise<Made> =>
  makeRenditions(assets, { cache: cache(), ...options });

async function some(): Promise<Asset[]> {
  return [
    asset('a/photo.jpg', await photo(400, 300).jpeg({ quality: 98 }).toBuffer()),
    asset('a/diagram.png', await diagram(300, 200).png().toBuffer()),
    asset('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4"/></svg>'),
    asset('broken.png', Buffer.from('\x89PNG\r\n\x1a\n broken', 'latin1')),
    asset('empty.gif', ''),
    asset('tune.mid', 'MThd'),
  ];
}

/** All that a build sees of renditions, without where the cache lies. */
const seen = ({ renditions, diagnostics }: Made): unknown => [
  [...renditions].map(([path, { file, ...rest }]) => [path, rest, digestOf(readFileSync(file))]),
  diagnostics,
];

describe('renditions of a source', () => {
  it('are named by their content, portable, with size, digest, preset and pixels', async () => {
    const { renditions } = await make(await some());
    expect([...renditions.keys()]).toEqual(['a/diagram.png', 'a/photo.jpg', 'drawing.svg', 'tune.mid']);
    for (const [path, { path: name, file, digest, size, source: from }] of renditions) {
      expect(pathProblem(name)).toBeUndefined();
      expect(name).toMatch(/^media\/[A-Za-z0-9._-]{1,40}-[0-9a-f]{12}\.[a-z0-9]+$/);
      expect(name).toContain(digest.slice(7, 19));
      expect(digestOf(readFileSync(file))).toBe(digest);
      expect(statSync(file).size).toBe(size);
      expect(digestOf(readFileSync(join(source, path)))).toBe(from);
    }
    expect(renditions.get('a/photo.jpg')).toMatchObject({
      mediaType: 'image/webp',
      width: 400,
      height: 300,
      preset: { id: 'photo-standard', version: 1 },
    });
    expect(renditions.get('drawing.svg')).toMatchObject({ mediaType: 'image/svg+xml', width: 4, height: 2 });
  });

  it('leave out what cannot be shown, with one finding each', async () => {
    const { diagnostics } = await make(await some());
    expect(diagnostics.map(({ code, file }) => [file, code])).toEqual([
      ['broken.png', 'asset-undecodable'],
      ['empty.gif', 'asset-undecodable'],
    ]);
    const gone = await make([{ path: 'gone.png', file: join(source, 'gone.png'), size: 5 }]);
    expect(gone.diagnostics.map(({ code }) => code)).toEqual(['asset-unreadable']);
  });

  it('of films are the source files themselves where there is no ffmpeg, which is told once', async () => {
    const bytes = Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1');
    const lacking = {
      code: 'env-ffmpeg-missing',
      params: { tool: 'ffmpeg', reason: 'r', setting: 's' },
    } as const;
    const media = { ...openMedia([]), recording: () => Promise.resolve(recordingMedium(lacking, [])) };
    const mp4 = asset('film.png', bytes);
    const { renditions, diagnostics } = await make(
      [mp4, asset('other.mp4', `${bytes.toString('latin1')}more`)],
      { media },
    );
    const film = renditions.get('film.png');
    expect(film).toMatchObject({ file: mp4.file, mediaType: 'video/mp4', source: film?.digest });
    expect(film?.path).toMatch(/\.mp4$/);
    expect(film?.preset).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['env-ffmpeg-missing']);
  });

  it('of mislabelled pictures go by their bytes', async () => {
    const { renditions } = await make([
      asset('a.png', await photo(50, 50).jpeg({ quality: 100 }).toBuffer()),
      asset('b.jpg', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
    ]);
    expect(renditions.get('a.png')?.path).toMatch(/^media\/a-\w+\.webp$/);
    expect(renditions.get('b.jpg')?.path).toMatch(/^media\/b-\w+\.svg$/);
  });

  it('with the same bytes are one, and no two differ only by case', async () => {
    const bytes = await photo(60, 40).png().toBuffer();
    const other = await photo(61, 40).png().toBuffer();
    const { renditions, encoded } = await make([
      asset('B/Logo.png', bytes),
      asset('a/logo.png', bytes),
      asset('c/logo.jpg', bytes),
      asset('c/LOGO.png', other),
    ]);
    expect(encoded).toBe(2);
    const paths = new Set([...renditions.values()].map(({ path }) => path));
    expect(paths.size).toBe(2);
    expect(new Set([...paths].map(pathKey)).size).toBe(2);
  });

  it('have short readable names whatever their files are called', async () => {
    const svg = (n: number): string => `<svg xmlns="http://www.w3.org/2000/svg" width="${n}" height="1"/>`;
    const names = [
      'Größe und Maß.svg',
      '图片.svg',
      'con.svg',
      `${'x'.repeat(120)}.svg`,
      '.svg',
      'no extension',
      `led.${'0123456789abcdef'.repeat(4)}.es.svg`,
    ];
    const { renditions } = await make(names.map((name, n) => asset(`${n}/${name}`, svg(n + 1))));
    const paths = [...renditions.values()].map(({ path }) => path);
    expect(paths).toHaveLength(names.length);
    for (const path of paths) expect(pathProblem(path)).toBeUndefined();
    expect(paths[0]).toMatch(/^media\/Gro/);
    expect(paths.at(-1)).toMatch(/^media\/led\.es-\w{12}\.svg$/);
  });

  it('are the same whatever the number of jobs and the order of assets', async () => {
    const assets = await some();
    const one = seen(await make(assets, { jobs: 1 }));
    rmSync(cache().dir, { recursive: true });
    expect(seen(await make([...assets].reverse(), { jobs: 5 }))).toEqual(one);
  });

  it('tell how far they are', async () => {
    const steps: [number, number][] = [];
    await make(await some(), { onProgress: ({ done, total }) => steps.push([done, total]) });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, 6]));
  });

  it('stop when asked to', async () => {
    const stop = new AbortController();
    const run = make(await some(), {
      jobs: 1,
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    await expect(run).rejects.toThrow(/abort/i);
  });
});

describe('the cache', () => {
  it('gives the same again without encoding, broken pictures included', async () => {
    const assets = await some();
    const first = await make(assets);
    expect(first.encoded).toBe(4);
    const second = await make(assets);
    expect(second.encoded).toBe(0);
    expect(seen(second)).toEqual(seen(first));
  });

  it('does not even load the encoders when nothing changed', async () => {
    const assets = await some();
    const first = seen(await make(assets));
    vi.resetModules();
    const refuse = (): never => {
      throw new Error('an encoder was loaded');
    };
    vi.doMock('sharp', refuse);
    vi.doMock('svgo/browser', refuse);
    try {
      const fresh = await import('./make.ts');
      expect(seen(await fresh.makeRenditions(assets, { cache: cache() }))).toEqual(first);
    } finally {
      vi.doUnmock('sharp');
      vi.doUnmock('svgo/browser');
      vi.resetModules();
    }
  });

  it('encodes what changed, and only that', async () => {
    const assets = await some();
    await make(assets);
    const changed = asset('a/diagram.png', await diagram(301, 200).png().toBuffer());
    const again = await make([changed, ...assets.filter(({ path }) => path !== changed.path)]);
    expect(again.encoded).toBe(1);
    expect(again.renditions.get('a/diagram.png')?.width).toBe(301);
  });

  it('keeps profiles apart', async () => {
    const assets = await some();
    await make(assets);
    const low = await make(assets, { profile: 'low' });
    // A drawing is the same for every profile.
    expect(low.encoded).toBe(3);
    expect(low.renditions.get('a/photo.jpg')?.preset).toEqual({ id: 'photo-low', version: 1 });
  });

  it.each([
    [
      'cut short',
      (file: string) => {
        truncateSync(file, 10);
      },
    ],
    [
      'emptied',
      (file: string) => {
        truncateSync(file, 0);
      },
    ],
    [
      'overwritten',
      (file: string) => {
        writeFileSync(file, Buffer.alloc(statSync(file).size, 7));
      },
    ],
    [
      'removed',
      (file: string) => {
        rmSync(file);
      },
    ],
  ])('is not believed when its files are %s', async (_, damage) => {
    const assets = await some();
    const first = seen(await make(assets));
    const files = readdirSync(cache().dir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const entry of files) damage(join(entry.parentPath, entry.name));
    expect(seen(await make(assets))).toEqual(first);
    expect((await make(assets)).encoded).toBe(0);
  });

  it('that cannot be written costs a temporary folder, not the build', async () => {
    const assets = await some();
    const good = await make(assets);
    writeFileSync(join(dir, 'file'), 'in the way');
    const again = await make(assets, { cache: { dir: join(dir, 'file') } });
    expect(good.temporary).toBeUndefined();
    expect(again.temporary).toBeDefined();
    expect(seen(again)).toEqual(seen(good));
    rmSync(again.temporary ?? '', { recursive: true });
  });
});

describe('a file called a drawing', () => {
  const make = (bytes: string) => makeRenditions([asset('a.svg', bytes)], { cache: cache() });

  it('is one, however long the comments that it begins with', async () => {
    const { renditions } = await make(
      `<!--${' a licence'.repeat(1000)} --><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>`,
    );
    expect(renditions.get('a.svg')?.mediaType).toBe('image/svg+xml');
  });

  it('is none where it holds another thing, and is told', async () => {
    const { renditions, diagnostics } = await make('version https://git-lfs.github.com/spec/v1\n');
    expect(renditions.size).toBe(0);
    expect(diagnostics).toMatchObject([{ code: 'asset-undecodable' }]);
  });
});
