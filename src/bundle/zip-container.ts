import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, createInflateRaw, inflateRawSync, type InflateRaw } from 'node:zlib';
import { SatchelError } from '../diagnostic.ts';
import { PIECE_SIZE, type PieceMemory } from '../file-pieces.ts';
import type { Container, StoredForm } from './container.ts';
import { FLAG_DESCRIPTOR, readZipDirectory } from './zip-directory.ts';
import { findZipEnd, type ReadAt } from './zip-end.ts';
import { placeRecords, type PlacedRecord } from './zip-layout.ts';

/** A ZIP file opened for reading, and what is wrong with single records of it. */
export interface ZipContainer extends Container {
  readonly kind: 'zip';
  readonly problems: readonly SatchelError[];
}

/**
 * Opens a ZIP file. Throws SatchelError (`zip-*`) when its structure is unsafe or ambiguous; damage that concerns one
 * record is listed in `problems` and thrown when that record is read.
 */
export function openZip(file: string): ZipContainer {
  const fd = openSync(file, 'r');
  let open = true;
  const close = (): void => {
    if (open) closeSync(fd);
    open = false;
  };
  const isOpen = (): boolean => open;
  try {
    const readAt = reader(fd, file, isOpen);
    const end = findZipEnd(readAt, fstatSync(fd).size, file);
    const records = placeRecords(readAt, readZipDirectory(readAt, end), end.directoryOffset);
    return container(readAt, records, close);
  } catch (error) {
    close();
    throw error;
  }
}

function reader(fd: number, file: string, isOpen: () => boolean): ReadAt {
  return (offset, length, into) => {
    // The system gives the number of a closed file to the next one that is opened: its bytes are nobody's entry.
    if (!isOpen()) throw new SatchelError('bundle-unreadable', { file, reason: 'it was closed' });
    const bytes = into?.subarray(0, length) ?? Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = readSync(fd, bytes, done, length - done, offset + done);
      if (count === 0) throw new SatchelError('zip-truncated');
      done += count;
    }
    return bytes;
  };
}

function container(readAt: ReadAt, records: readonly PlacedRecord[], close: () => void): ZipContainer {
  const files = new Map(
    records.filter((record) => !record.name.endsWith('/')).map((record) => [record.name, record]),
  );
  const find = (path: string): PlacedRecord => {
    const record = files.get(path);
    if (record === undefined) throw new SatchelError('bundle-entry-missing', { path });
    if (record.problem !== undefined) throw record.problem;
    return record;
  };
  return {
    kind: 'zip',
    problems: records.flatMap((record) => record.problem ?? []),
    names: () => files.keys(),
    sizeOf: (path) => files.get(path)?.size,
    packedSizeOf: (path) => files.get(path)?.storedSize,
    read: (path, limit) => readContent(readAt, find(path), limit),
    stream: (path, memory) => streamContent(readAt, find(path), memory),
    slice: (path, start, end) => sliceOf(readAt, find(path), start, end),
    stored: (path) => storedForm(readAt, find(path)),
    close,
  };
}

const STORED_SURPLUS = 65_536;

function readContent(readAt: ReadAt, record: PlacedRecord, limit: number): Buffer {
  const { name, size } = record;
  if (size > limit) throw new SatchelError('bundle-entry-large', { path: name, size, limit });
  // Deflate adds a few bytes to what does not shrink: a gigabyte that makes a page is there to fill the memory.
  if (record.storedSize > 2 * size + STORED_SURPLUS) throw new SatchelError('zip-deflate', { name });
  const stored = readAt(record.dataOffset, record.storedSize);
  const content = record.deflated ? inflate(stored, record) : stored;
  if (content.length !== size) throw new SatchelError('zip-size', { name });
  if (crc32(content) !== record.crc) throw new SatchelError('zip-crc', { name });
  return content;
}

// Below it one buffer of the size that is claimed is cheaper than growing; above it a lie must not cost memory.
const TRUSTED_SIZE = 1 << 20;

