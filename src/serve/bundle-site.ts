import { Readable } from 'node:stream';
import type { Entry } from '../bundle/manifest.ts';
import type { Bundle } from '../bundle/open.ts';
import { shortDigest } from '../digest.ts';
import { gzipForms } from './gzip-form.ts';
import { provenPieces, startProofs } from './proven-pieces.ts';
import type { Find } from './answer.ts';

// Smaller entries are read whole, which proves them before a byte is sent. Each reader of a classroom holds no more than this.
const WHOLE_SIZE = 1024 * 1024;

/** Media and downloads have their digest in their names: what was got once is good for ever. */
const NAMED_BY_CONTENT = /^(?:packs\/[^/]+\/)?(?:media|files)\//;
/** What authors hand out, on a drop too. */
const DOWNLOAD = /^(?:packs\/[^/]+\/)?files\//;

/**
 * The entries of a bundle, and nothing else, as resources. A folder is its index.html. Bytes that are not what the manifest
 * says are not sent as good: reading them throws SatchelError, that of a large entry before its last piece.
 */
export function bundleSite(bundle: Bundle): Find {
  const prove = startProofs(bundle);
  const gzipOf = gzipForms(bundle, WHOLE_SIZE);
  return (path) => {
    const entry = bundle.entries.get(path === '' || path.endsWith('/') ? `${path}index.html` : path);
    if (!entry) return Promise.resolve(undefined);
    const gzip = gzipOf(entry);
    return Promise.resolve({
      mediaType: withCharset(entry.mediaType),
      size: entry.size,
      etag: shortDigest(entry.digest, 32),
      isForEver: NAMED_BY_CONTENT.test(entry.path),
      isDownload: DOWNLOAD.test(entry.path),
      ...(gzip && { gzip }),
      read: async (start, end) => {
        if (entry.size <= WHOLE_SIZE) return Buffer.from(await bundle.read(entry.path)).subarray(start, end);
        return Readable.from(provenPieces(bundle, entry, start, end, prove), { objectMode: false });
      },
    });
  };
}

function withCharset(mediaType: Entry['mediaType']): string {
  return /^(?:text\/[^;]*|application\/(?:javascript|(?:[a-z]+\+)?json)|image\/svg\+xml)$/.test(mediaType)
    ? `${mediaType}; charset=utf-8`
    : mediaType;
}
