import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';

/** What an entry is made of: bytes in memory, whole or in pieces that pages share, or a file on disk. */
export type Content =
  { readonly bytes: Uint8Array } | { readonly pieces: readonly Uint8Array[] } | { readonly file: string };

/** One record to be written: what it must contain (`size`, `digest`) and where that is taken from. */
export interface RecordSource {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
  readonly deflated: boolean;
  readonly content: Content;
}

// What is compressed already: deflating it again costs time and gains nothing.
const STORED =
  /^(?:image\/(?!svg|bmp|x-ms-bmp|x-icon|vnd\.microsoft\.icon|x-portable)|audio\/(?!midi|x-wav|wav)|video\/|font\/woff|application\/(?:(?:font-woff|x-font-woff)2?$|pdf$|zip$|gzip$|zstd$|x-(?:gzip|bzip2?|xz|7z-compressed|rar-compressed|lzma|compress)$|vnd\.rar$|java-archive$|.+\+zip$|vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|android\.package)))/;

/** Whether an entry is deflated in the ZIP file: text is, media is stored as it is. Nothing cannot shrink. */
export function isDeflated(entry: { readonly mediaType: string; readonly size: number }): boolean {
  const type = (entry.mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return entry.size > 0 && !STORED.test(type);
}

/** Larger contents go through in pieces. */
export const WHOLE_SIZE = 4 * 1024 * 1024;
const CHUNK = 1 << 20;

/** The whole content of a record. Throws SatchelError when it is not what the manifest says. */
export function loadContent(source: RecordSource): Buffer {
  const pieces = [...contentPieces(source)];
  const [only] = pieces;
  return pieces.length === 1 && only ? only : Buffer.concat(pieces);
}

/** The content of a record in pieces (of a file: of at most 1 MiB); throws SatchelError at the end when it is not what the manifest says. */
export function* contentPieces(source: RecordSource): Generator<Buffer> {
  const hash = createHash('sha256');
  let size = 0;
  for (const piece of piecesOf(source)) {
    hash.update(piece);
    size += piece.length;
    // A file that grows while it is read would otherwise be read for ever.
    if (size > source.size) break;
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  }
  checkLoaded(source, size, `sha256:${hash.digest('hex')}`);
}

function piecesOf(source: RecordSource): Iterable<Uint8Array> {
  const { content } = source;
  if ('file' in content) return filePieces(source, content.file);
  return 'pieces' in content ? content.pieces : [content.bytes];
}

function* filePieces({ path, size }: RecordSource, file: string): Generator<Buffer> {
  const fd = inSource(path, () => openSync(file, 'r'));
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(Math.min(CHUNK, size + 1));
      const count = inSource(path, () => readSync(fd, piece, 0, piece.length, null));
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
}

/** A failure to read a source must not be told as a failure to write the bundle. */
function inSource<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
    throw new SatchelError('bundle-content-changed', { path, reason }, {}, { cause: error });
  }
}

function checkLoaded({ path, size, digest }: RecordSource, actualSize: number, actual: Digest): void {
  if (actualSize !== size)
    throw new SatchelError('bundle-content-changed', { path, reason: `it no longer has ${size} bytes` });
  if (actual !== digest)
    throw new SatchelError('bundle-content-changed', { path, reason: `its digest is now ${actual}` });
}
