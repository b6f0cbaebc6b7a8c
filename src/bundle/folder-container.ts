import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SatchelError } from '../diagnostic.ts';
import { openedPieces } from '../file-pieces.ts';
import type { Container, StoredForm } from './container.ts';
import { isOfMedium } from './medium.ts';
import { MAX_RECORDS } from './zip-end.ts';

// The last part is opened without following a link, and a pipe put there does not block. Windows has neither flag.
const READ_PLAIN =
  constants.O_RDONLY |
  ((constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0) |
  ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/** Opens a folder that a bundle was unpacked into. Links in it are never followed. */
export function openFolder(root: string): Container {
  const plainFolders = new Set<string>(['']);
  const openFile = (path: string): { fd: number; size: number } => {
    checkFolders(root, path, plainFolders);
    return openPlain(join(root, path), path);
  };
  return {
    kind: 'folder',
    names: () => listFiles(root),
    sizeOf: (path) => {
      try {
        const { fd, size } = openFile(path);
        closeSync(fd);
        return size;
      } catch (error) {
        if (error instanceof SatchelError && error.code === 'bundle-entry-missing') return undefined;
        throw error;
      }
    },
    packedSizeOf: () => undefined,
    read: (path, limit) => {
      const { fd, size } = openFile(path);
      try {
        if (size > limit) throw new SatchelError('bundle-entry-large', { path, size, limit });
        return readFrom(fd, 0, size);
      } finally {
        closeSync(fd);
      }
    },
    slice: (path, start, end) => {
      const { fd } = openFile(path);
      try {
        return readFrom(fd, start, end - start);
      } finally {
        closeSync(fd);
      }
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- asynchronous like the ZIP's, so that callers need one way
    stream: async function* (path, memory) {
      yield* openedPieces(openFile(path).fd, memory);
    },
    stored: (path) => {
      const { fd, size } = openFile(path);
      closeSync(fd);
      return storedFile(() => openedPieces(openFile(path).fd), size);
    },
    close: () => undefined,
  };
}

/** `length` bytes of a file from `start`; fewer where it ends before. */
function readFrom(fd: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  for (let count = -1; done < length && count !== 0; done += count)
    count = readSync(fd, bytes, done, length - done, start + done);
  return bytes.subarray(0, done);
}

/** A file is the stored form of its content. It is read for its checksum where that is asked for. */
function storedFile(pieces: () => Iterable<Uint8Array>, size: number): StoredForm {
  return {
    deflated: false,
    size,
    storedSize: size,
    pieces,
    get crc() {
      let crc = 0;
      for (const piece of pieces()) crc = crc32(piece, crc);
      return crc;
    },
  };
}

/** Refuses a path that leads through a link or a file; `known` spares folders that were seen to be plain. */
function checkFolders(root: string, path: string, known: Set<string>): void {
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash);
    if (known.has(folder)) continue;
    const status = lstatSync(join(root, folder), { throwIfNoEntry: false });
    if (status === undefined) throw new SatchelError('bundle-entry-missing', { path });
    if (!status.isDirectory()) throw new SatchelError('bundle-entry-special', { path: folder });
    known.add(folder);
  }
}

function openPlain(file: string, path: string): { fd: number; size: number } {
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (status === undefined) throw new SatchelError('bundle-entry-missing', { path });
  if (!status.isFile()) throw new SatchelError('bundle-entry-special', { path });
  const fd = openSync(file, READ_PLAIN);
  const opened = fstatSync(fd);
  if (opened.isFile()) return { fd, size: opened.size };
  closeSync(fd);
  throw new SatchelError('bundle-entry-special', { path });
}

/**
 * All that is in the folder and is no folder itself: links and devices too, since no bundle has them. What a medium keeps for
 * itself at its top is not looked at.
 */
function* listFiles(root: string): Generator<string> {
  const folders = [''];
  let count = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const item of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (++count > MAX_RECORDS)
        throw new SatchelError('bundle-too-many-files', { file: root, limit: MAX_RECORDS });
      if (folder === '' && isOfMedium(item.name)) continue;
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      if (item.isDirectory()) folders.push(path);
      else yield path;
    }
  }
}
