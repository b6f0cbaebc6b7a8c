import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { openBundle } from '../../src/bundle/open.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import type { Code } from '../../src/diagnostic.ts';
import { DESCRIPTOR_FLAG, descriptorOf, extraOf, forgeBundle, forgeZip, type Forged } from './forge.ts';
import { sampleOf } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();
let made = 0;

/** A foreign record beside a good bundle. */
const named = (name: string | Buffer, more: Partial<Forged> = {}): Buffer =>
  forgeBundle({}, [{ name, content: 'x', ...more }]);

const UNIX = (mode: number): number => (mode << 16) >>> 0;
const page = Buffer.from('<h1>Plants</h1>'.repeat(8));
const deflatedPage = deflateRawSync(page);
const zeros = Buffer.alloc(64 * 1024 * 1024);
const facts = { crc: crc32(page), storedSize: deflatedPage.length, size: page.length };
const end = (...args: NonNullable<Parameters<typeof forgeBundle>[2]>[]): Buffer =>
  forgeBundle({}, [], args[0]);
const withManifest = (content: string | Buffer): Buffer => forgeZip([{ name: 'manifest.json', content }]);
const sample = sampleOf({ 'index.html': page });
const edited = (change: object): Buffer =>
  forgeZip([
    {
      name: 'manifest.json',
      content: Buffer.from(encodeManifest({ ...sample.manifest, ...change })),
    },
    { name: 'index.html', content: page },
  ]);
const entry = (path: string): object => ({ ...sample.manifest.entries[0], path });
const canonical = Buffer.from(encodeManifest(sample.manifest)).toString();

