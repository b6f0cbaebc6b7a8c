import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';

/** What an entry is made of: bytes in memory or a file on disk. */
export type Content = { readonly bytes: Uint8Array } | { readonly file: string };

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

/** The whole content of a record. Throws SatchelError when it is not what the manifest says. */
export function loadContent(source: RecordSource): Buffer {
  const bytes =
    'bytes' in source.content
      ? Buffer.from(source.content.bytes.buffer, source.content.bytes.byteOffset, source.content.bytes.length)
      : readFileSync(source.content.file);
  checkLoaded(source, bytes.length, digestOf(bytes));
  return bytes;
}

const CHUNK = 1 << 20;

/** The content of a record in pieces of 1 MiB; throws SatchelError at the end when it is not what the manifest says. */
export function* contentPieces(source: RecordSource): Generator<Buffer> {
  if ('bytes' in source.content) {
    yield loadContent(source);
    return;
  }
  const hash = createHash('sha256');
  const fd = openSync(source.content.file, 'r');
  let size = 0;
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(CHUNK);
      const count = readSync(fd, piece, 0, CHUNK, null);
      size += count;
      // A file that grows while it is read would otherwise be read for ever.
      if (count === 0 || size > source.size) break;
      hash.update(piece.subarray(0, count));
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
  checkLoaded(source, size, `sha256:${hash.digest('hex')}`);
}

function checkLoaded({ path, size, digest }: RecordSource, actualSize: number, actual: Digest): void {
  if (actualSize !== size)
    throw new SatchelError('bundle-content-changed', {
      path,
      reason: `it has ${actualSize} bytes instead of ${size}`,
    });
  if (actual !== digest)
    throw new SatchelError('bundle-content-changed', { path, reason: `its digest is now ${actual}` });
}
