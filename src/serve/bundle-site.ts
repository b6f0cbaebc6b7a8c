import { Readable } from 'node:stream';
import type { Bundle } from '../bundle/open.ts';
import type { Find } from './server.ts';

// Smaller entries are read whole, which proves them before a byte is sent.
const WHOLE_SIZE = 4 * 1024 * 1024;

/** The entries of a bundle, and nothing else, as resources. A folder is its index.html. */
export function bundleSite(bundle: Bundle): Find {
  return (path) => {
    const entry = bundle.entries.get(path === '' || path.endsWith('/') ? `${path}index.html` : path);
    if (!entry) return Promise.resolve(undefined);
    return Promise.resolve({
      mediaType: withCharset(entry.mediaType),
      size: entry.size,
      read: async (start, end) => {
        if (entry.size <= WHOLE_SIZE) return Buffer.from(await bundle.read(entry.path)).subarray(start, end);
        const pieces = slice(bundle.stream(entry.path), start, end, entry.size);
        return Readable.from(pieces, { objectMode: false });
      },
    });
  };
}

function withCharset(mediaType: string): string {
  return /^(?:text\/[^;]*|application\/(?:javascript|json)|image\/svg\+xml)$/.test(mediaType)
    ? `${mediaType}; charset=utf-8`
    : mediaType;
}

/**
 * The bytes from `start` to `end` of a stream that can only be read from its beginning. The last of `size` are held back
 * until the stream has ended, which proves the whole.
 */
async function* slice(
  pieces: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let held: Uint8Array | undefined;
  for await (const piece of pieces) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.length);
    if (from < to) {
      if (held) yield held;
      held = piece.subarray(from, to);
    }
    at += piece.length;
    if (at >= end && end < size) break;
  }
  if (held) yield held;
}