/** Every archive must be refused with this very code by opening it, and leave nothing behind when unpacked. */
const refused: readonly (readonly [string, Code, () => Buffer])[] = [
  // Names
  ['a name that climbs', 'zip-name-traversal', () => named('../evil.html')],
  ['a name that climbs from within', 'zip-name-traversal', () => named('pages/../../evil.html')],
  ['a name that climbs at its end', 'zip-name-traversal', () => named('pages/..')],
  ['a folder that climbs', 'zip-name-traversal', () => named('../', { content: '' })],
  ['a name with a dot part', 'zip-name-traversal', () => named('./evil.html')],
  ['an absolute name', 'zip-name-absolute', () => named('/etc/passwd')],
  ['a network name', 'zip-name-absolute', () => named('//host/share')],
  ['a backslash that climbs', 'zip-name-backslash', () => named('..\\evil.html')],
  ['a backslash within', 'zip-name-backslash', () => named('pages\\evil.html')],
  ['a Windows network name', 'zip-name-backslash', () => named('\\\\host\\share')],
  ['a drive letter', 'zip-name-drive', () => named('C:/evil.html')],
  ['a drive letter without a slash', 'zip-name-drive', () => named('c:evil.html')],
  ['a NUL in a name', 'zip-name-control', () => named('evil.html\0.webp')],
  ['a line break in a name', 'zip-name-control', () => named('evil\n.html')],
  ['an escape sequence in a name', 'zip-name-control', () => named('evil\u001b[2J.html')],
  ['a DEL in a name', 'zip-name-control', () => named('evil\u007f.html')],
  ['a reserved name', 'zip-name-reserved', () => named('pages/nul.txt')],
  ['a reserved folder', 'zip-name-reserved', () => named('CON/evil.html')],
  ['a reserved port', 'zip-name-reserved', () => named('lpt1')],
  ['a name that ends with a dot', 'zip-name-unportable', () => named('evil.')],
  ['a name with a space', 'zip-name-unportable', () => named('evil .html')],
  ['a name with a colon: another stream', 'zip-name-unportable', () => named('index.html:evil')],
  ['a name with a bidi override', 'zip-name-unportable', () => named('evil\u202elmth.exe')],
  ['a name that is not UTF-8', 'zip-name-unportable', () => named(Buffer.from([0xff, 0xfe, 0x41]))],
  ['a name with an empty part', 'zip-name-unportable', () => named('pages//evil.html')],
  ['a name that is too long', 'zip-name-unportable', () => named('a'.repeat(181))],
  ['a name of 65,535 letters', 'zip-name-unportable', () => named('a'.repeat(65_535))],
  ['an empty name', 'zip-name-empty', () => named('')],
  ['the same name twice', 'zip-name-duplicate', () => named('index.html')],
  ['two manifests', 'zip-name-duplicate', () => named('manifest.json', { content: canonical })],
  ['names that differ by case', 'zip-name-case', () => named('INDEX.html')],
  ['manifests that differ by case', 'zip-name-case', () => named('Manifest.JSON')],
  ['a file that is a folder too', 'zip-name-conflict', () => named('index.html/evil')],
  ['a file that is a folder by case', 'zip-name-conflict', () => named('Index.HTML/evil')],
  [
    'a folder record over a file',
    'zip-name-conflict',
    () => named('index.html/', { content: '', attributes: UNIX(0o040755) }),
  ],
  [
    'a name that another field replaces',
    'zip-extra',
    () => named('good', { centralExtra: extraOf(0x7075, page) }),
  ],
  // Kinds of files
  ['a symbolic link', 'zip-symlink', () => named('link', { content: '/etc', attributes: UNIX(0o120777) })],
  [
    'a symbolic link that claims to be from DOS',
    'zip-symlink',
    () => named('link', { attributes: UNIX(0o120777), madeBy: 20 }),
  ],
  [
    'a symbolic link to a folder',
    'zip-symlink',
    () => named('link/', { content: '', attributes: UNIX(0o120777) }),
  ],
  ['a device', 'zip-special-file', () => named('dev', { attributes: UNIX(0o060644) })],
  ['a pipe', 'zip-special-file', () => named('pipe', { attributes: UNIX(0o010644) })],
  ['a socket', 'zip-special-file', () => named('sock', { attributes: UNIX(0o140644) })],
  ['a folder under a file’s name', 'zip-special-file', () => named('folder', { attributes: UNIX(0o040755) })],
  ['a DOS folder under a file’s name', 'zip-special-file', () => named('folder', { attributes: 0x10 })],
  ['a volume label', 'zip-special-file', () => named('label', { attributes: 0x08 })],
  ['a folder with content', 'zip-special-file', () => named('folder/', { attributes: UNIX(0o040755) })],
  // Features
  ['encryption', 'zip-encrypted', () => forgeBundle({ flags: 1 })],
  ['strong encryption', 'zip-encrypted', () => forgeBundle({ flags: 0x40 })],
  ['a masked directory', 'zip-encrypted', () => forgeBundle({ flags: 0x2000 })],
  ['patched data', 'zip-flags', () => forgeBundle({ flags: 0x20 })],
  ['an unknown flag', 'zip-flags', () => forgeBundle({ flags: 0x8000 })],
  ['bzip2', 'zip-method', () => forgeBundle({ method: 12, stored: deflatedPage })],
  ['zstd', 'zip-method', () => forgeBundle({ method: 93, stored: deflatedPage })],
  ['AES', 'zip-method', () => forgeBundle({ method: 99, stored: deflatedPage })],
  ['deflate64', 'zip-method', () => forgeBundle({ method: 9, stored: deflatedPage })],
  // Local and central header
  [
    'another name in the local header',
    'zip-local-mismatch',
    () => forgeBundle({ local: { name: 'evil1.html' } }),
  ],
  [
    'a longer name in the local header',
    'zip-local-mismatch',
    () => forgeBundle({ local: { name: 'evil12.html' } }),
  ],
  ['another method in the local header', 'zip-local-mismatch', () => forgeBundle({ local: { method: 0 } })],
  ['another checksum in the local header', 'zip-local-mismatch', () => forgeBundle({ local: { crc: 1 } })],
  ['another size in the local header', 'zip-local-mismatch', () => forgeBundle({ local: { size: 1 } })],
  [
    'another stored size in the local header',
    'zip-local-mismatch',
    () => forgeBundle({ local: { storedSize: 1 } }),
  ],
  ['encryption in the local header', 'zip-local-mismatch', () => forgeBundle({ local: { flags: 1 } })],
  ['a descriptor in the local header only', 'zip-local-mismatch', () => forgeBundle({ local: { flags: 8 } })],
  [
    'a local header that is none',
    'zip-local-mismatch',
    () => forgeBundle({ local: { signature: 0x04034b51 } }),
  ],
  [
    'sizes in the local header that contradict',
    'zip-local-mismatch',
    () => forgeBundle({ flags: DESCRIPTOR_FLAG, local: { size: 7 } }),
  ],
  [
    'a descriptor with another checksum',
    'zip-descriptor',
    () => forgeBundle({ flags: DESCRIPTOR_FLAG, descriptor: descriptorOf({ ...facts, crc: 1 }) }),
  ],
  [
    'a descriptor with another size',
    'zip-descriptor',
    () => forgeBundle({ flags: DESCRIPTOR_FLAG, descriptor: descriptorOf({ ...facts, size: 1 }) }),
  ],
  [
    'a descriptor without its signature’s place',
    'zip-descriptor',
    () => forgeBundle({ flags: DESCRIPTOR_FLAG, descriptor: Buffer.alloc(16) }),
  ],
  [
    'a descriptor that is missing',
    'zip-descriptor',
    () => forgeBundle({ flags: DESCRIPTOR_FLAG, descriptor: Buffer.alloc(0) }),
  ],
  ['a cut extra field', 'zip-extra', () => forgeBundle({ extra: extraOf(0x5455, page, 500) })],
  ['a cut central extra field', 'zip-extra', () => forgeBundle({ centralExtra: Buffer.from([1, 0, 1]) })],
  [
    'ZIP64 sizes given twice',
    'zip-extra',
    () =>
      forgeBundle({
        centralExtra: Buffer.concat([extraOf(1, Buffer.alloc(24)), extraOf(1, Buffer.alloc(24))]),
      }),
  ],
  // Layout
  [
    'records that overlap',
    'zip-overlap',
    () => forgeBundle({}, [{ name: 'b.html', ghost: true, content: page, method: 8 }]),
  ],
  [
    'a record inside another',
    'zip-overlap',
    () => forgeBundle({}, [{ name: 'b.html', ghost: true, shift: 9 }]),
  ],
  [
    'a record that leads into the directory',
    'zip-overlap',
    () => forgeBundle({ size: 4000, storedSize: 4000 }),
  ],
  ['a record beyond the directory', 'zip-gap', () => forgeBundle({ shift: 100_000 })],
  ['hidden bytes between records', 'zip-gap', () => forgeBundle({ gap: page }, [{ name: 'b.html' }])],
  ['hidden bytes before the directory', 'zip-gap', () => forgeBundle({ gap: Buffer.from('x') })],
  [
    'a record that the directory hides',
    'zip-gap',
    () => forgeBundle({}, [{ name: 'b.html', content: 'x', hidden: true }]),
  ],
  ['hidden bytes after a descriptor', 'zip-gap', () => forgeBundle({ flags: DESCRIPTOR_FLAG, gap: page })],
  [
    'a program before the archive',
    'zip-prepended',
    () => end({ prepended: Buffer.from('MZ\u0090 a program') }),
  ],
  [
    'a program before it that offsets leave out',
    'zip-prepended',
    () => Buffer.concat([Buffer.from('#!/bin/sh\n'), forgeBundle()]),
  ],
  [
    'a hidden first record',
    'zip-prepended',
    () =>
      forgeZip([
        { name: 'evil.html', content: 'x', hidden: true },
        { name: 'manifest.json', content: canonical },
      ]),
  ],
  ['bytes after the end', 'zip-trailing', () => end({ appended: Buffer.from('<script>') })],
  ['an archive after the archive', 'zip-prepended', () => Buffer.concat([forgeBundle(), forgeBundle()])],
  ['an archive in the comment', 'zip-prepended', () => end({ comment: forgeBundle() })],
  [
    'an end in the comment',
    'zip-comment',
    () => end({ comment: Buffer.from(`PK\u0005\u0006${'x'.repeat(16)}\u0002\0PK`) }),
  ],
  ['half an end in the comment', 'zip-comment', () => end({ comment: Buffer.from('see PK') })],
  ['a comment longer than the file', 'zip-truncated', () => end({ commentSize: 9 })],
  ['a part of several', 'zip-multi-disk', () => end({ disk: 1 })],
  ['records on other disks', 'zip-multi-disk', () => end({ countHere: 1 })],
  ['a record on another disk', 'zip-multi-disk', () => forgeBundle({ disk: 3 })],
  // Directory
  ['fewer records than said', 'zip-directory', () => end({ count: 3 })],
  ['more records than said', 'zip-directory', () => end({ count: 1 })],
  ['no records, said to be a bundle', 'bundle-manifest-missing', () => forgeZip([])],
  ['a directory that begins too late', 'zip-truncated', () => end({ offset: 0xffff_0000 })],
  ['a directory that begins too early', 'zip-prepended', () => end({ offset: 10 })],
  ['a directory that is too large', 'zip-too-many', () => end({ size: 0xffff_fff0 })],
  ['bytes between directory and end', 'zip-prepended', () => end({ beforeEnd: Buffer.from('hidden') })],
  ['a ZIP64 end that contradicts', 'zip-directory', () => end({ zip64: { count: 1 } })],
  ['a ZIP64 end with another directory', 'zip-directory', () => end({ zip64: { offset: 5 } })],
  ['a ZIP64 end elsewhere', 'zip-directory', () => end({ zip64: { at: 0 }, count: 0xffff })],
  ['a ZIP64 end that is none', 'zip-directory', () => end({ zip64: { signature: 1 }, count: 0xffff })],
  ['a ZIP64 end with hidden room', 'zip-directory', () => end({ zip64: { recordSize: 999 }, count: 0xffff })],
  ['a ZIP64 end on another disk', 'zip-multi-disk', () => end({ zip64: { disks: 2 }, count: 0xffff })],
  ['a billion records', 'zip-too-many', () => end({ zip64: { count: 1e9 }, count: 0xffff })],
  [
    'numbers beyond all counting',
    'zip-directory',
    () => end({ zip64: { offset: 2 ** 60 }, offset: 0xffff_ffff }),
  ],
  ['a ZIP64 end without its end', 'zip-directory', () => end({ count: 0xffff })],
  // Bombs and lies about sizes
  [
    'a bomb',
    'zip-bomb',
    () => forgeBundle({}, [{ name: 'bomb', method: 8, stored: deflateRawSync(zeros), size: 2 ** 29 }]),
  ],
  [
    'many small bombs',
    'zip-bomb',
    () => {
      const stored = deflateRawSync(zeros.subarray(0, 1 << 20));
      const bomb = { method: 8, stored, size: 1 << 20, crc: 0 };
      return forgeBundle(
        {},
        Array.from({ length: 512 }, (_, i) => ({ name: `bomb${i}`, ...bomb })),
      );
    },
  ],
  ['an entry of 4 GiB', 'zip-entry-large', () => forgeBundle({ size: 0xffff_fffe })],
  [
    'an entry of many exabytes',
    'zip-entry-large',
    () => {
      const sizes = Buffer.alloc(8);
      sizes.writeBigUInt64LE(2n ** 52n);
      return forgeBundle({ size: 0xffff_ffff, centralExtra: extraOf(1, sizes) });
    },
  ],
  ['a stored entry of two sizes', 'zip-size', () => forgeBundle({ method: 0, size: 5 })],
  // The manifest
  ['no manifest', 'bundle-manifest-missing', () => forgeZip([{ name: 'index.html', content: page }])],
  [
    'a manifest in a folder',
    'bundle-manifest-missing',
    () => forgeZip([{ name: 'x/manifest.json', content: canonical }]),
  ],
  [
    'a manifest that is larger than it says',
    'zip-size',
    () => forgeZip([{ name: 'manifest.json', content: canonical, method: 8, size: 10 }]),
  ],
  [
    'a manifest that is smaller than it says',
    'zip-size',
    () => forgeZip([{ name: 'manifest.json', content: canonical, method: 8, size: canonical.length + 1 }]),
  ],
  [
    'a manifest with another checksum',
    'zip-crc',
    () => forgeZip([{ name: 'manifest.json', content: canonical, crc: 1 }]),
  ],
  [
    'a manifest that is no deflate',
    'zip-deflate',
    () =>
      forgeZip([
        { name: 'manifest.json', content: canonical, method: 8, stored: Buffer.from('\u0007rubbish') },
      ]),
  ],
  [
    'a manifest whose deflate is cut',
    'zip-deflate',
    () =>
      forgeZip([
        {
          name: 'manifest.json',
          content: canonical,
          method: 8,
          stored: deflateRawSync(canonical).subarray(0, -3),
        },
      ]),
  ],
  [
    'a manifest with bytes hidden after its deflate',
    'zip-deflate',
    () =>
      forgeZip([
        {
          name: 'manifest.json',
          content: canonical,
          method: 8,
          stored: Buffer.concat([deflateRawSync(canonical), page]),
        },
      ]),
  ],
  [
    'a manifest of 65 MiB',
    'manifest-too-large',
    () => forgeZip([{ name: 'manifest.json', content: Buffer.alloc(65 * 1024 * 1024, ' ') }]),
  ],
  [
    'a manifest of millions of empty lists',
    'manifest-too-many-values',
    () => withManifest(canonical.replace('{', `{"a":[${'[],'.repeat(3_000_000)}0],`)),
  ],
  ['a manifest that is no JSON', 'manifest-not-json', () => withManifest('{')],
  ['an empty manifest', 'manifest-not-json', () => withManifest('')],
  [
    'a manifest that is not UTF-8',
    'manifest-not-json',
    () => withManifest(Buffer.from(canonical, 'utf16le')),
  ],
  ['a manifest nested without end', 'manifest-not-json', () => withManifest('['.repeat(1_000_000))],
  [
    'a manifest with a prototype',
    'manifest-not-json',
    () => withManifest(canonical.replace('{', '{"__proto__":{"evil":1},')),
  ],
  [
    'a manifest with a key twice',
    'manifest-not-canonical',
    () => withManifest(canonical.replace('"id":"plants"', '"id":"plants","id":"plants"')),
  ],
  ['a manifest with white space', 'manifest-not-canonical', () => withManifest(`${canonical}\n`)],
  ['a manifest with a byte order mark', 'manifest-not-json', () => withManifest(`\ufeff${canonical}`)],
  [
    'a manifest with its keys in another order',
    'manifest-not-canonical',
    () => withManifest(JSON.stringify(sample.manifest)),
  ],
  [
    'a manifest with a number in another form',
    'manifest-not-canonical',
    () => withManifest(canonical.replace('"formatVersion":1', '"formatVersion":1.0')),
  ],
  [
    'a manifest with half a letter',
    'manifest-not-canonical',
    () => withManifest(canonical.replace('"title":"Plants"', '"title":"\\ud800"')),
  ],
  ['a manifest that is a list', 'manifest-field', () => withManifest('[]')],
  ['a manifest of a format to come', 'manifest-version', () => edited({ formatVersion: 2 })],
  ['a manifest of no format', 'manifest-field', () => edited({ formatVersion: '1' })],
  ['a pack id that climbs', 'manifest-field', () => edited({ id: '..' })],
  ['a pack id with a folder', 'manifest-field', () => edited({ id: 'a/b' })],
  ['a version that is none', 'manifest-field', () => edited({ version: '1.0' })],
  ['an entry that climbs', 'manifest-path', () => edited({ entries: [entry('../evil.html')] })],
  ['an entry that is absolute', 'manifest-path', () => edited({ entries: [entry('/evil.html')] })],
  ['an entry with a reserved name', 'manifest-path', () => edited({ entries: [entry('aux.html')] })],
  ['an entry with letters beyond ASCII', 'manifest-path', () => edited({ entries: [entry('e\u0301.html')] })],
  ['an entry twice', 'manifest-duplicate', () => edited({ entries: [entry('a'), entry('a')] })],
  ['entries that differ by case', 'manifest-duplicate', () => edited({ entries: [entry('A'), entry('a')] })],
  [
    'an entry that is the manifest',
    'manifest-duplicate',
    () => edited({ entries: [entry('Manifest.json')] }),
  ],
  [
    'an entry that is a folder too',
    'manifest-conflict',
    () => edited({ entries: [entry('a'), entry('a/b')] }),
  ],
  ['entries out of order', 'manifest-order', () => edited({ entries: [entry('b'), entry('a')] })],
  ['an entry of negative size', 'manifest-field', () => edited({ entries: [{ ...entry('a'), size: -1 }] })],
  ['an entry of 2 GiB', 'manifest-field', () => edited({ entries: [{ ...entry('a'), size: 2 ** 31 }] })],
  [
    'an entry with another digest',
    'manifest-field',
    () => edited({ entries: [{ ...entry('a'), digest: 'md5:0' }] }),
  ],
  [
    'a lesson that leads nowhere',
    'manifest-dangling',
    () => edited({ units: [{ id: 'u', title: 'U', lessons: [{ id: 'l', title: 'L', path: 'none.html' }] }] }),
  ],
  [
    'parts nested without end',
    'manifest-field',
    () => {
      const deep = (n: number): object => ({
        id: `l${n}`,
        title: 'L',
        path: 'index.html',
        parts: n ? [deep(n - 1)] : [],
      });
      return edited({ units: [{ id: 'u', title: 'U', lessons: [deep(12)] }] });
    },
  ],
  // Not archives at all
  ['an empty file', 'zip-not-zip', () => Buffer.alloc(0)],
  ['a text', 'zip-not-zip', () => Buffer.from('This is no archive. '.repeat(50))],
  ['a tar archive', 'zip-not-zip', () => Buffer.alloc(10_240)],
  ['half an archive', 'zip-truncated', () => forgeBundle().subarray(0, 300)],
  ['an archive without its last byte', 'zip-truncated', () => forgeBundle().subarray(0, -1)],
  ['an archive without its first bytes', 'zip-truncated', () => forgeBundle().subarray(20)],
];

