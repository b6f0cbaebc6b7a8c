import { closeSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ZipArchive } from 'archiver';
import { describe, expect, test } from 'vitest';
import { DEFLATE_LEVEL, writeArchive } from '../../src/bundle/archive.ts';
import { isDeflated, type Content, type RecordSource } from '../../src/bundle/content.ts';
import { FileSink } from '../../src/bundle/file-sink.ts';
import { MAX_ENTRY_SIZE } from '../../src/bundle/manifest-check.ts';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { openContainer } from '../../src/bundle/open.ts';
import { centralHeader, directoryEnd, localHeader, type WrittenRecord } from '../../src/bundle/records.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { writeRecords } from '../../src/bundle/write-records.ts';
import { readZipDirectory } from '../../src/bundle/zip-directory.ts';
import { findZipEnd } from '../../src/bundle/zip-end.ts';
import { placeRecords } from '../../src/bundle/zip-layout.ts';
import { digestOf, digestOfFile } from '../../src/digest.ts';
import { forgeZip } from './forge.ts';
import { sampleOf } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();
let made = 0;

describe('both writers write the same bytes', () => {
  test('for text, media, an empty file and a file on disk', async () => {
    const file = join(dir, 'media.bin');
    const media = noise(70_000);
    writeFileSync(file, media);
    await expectSame([
      source('manifest.json', '{}', true),
      source('index.html', '<p>Plants</p>'.repeat(900), true),
      source('media/empty.webp', '', false),
      { ...source('media/leaf.webp', media, false), content: { file } },
      source('pages/noise.txt', noise(50_000), true),
    ]);
  });

  test('for contents that one holds in memory and the other streams', async () => {
    const text = Buffer.from(Array.from({ length: 600_000 }, (_, i) => `${i % 977} bean\n`).join(''));
    const media = noise(5 * 1024 * 1024 + 1);
    const files = [join(dir, 'large.csv'), join(dir, 'large.mp4')] as const;
    writeFileSync(files[0], text);
    writeFileSync(files[1], media);
    expect(text.length).toBeGreaterThan(4 * 1024 * 1024);
    await expectSame([
      { ...source('files/large.csv', text, true), content: { file: files[0] } },
      { ...source('media/large.mp4', media, false), content: { file: files[1] } },
      source('pages/in-memory.txt', text, true),
    ]);
  });

  test('for more records than 16 bits count', async () => {
    await expectSame(Array.from({ length: 65_537 }, (_, i) => source(`p/${i}`, '', false)));
  });

  test('for exactly as many records as 16 bits count', async () => {
    await expectSame(Array.from({ length: 65_535 }, (_, i) => source(`p/${i}`, '', false)));
  });

  test('beyond 4 GiB', async () => {
    const offset = 5_000_000_000;
    const zip = new ZipArchive({ zlib: { level: DEFLATE_LEVEL } });
    // As if so many bytes had been written before: nothing else in archiver depends on them.
    (zip as unknown as { _module: { engine: { offset: number } } })._module.engine.offset = offset;
    const pieces: Buffer[] = [];
    zip.on('data', (piece: Buffer) => pieces.push(piece));
    const content = Buffer.from('plants');
    const date = new Date(Date.UTC(1980, 0, 1));
    zip.append(content, { name: 'media/a.webp', date, mode: 0o644, store: true });
    const ended = new Promise((resolve) => zip.once('end', resolve));
    await zip.finalize();
    await ended;

    const record = written('media/a.webp', content, offset);
    const local = Buffer.concat([localHeader(record), content]);
    const central = centralHeader(record);
    const end = directoryEnd(1, central.length, offset + local.length);
    expect(Buffer.concat([local, central, end])).toEqual(Buffer.concat(pieces));
  });
});

test('records copied from another bundle as they stand give the bytes of a bundle that is written anew', async () => {
  const old = join(dir, 'old.zip');
  await writeBundle({ file: old, ...sampleOf() });
  const added = source('pages/added.html', '<h1>Added</h1>'.repeat(20), true);
  const bundle = openContainer(old);
  const kept = sampleOf().manifest.entries.map(({ path, size, digest, mediaType }) => {
    const form = bundle.stored(path);
    if (form === undefined) throw new Error(`${path} cannot be copied`);
    return {
      copy: { path, ...form },
      anew: { path, size, digest, deflated: isDeflated({ mediaType, size }), content: samples(path) },
    };
  });
  const [copied, anew] = await Promise.all([
    bytesOf(writeRecords, [...kept.map(({ copy }) => copy), added]),
    bytesOf(writeArchive, [...kept.map(({ anew }) => anew), added]),
  ]);
  bundle.close();
  expect(copied.equals(anew)).toBe(true);
});

test('a record that another tool has written is not one to copy as it stands', () => {
  const file = join(dir, 'foreign.zip');
  const { manifest, files } = sampleOf();
  const contents = [['manifest.json', Buffer.from(encodeManifest(manifest))] as const, ...files];
  writeFileSync(
    file,
    forgeZip(contents.map(([name, content]) => ({ name, method: 8, content: Buffer.from(content) }))),
  );
  const bundle = openContainer(file);
  expect(bundle.stored('pages/roots.html')).toBeUndefined();
  bundle.close();
});