function inflate(stored: Buffer, { name, size }: PlacedRecord): Buffer {
  try {
    const { buffer, engine } = inflateRawSync(stored, {
      maxOutputLength: Math.max(1, size),
      chunkSize: Math.max(64, Math.min(size + 1, TRUSTED_SIZE)),
      info: true,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    if (engine.bytesWritten === stored.length) return buffer;
  } catch (error) {
    const tooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new SatchelError(tooLong ? 'zip-size' : 'zip-deflate', { name }, {}, { cause: error });
  }
  // Bytes after the end of the deflated stream are seen by no reader and kept by every copy.
  throw new SatchelError('zip-deflate', { name });
}

async function* streamContent(
  readAt: ReadAt,
  record: PlacedRecord,
  memory: PieceMemory | undefined,
): AsyncGenerator<Uint8Array> {
  const { name } = record;
  let size = 0;
  let crc = 0;
  let held: Buffer | undefined;
  const pieces = record.deflated
    ? inflatedPieces(readAt, record, memory)
    : storedPieces(readAt, record, memory);
  for await (const piece of pieces) {
    size += piece.length;
    if (size > record.size) throw new SatchelError('zip-size', { name });
    crc = crc32(piece, crc);
    if (held !== undefined) yield held;
    held = piece;
  }
  if (size !== record.size) throw new SatchelError('zip-size', { name });
  if (crc !== record.crc) throw new SatchelError('zip-crc', { name });
  if (held !== undefined) yield held;
}

function sliceOf(readAt: ReadAt, record: PlacedRecord, start: number, end: number): Buffer | undefined {
  if (record.deflated) return undefined;
  const { name, size, storedSize, dataOffset } = record;
  if (size !== storedSize || end > size) throw new SatchelError('zip-size', { name });
  return readAt(dataOffset + start, end - start);
}

/** Another tool's deflated bytes are the same content, but not the bytes that format 1 fixes: its flags tell. */
function storedForm(readAt: ReadAt, record: PlacedRecord): StoredForm | undefined {
  const { deflated, crc, size, storedSize, flags } = record;
  if (flags !== (deflated ? FLAG_DESCRIPTOR : 0)) return undefined;
  return { deflated, crc, size, storedSize, pieces: () => storedPieces(readAt, record) };
}

function* storedPieces(readAt: ReadAt, record: PlacedRecord, memory?: PieceMemory): Generator<Buffer> {
  for (let at = 0, n = 0; at < record.storedSize; at += PIECE_SIZE, n = 1 - n)
    yield readAt(record.dataOffset + at, Math.min(PIECE_SIZE, record.storedSize - at), memory?.[n]);
}

/** Bytes of a piece that is inflated: each has memory of its own until it is collected, and larger ones take a process to 20 MB more. */
const INFLATED_SIZE = 1 << 16;

async function* inflatedPieces(
  readAt: ReadAt,
  record: PlacedRecord,
  memory: PieceMemory | undefined,
): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: INFLATED_SIZE });
  void feed(inflater, storedPieces(readAt, record, memory));
  try {
    for await (const piece of inflater) yield piece as Buffer;
  } catch (error) {
    if (error instanceof SatchelError) throw error;
    throw new SatchelError('zip-deflate', { name: record.name }, {}, { cause: error });
  }
  if (inflater.bytesWritten !== record.storedSize)
    throw new SatchelError('zip-deflate', { name: record.name });
}

/** Hands over piece after piece, each once the one before is used up. */
async function feed(inflater: InflateRaw, pieces: Iterable<Buffer>): Promise<void> {
  try {
    for (const piece of pieces) {
      await new Promise<void>((resolve, reject) => {
        inflater.write(piece, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      // Whoever wanted the content has gone away.
      if (inflater.destroyed) return;
    }
    inflater.end();
  } catch (error) {
    inflater.destroy(error as Error);
  }
}