describe('an archive is refused that has', () => {
  test.each(refused)('%s', async (_, code, forge) => {
    const { file, around } = place(forge());
    await expect(openBundle(file)).rejects.toMatchObject({ name: 'SatchelError', code, exit: 3 });
    await expect(unpackBundle(file, join(around, 'out'))).rejects.toMatchObject({ code });
    expect(readdirSync(around)).toEqual(['forged.zip']);
    expect(existsSync(join(dir, 'evil.html'))).toBe(false);
  });

  test('one code for each kind of trap, all of them tried', () => {
    expect(refused.length).toBeGreaterThanOrEqual(60);
    expect(new Set(refused.map(([name]) => name)).size).toBe(refused.length);
  });
});

/** Opened, since what is wrong is one entry's content alone; verifying names it and unpacking stops. */
const damaged: readonly (readonly [string, string, Code, () => Buffer])[] = [
  ['a checksum that is wrong', 'index.html', 'bundle-entry-damaged', () => forgeBundle({ crc: 7 })],
  [
    'a deflate that is longer than it says',
    'index.html',
    'bundle-entry-damaged',
    () => forgeBundle({ size: 9 }),
  ],
  [
    'a deflate that is shorter than it says',
    'index.html',
    'bundle-entry-damaged',
    () => forgeBundle({ size: 9000 }),
  ],
  [
    'a deflate that is cut',
    'index.html',
    'bundle-entry-damaged',
    () => forgeBundle({ stored: deflatedPage.subarray(0, -4) }),
  ],
  [
    'bytes hidden after a deflate',
    'index.html',
    'bundle-entry-damaged',
    () => forgeBundle({ stored: Buffer.concat([deflatedPage, page]) }),
  ],
  [
    'a content of the same size that is another',
    'index.html',
    'bundle-entry-digest',
    () => forgeBundle({ content: Buffer.from(page.toString().replace('Plants', 'Plants'.toUpperCase())) }),
  ],
  ['a content of another size', 'index.html', 'bundle-entry-size', () => forgeBundle({ content: 'short' })],
  [
    'another file in its place',
    'index.html',
    'bundle-entry-missing',
    () => forgeBundle({ name: 'index2.html' }),
  ],
];