describe('what is too large for memory', () => {
  test('is written, verified and found by any reader', async () => {
    const file = join(dir, 'film.mp4');
    writeFileSync(file, 'film');
    // A sparse file: it takes no room on the disk it comes from.
    truncateSync(file, 65 * 1024 * 1024);
    const film = { path: 'media/film.mp4', size: 65 * 1024 * 1024, digest: await digestOfFile(file) };
    const sample = sampleOf({ 'index.html': 'Film' });
    const manifest = {
      ...sample.manifest,
      entries: [...sample.manifest.entries, { ...film, mediaType: 'video/mp4' }],
    };
    const contents = (path: string) => (path === film.path ? { file } : sample.contents(path));
    const target = join(dir, 'film.zip');
    await writeBundle({ file: target, manifest, contents });
    expect((await verifyBundle(target)).findings).toEqual([]);

    truncateSync(file, 65 * 1024 * 1024 + 1);
    await expect(writeBundle({ file: target, manifest, contents })).rejects.toMatchObject({
      code: 'bundle-content-changed',
    });
    expect((await verifyBundle(target)).findings).toEqual([]);
  });

  test('is read beyond 4 GiB', () => {
    const names = ['media/a.mp4', 'media/b.mp4', 'media/c.mp4'];
    const records: WrittenRecord[] = [];
    const regions = new Map<number, Buffer>();
    let at = 0;
    for (const path of names) {
      const record = {
        path,
        deflated: false,
        crc: 1,
        storedSize: MAX_ENTRY_SIZE,
        size: MAX_ENTRY_SIZE,
        offset: at,
      };
      records.push(record);
      regions.set(at, localHeader(record));
      at += localHeader(record).length + MAX_ENTRY_SIZE;
    }
    const central = Buffer.concat(records.map(centralHeader));
    const tail = Buffer.concat([central, directoryEnd(3, central.length, at)]);
    regions.set(at, tail);
    // A file of 6 GiB of which only the headers exist.
    const readAt = (offset: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      for (const [start, region] of regions)
        if (start < offset + length && start + region.length > offset)
          region.copy(bytes, Math.max(0, start - offset), Math.max(0, offset - start));
      return bytes;
    };
    const end = findZipEnd(readAt, at + tail.length, 'six-gib.zip');
    const placed = placeRecords(readAt, readZipDirectory(readAt, end), end.directoryOffset);
    expect(placed.map(({ name, offset, size, problem }) => ({ name, offset, size, problem }))).toEqual(
      records.map(({ path, offset, size }) => ({ name: path, offset, size, problem: undefined })),
    );
    expect(records[2]?.offset).toBeGreaterThan(0xffff_ffff);
  });
});

test.each([
  ['text/html', true],
  ['text/html; charset=utf-8', true],
  ['application/json', true],
  ['image/svg+xml', true],
  ['image/bmp', true],
  ['application/octet-stream', true],
  ['image/webp', false],
  ['IMAGE/PNG', false],
  ['audio/mpeg', false],
  ['video/mp4', false],
  ['font/woff2', false],
  ['application/pdf', false],
  ['application/zip', false],
  ['application/epub+zip', false],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', false],
])('%s is deflated: %s', (mediaType, deflated) => {
  expect(isDeflated({ mediaType, size: 10 })).toBe(deflated);
  expect(isDeflated({ mediaType, size: 0 })).toBe(false);
});

async function expectSame(sources: readonly RecordSource[]): Promise<void> {
  const [archived, recorded] = await Promise.all([
    bytesOf(writeArchive, sources),
    bytesOf(writeRecords, sources),
  ]);
  expect(digestOf(recorded)).toBe(digestOf(archived));
}

function samples(path: string): Content {
  const content = sampleOf().contents(path);
  if (content === undefined) throw new Error(`the sample has no ${path}`);
  return content;
}

async function bytesOf<Source>(
  write: (sink: FileSink, sources: readonly Source[], onRecord: () => void) => Promise<void>,
  sources: readonly Source[],
): Promise<Buffer> {
  const file = join(dir, `written-${made++}.zip`);
  const fd = openSync(file, 'w');
  try {
    const sink = new FileSink(fd);
    await write(sink, sources, () => undefined);
    sink.flush();
  } finally {
    closeSync(fd);
  }
  return readFileSync(file);
}

function source(path: string, content: string | Buffer, deflated: boolean): RecordSource {
  const bytes = Buffer.from(content as string);
  return { path, size: bytes.length, digest: digestOf(bytes), deflated, content: { bytes } };
}

function written(path: string, content: Buffer, offset: number): WrittenRecord {
  const { length } = content;
  return { path, deflated: false, crc: crc32(content), storedSize: length, size: length, offset };
}

/** Bytes that do not shrink, the same in every run. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}
