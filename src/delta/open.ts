import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { readError } from '../bundle/open.ts';
import { MAX_RECORDS } from '../bundle/zip-end.ts';
import { isMagic } from '../delta-magic.ts';
import { SatchelError } from '../diagnostic.ts';
import { damaged, damagedFile, decodeHeader, MAX_HEADER_SIZE, type DeltaHeader } from './header.ts';
import type { TextStream } from './text-codec.ts';
import { decodeVarint, MAX_VARINT } from './varint.ts';

/** One media content as it lies in a delta. */
export interface Section {
  /** Compressed by brotli; else as it is. */
  readonly packed: boolean;
  /** Bytes in the delta. */
  readonly size: number;
  readonly at: number;
}

/** A delta opened for reading. Close it. */
export interface OpenedDelta {
  readonly header: DeltaHeader;
  /** Bytes of the whole delta. */
  readonly size: number;
  /** The coded text. */
  readonly text: TextStream;
  /** Its media in order, up to the very end. Throws SatchelError (`delta-damaged`) where it breaks off. */
  readonly sections: () => Generator<Section, undefined>;
  /** The bytes of a section, in pieces. */
  readonly pieces: (section: Section) => Generator<Buffer>;
  readonly close: () => void;
}

const CHUNK = 1 << 20;
const ZIP_START = Buffer.from('PK\u0003\u0004');

/** Opens a delta. Throws SatchelError: `delta-not-found`, `delta-not-delta`, `delta-version`, `delta-damaged`. */
export function openDelta(file: string): OpenedDelta {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new SatchelError('delta-not-found', { file });
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    throw readError(error, file);
  }
  try {
    const { size } = fstatSync(fd);
    const read = (at: number, length: number): Buffer => {
      try {
        return readAt(fd, at, Math.min(length, size - at));
      } catch (error) {
        throw readError(error, file);
      }
    };
    const { header, headerSize } = decodeHeader(read(0, MAX_HEADER_SIZE), file, size);
    return {
      header,
      size,
      text: {
        size: header.textSize,
        read: (at, length) => read(headerSize + at, Math.max(0, Math.min(length, header.textSize - at))),
      },
      sections: () => sectionsOf(read, headerSize + header.textSize, size),
      pieces: function* ({ at, size: length }) {
        for (let done = 0; done < length; done += CHUNK)
          yield read(at + done, Math.min(CHUNK, length - done));
      },
      close: () => {
        closeSync(fd);
      },
    };
  } catch (error) {
    closeSync(fd);
    throw damagedFile(readError(error, file), file);
  }
}

/**
 * Whether there is a file that begins as deltas do, of this or of another format version, or that is called one and begins as
 * no bundle does: what an interrupted download, or a server's page in its place, has left.
 */
export function isDelta(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  const start = Buffer.alloc(4);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, start);
  } finally {
    closeSync(fd);
  }
  return isMagic(start) || (isNamedDelta(file) && !start.equals(ZIP_START));
}

export function isNamedDelta(file: string): boolean {
  return file.toLowerCase().endsWith('.delta');
}

function* sectionsOf(
  read: (at: number, length: number) => Buffer,
  start: number,
  end: number,
): Generator<Section, undefined> {
  let count = 0;
  for (let at = start; at < end;) {
    if (count++ === MAX_RECORDS) damaged('it has more media files than any bundle');
    const head = decodeVarint(read(at, MAX_VARINT), 0) ?? damaged('the size of a media file is broken');
    const section = { packed: head.value % 2 === 1, size: Math.floor(head.value / 2), at: at + head.end };
    at = section.at + section.size;
    if (at > end) damaged('it ends within a media file');
    yield section;
  }
}

function readAt(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, length));
  for (let done = 0; done < bytes.length;) {
    const count = readSync(fd, bytes, done, bytes.length - done, at + done);
    if (count === 0) damaged('it ends too early');
    done += count;
  }
  return bytes;
}