describe('an entry is named that has', () => {
  test.each(damaged)('%s', async (_, path, code, forge) => {
    const { file, around } = place(forge());
    const { findings } = await verifyBundle(file);
    expect(findings).toContainEqual(
      expect.objectContaining({ code, params: expect.objectContaining({ path }) as object }),
    );
    await expect(unpackBundle(file, join(around, 'out'))).rejects.toMatchObject({
      name: 'SatchelError',
      exit: 3,
    });
    expect(readdirSync(around)).toEqual(['forged.zip']);
  });
});

test('a page that is gigabytes in the archive is refused unread', async () => {
  const { file } = place(Buffer.alloc(0));
  const size = 1_900_000_000;
  const name = 'manifest.json';
  // A record of that size, and all that stands behind it; the file between them is a hole.
  const forged = forgeZip([{ name, content: 'x', method: 8, stored: Buffer.alloc(1), storedSize: size }]);
  const directory = forged.indexOf('PK\u0001\u0002', 0, 'latin1');
  const rest = Buffer.from(forged.subarray(directory));
  rest.writeUInt32LE(directory - 1 + size, rest.length - 6);
  const fd = openSync(file, 'w');
  writeSync(fd, forged, 0, directory, 0);
  writeSync(fd, rest, 0, rest.length, directory - 1 + size);
  closeSync(fd);
  const { arrayBuffers } = process.memoryUsage();
  await expect(openBundle(file)).rejects.toMatchObject({ code: 'zip-deflate' });
  expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(64 * 1024 * 1024);
});

