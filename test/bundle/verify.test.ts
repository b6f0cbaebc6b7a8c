import fs, {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inspectBundle } from '../../src/bundle/inspect.ts';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { openBundle } from '../../src/bundle/open.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { wording } from '../../src/diagnostic.ts';
import { digestOf, digestOfFile } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';
import { forgeBundle, forgeZip } from './forge.ts';
import { sampleOf } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();
const sample = sampleOf();
const zip = join(dir, 'plants.zip');
const unpacked = join(dir, 'plants');

beforeAll(async () => {
  await writeBundle({ file: zip, ...sample });
  await unpackBundle(zip, unpacked);
});

describe('an unpacked bundle', () => {
  test('opens, reads and verifies like the ZIP file', async () => {
    const [a, b] = await Promise.all([openBundle(zip), openBundle(unpacked)]);
    try {
      expect(b.kind).toBe('folder');
      expect(b.manifestDigest).toBe(a.manifestDigest);
      for (const path of sample.files.keys()) expect(await b.read(path)).toEqual(await a.read(path));
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
    expect(await verifyBundle(unpacked)).toEqual(await verifyBundle(zip));
  });

  test.each<readonly [string, (root: string) => void, string, string]>([
    [
      'a changed file',
      (root) => {
        writeFileSync(
          join(root, 'index.html'),
          sample.files.get('index.html')?.map((byte) => byte ^ 1) ?? '',
        );
      },
      'bundle-entry-digest',
      'index.html',
    ],
    [
      'a longer file',
      (root) => {
        appendFileSync(join(root, 'index.html'), '\n');
      },
      'bundle-entry-size',
      'index.html',
    ],
    [
      'a missing file',
      (root) => {
        rmSync(join(root, 'pages/roots.html'));
      },
      'bundle-entry-missing',
      'pages/roots.html',
    ],
    [
      'a missing folder',
      (root) => {
        rmSync(join(root, 'media'), { recursive: true });
      },
      'bundle-entry-missing',
      'media/leaf-0123456789ab.webp',
    ],
    [
      'a foreign file',
      (root) => {
        writeFileSync(join(root, 'pages/.DS_Store'), '');
      },
      'bundle-entry-foreign',
      'pages/.DS_Store',
    ],
    [
      'a foreign link',
      (root) => {
        symlinkSync('/etc', join(root, 'pages/link'));
      },
      'bundle-entry-foreign',
      'pages/link',
    ],
    [
      'a link in place of a file',
      (root) => {
        renameSync(join(root, 'index.html'), `${root}-index.html`);
        symlinkSync(`${root}-index.html`, join(root, 'index.html'));
      },
      'bundle-entry-special',
      'index.html',
    ],
    [
      'a link in place of a folder',
      (root) => {
        renameSync(join(root, 'pages'), `${root}-pages`);
        symlinkSync(`${root}-pages`, join(root, 'pages'));
      },
      'bundle-entry-special',
      'pages',
    ],
    [
      'a folder in place of a file',
      (root) => {
        rmSync(join(root, 'index.html'));
        mkdirSync(join(root, 'index.html'));
      },
      'bundle-entry-special',
      'index.html',
    ],
  ])('with %s is found out', async (_, change, code, path) => {
    const root = copyOfFolder();
    change(root);
    const { findings, digest } = await verifyBundle(root);
    expect(findings).toContainEqual(
      expect.objectContaining({ code, params: expect.objectContaining({ path }) as object }),
    );
    expect(digest).toBe(digestOf(encodeManifest(sample.manifest)));
  });
});

describe('verifying', () => {
  test('names every entry that is damaged, and nothing else', async () => {
    const bytes = readFileSync(zip);
    const media = bytes.indexOf('WEBP not a real');
    bytes[media] = (bytes[media] ?? 0) ^ 1;
    const page = bytes.indexOf('pages/roots.html') + 'pages/roots.html'.length;
    bytes[page + 2] = (bytes[page + 2] ?? 0) ^ 0xff;
    const file = join(dir, 'two-damages.zip');
    writeFileSync(file, bytes);
    const { findings, entries } = await verifyBundle(file);
    expect(findings.map(({ code, params }) => `${code} ${params['path'] ?? ''}`)).toEqual([
      'bundle-entry-damaged media/leaf-0123456789ab.webp',
      'bundle-entry-damaged pages/roots.html',
    ]);
    // Each sentence names its entry once.
    for (const finding of findings)
      expect(wording(finding).message.split(String(finding.params['path']))).toHaveLength(2);
    expect(entries).toBe(7);
  });

  test('goes on without the manifest when that is damaged', async () => {
    const broken = forgeZip([
      { name: 'manifest.json', content: encodeBytes(), crc: 1 },
      { name: 'index.html', content: 'good' },
      { name: 'pages/bad.html', content: 'bad', crc: 1 },
    ]);
    const file = join(dir, 'no-manifest.zip');
    writeFileSync(file, broken);
    const result = await verifyBundle(file);
    expect(result.digest).toBeUndefined();
    expect(result.findings.map(({ code }) => code)).toEqual([
      'bundle-entry-damaged',
      'bundle-manifest-damaged',
    ]);
    expect(result.findings[0]?.params['path']).toBe('pages/bad.html');
  });

  test('names what was added to a bundle', async () => {
    const file = join(dir, 'foreign.zip');
    writeFileSync(file, forgeBundle({}, [{ name: 'pages/evil.html', content: 'x' }]));
    const { findings } = await verifyBundle(file);
    expect(findings).toMatchObject([{ code: 'bundle-entry-foreign', params: { path: 'pages/evil.html' } }]);
  });

  test('says of a file that has grown by megabytes what it says of one that has grown by a letter', async () => {
    const root = copyOfFolder();
    truncateSync(join(root, 'index.html'), 5 * 1024 * 1024);
    const { findings } = await verifyBundle(root);
    const size = sample.files.get('index.html')?.length;
    expect(findings).toMatchObject([
      {
        code: 'bundle-entry-size',
        params: { path: 'index.html', actual: 5 * 1024 * 1024, expected: size },
      },
    ]);
  });

  test('names an entry that the medium cannot read any more, and goes on', async () => {
    const bytes = readFileSync(zip);
    const bad = bytes.indexOf('WEBP not a real');
    const { readSync } = fs;
    fs.readSync = ((fd: number, buffer: Buffer, offset: number, length: number, position: number) => {
      // The read that looks for the end of this small file takes all of it.
      if (length < bytes.length && position <= bad && bad < position + length)
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
      return readSync(fd, buffer, offset, length, position);
    }) as typeof fs.readSync;
    syncBuiltinESMExports();
    try {
      const { findings, entries } = await verifyBundle(zip);
      expect(findings).toMatchObject([
        { code: 'bundle-entry-damaged', params: { path: 'media/leaf-0123456789ab.webp' } },
      ]);
      expect(entries).toBe(7);
    } finally {
      fs.readSync = readSync;
      syncBuiltinESMExports();
    }
  });

  test('stops when it is told to', async () => {
    const verifying = verifyBundle(zip, { signal: AbortSignal.abort() });
    await expect(verifying).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('hears in the middle of a large entry that it is to stop', async () => {
    const size = 96 * 1024 * 1024;
    const root = copyOfFolder();
    const film = join(root, 'media/film.mp4');
    writeFileSync(film, '');
    truncateSync(film, size);
    const entry = { path: 'media/film.mp4', size, digest: await digestOfFile(film), mediaType: 'video/mp4' };
    const entries = [...sample.manifest.entries, entry].sort((a, b) => compareCodeUnits(a.path, b.path));
    writeFileSync(join(root, 'manifest.json'), encodeManifest({ ...sample.manifest, entries }));
    expect((await verifyBundle(root)).findings).toEqual([]);

    const abort = new AbortController();
    setImmediate(() => {
      abort.abort();
    });
    const seen: string[] = [];
    const onProgress = (_done: number, _total: number, path: string): void => void seen.push(path);
    const verifying = verifyBundle(root, { signal: abort.signal, onProgress });
    await expect(verifying).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).not.toContain('media/film.mp4');
  });

  test.each([
    ['a file that is not there', () => join(dir, 'none.zip'), 'bundle-not-found', 2],
    ['a folder without a manifest', () => mkdtempSync(join(dir, 'empty-')), 'bundle-other-folder', 2],
    ['a device', () => '/dev/null', 'bundle-not-a-file', 2],
  ])('says what is wrong with %s', async (_, file, code, exit) => {
    await expect(verifyBundle(file())).rejects.toMatchObject({ code, exit });
    await expect(openBundle(file())).rejects.toMatchObject({ code, exit });
  });

  test('refuses what a content is not while it is read, not only when it is verified', async () => {
    const file = join(dir, 'another.zip');
    writeFileSync(file, forgeBundle({ content: '<h1>Planet</h1>'.repeat(8) }));
    const bundle = await openBundle(file);
    try {
      await expect(bundle.read('index.html')).rejects.toMatchObject({ code: 'bundle-entry-digest' });
      const streaming = (async () => {
        for await (const piece of bundle.stream('index.html')) expect(piece.length).toBeGreaterThan(0);
      })();
      await expect(streaming).rejects.toMatchObject({ code: 'bundle-entry-digest' });
    } finally {
      await bundle.close();
    }
  });
});

describe('inspecting', () => {
  test('tells what a bundle holds', () => {
    const digest = digestOf('asset');
    const rendition = (path: string, size: number, version: number) => ({
      path,
      size,
      digest: digestOf(path),
      mediaType: 'image/webp',
      source: digest,
      preset: { id: 'picture-800', version },
    });
    const { manifest } = sample;
    const entries = [
      ...manifest.entries.filter(({ path }) => !path.startsWith('media/')),
      rendition('media/leaf-1.webp', 5000, 1),
      rendition('media/leaf-2.webp', 900, 1),
    ];
    const lesson = { id: 'second', title: 'Second', path: 'pages/roots.html', language: 'fr' };
    const units = [{ id: 'u', title: 'U', lessons: [{ ...lesson, id: 'first', parts: [lesson] }] }];
    const seen = inspectBundle({
      kind: 'zip',
      manifest: { ...manifest, entries, units },
      manifestDigest: digest,
    });
    expect(seen).toMatchObject({
      id: 'plants',
      digest,
      languages: ['en', 'fr'],
      lessons: 2,
      entries: 7,
      variant: { language: 'en', profile: 'standard' },
      kinds: [
        { kind: 'picture', entries: 2, size: 5900 },
        { kind: 'page', entries: 3 },
        { kind: 'download', entries: 1 },
        { kind: 'shared', entries: 1, size: 0 },
      ],
      assets: [
        { source: digest, renditions: [{ path: 'media/leaf-1.webp' }, { path: 'media/leaf-2.webp' }] },
      ],
    });
    expect(seen.size).toBe(entries.reduce((sum, { size }) => sum + size, 0));
    expect(seen.largest[0]).toEqual({ path: 'media/leaf-1.webp', size: 5000 });
    expect(seen.units).toEqual(units);
  });
});

function encodeBytes(): Buffer {
  return Buffer.from(encodeManifest(sample.manifest));
}

function copyOfFolder(): string {
  const root = join(mkdtempSync(join(dir, 'copy-')), 'plants');
  cpSync(unpacked, root, { recursive: true });
  return root;
}