describe('a bundle opens that an ordinary tool has zipped again, with', () => {
  test.each<readonly [string, () => Buffer]>([
    [
      'folder records',
      () => forgeZip([{ name: 'pages/', attributes: (UNIX(0o040755) | 0x10) >>> 0 }, ...good()]),
    ],
    ['its entries in another order', () => forgeZip(good().reverse())],
    ['everything stored', () => forgeZip(good().map((record) => ({ ...record, method: 0 })))],
    [
      'times and owners in extra fields',
      () =>
        forgeZip(
          good().map((record) => ({
            ...record,
            extra: extraOf(0x5455, Buffer.alloc(9)),
            centralExtra: extraOf(0x5455, Buffer.alloc(5)),
          })),
        ),
    ],
    ['data descriptors', () => forgeZip(good().map((record) => ({ ...record, flags: DESCRIPTOR_FLAG })))],
    [
      'data descriptors without signature',
      () => forgeZip(good().map((record) => described(record, { signed: false, wide: false }))),
    ],
    [
      'wide data descriptors',
      () => forgeZip(good().map((record) => described(record, { signed: true, wide: true }))),
    ],
    [
      'wide data descriptors without signature',
      () => forgeZip(good().map((record) => described(record, { signed: false, wide: true }))),
    ],
    [
      'modes of another umask',
      () => forgeZip(good().map((record) => ({ ...record, attributes: UNIX(0o100600) }))),
    ],
    [
      'DOS attributes alone',
      () => forgeZip(good().map((record) => ({ ...record, attributes: 0x20, madeBy: 20 }))),
    ],
    ['UTF-8 names and a speed hint', () => forgeZip(good().map((record) => ({ ...record, flags: 0x802 })))],
    ['a plain comment', () => forgeZip(good(), { comment: Buffer.from('plants, zipped on Monday') })],
    [
      'a ZIP64 end',
      () => forgeZip(good(), { zip64: {}, count: 0xffff, size: 0xffff_ffff, offset: 0xffff_ffff }),
    ],
    ['a ZIP64 end that repeats the plain one', () => forgeZip(good(), { zip64: {} })],
    ['ZIP64 sizes in the local header', () => forgeZip(good().map(wideLocal))],
  ])('%s', async (_, forge) => {
    const { file, around } = place(forge());
    const verified = await verifyBundle(file);
    expect(verified).toMatchObject({ findings: [], digest: expect.stringMatching(/^sha256:/) as string });
    const out = join(around, 'out');
    expect(await unpackBundle(file, out)).toMatchObject({ digest: verified.digest, state: 'written' });
    expect((await verifyBundle(out)).findings).toEqual([]);
  });
});

function good(): Forged[] {
  return [
    { name: 'manifest.json', content: canonical, method: 8 },
    { name: 'index.html', content: page, method: 8 },
  ];
}

function described(record: Forged, form: { signed: boolean; wide: boolean }): Forged {
  const content = Buffer.from(record.content ?? '');
  const fields = { crc: crc32(content), storedSize: deflateRawSync(content).length, size: content.length };
  return { ...record, flags: DESCRIPTOR_FLAG, descriptor: descriptorOf(fields, form) };
}

function wideLocal(record: Forged): Forged {
  const content = Buffer.from(record.content ?? '');
  const sizes = Buffer.alloc(16);
  sizes.writeBigUInt64LE(BigInt(content.length), 0);
  sizes.writeBigUInt64LE(BigInt(deflateRawSync(content).length), 8);
  const magic = 0xffff_ffff;
  return { ...record, extra: extraOf(1, sizes), local: { size: magic, storedSize: magic } };
}

function place(bytes: Buffer): { file: string; around: string } {
  const around = join(dir, `case-${made++}`);
  mkdirSync(around);
  const file = join(around, 'forged.zip');
  writeFileSync(file, bytes);
  return { file, around };
}
