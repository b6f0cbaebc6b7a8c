import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { INDEX_JSON, INDEX_PAGE, TIMESTAMP_PATH } from '../channel/layout.ts';
import { SatchelError } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { digestOfContent, sameBytes } from './folder-store.ts';
import type { S3Place } from './s3-place.ts';
import { piecesOf, readLimited, s3Sender, type OnRetry, type S3Send } from './s3-request.ts';
import type { Content, PutOptions, Store } from './store.ts';

/** What S3 takes in one request; more would be several parts, which cannot be put on a condition everywhere. */
const MAX_PUT_SIZE = 5 * 1024 ** 3;

/** A tag that nothing has. */
const NO_TAG = `"${'0'.repeat(32)}"`;

/** A channel in an S3-compatible store that honours conditional writes (`If-None-Match`, `If-Match`); one that does not is found out and refused. */
export function s3Store(place: S3Place, onRetry?: OnRetry): Store {
  const send = s3Sender(place, onRetry);
  const { name } = place;
  let isTried = false;
  const read = async (path: string, limit: number, signal?: AbortSignal): Promise<Uint8Array | undefined> =>
    (await readTagged(send, path, limit, signal))?.bytes;

  const create: Store['create'] = async (path, content, options = {}) => {
    const { signal } = options;
    const sha256 = shortDigest(digestOfContent(content), 64);
    const size = content.kind === 'bytes' ? content.bytes.length : content.size;
    if (size > MAX_PUT_SIZE) throw new SatchelError('release-file-large', { path, limit: MAX_PUT_SIZE });
    const compared = async (): Promise<'same'> => {
      if ((await digestThere(send, path, size, signal)) === sha256) return 'same';
      throw new SatchelError('release-file-taken', { path });
    };
    // Nobody sends a film again to be told that it is there.
    if (content.kind === 'file' && (await send({ method: 'HEAD', path, signal })).status !== 404)
      return compared();
    const { status } = await drained(
      await putContent(send, path, content, { 'if-none-match': '*' }, options),
    );
    if (status === 409 || status === 412) return compared();
    if (content.kind === 'bytes' && !isTried) {
      // A store that takes it twice does not look at the condition, and two publishers would overwrite each other. These are the same bytes.
      for (const [header, value] of [
        ['If-None-Match', '*'],
        ['If-Match', NO_TAG],
      ] as const)
        if ((await drained(await putContent(send, path, content, { [header]: value }, options))).ok)
          throw new SatchelError('release-store-unconditional', { store: name, header });
      isTried = true;
    }
    if ((await digestThere(send, path, size, signal)) !== sha256)
      throw new SatchelError('release-unproven', { file: path });
    return 'created';
  };

  const replace: Store['replace'] = async (path, bytes, expected) => {
    const limit = Math.max(bytes.length, expected?.length ?? 0);
    for (let left = 3; ; left--) {
      const there = await readTagged(send, path, limit);
      if (!sameBytes(there?.bytes, expected)) throw new SatchelError('release-raced', { path });
      const condition: Record<string, string> = there ? { 'if-match': there.tag } : { 'if-none-match': '*' };
      const { ok, status } = await drained(await putContent(send, path, { kind: 'bytes', bytes }, condition));
      const now = await read(path, limit);
      if (ok) {
        // Another publisher may have gone on from here since.
        if (sameBytes(now, expected)) throw new SatchelError('release-unproven', { file: path });
        return;
      }
      // An answer that was lost, and the request sent again: it was this run that replaced it.
      if (sameBytes(now, bytes)) return;
      // 409: two writes at the same moment, none of which need have been done.
      if (status !== 409 || left === 0 || !sameBytes(now, expected))
        throw new SatchelError('release-raced', { path });
    }
  };

  return {
    name,
    address: place.base,
    read,
    create,
    replace,
    localFile: () => undefined,
    stream: async function* (path, offset, _size, signal) {
      const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
      const response = await send({ method: 'GET', path, headers, signal });
      if (response.status === (offset > 0 ? 206 : 200)) yield* piecesOf(response);
    },
  };
}

async function readTagged(
  send: S3Send,
  path: string,
  limit: number,
  signal?: AbortSignal,
): Promise<{ bytes: Uint8Array; tag: string } | undefined> {
  const response = await send({ method: 'GET', path, signal });
  if (response.status === 404) {
    await drained(response);
    return undefined;
  }
  return { bytes: await readLimited(response, limit + 1), tag: response.headers.get('etag') ?? '' };
}

/** The SHA-256 of what is there, 64 digits: what the store has proven itself when it was written, or of its bytes read again. */
async function digestThere(
  send: S3Send,
  path: string,
  size: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const head = await send({
    ...{ method: 'HEAD', path, signal },
    headers: { 'x-amz-checksum-mode': 'ENABLED' },
  });
  const checksum = head.headers.get('x-amz-checksum-sha256');
  const isWhole = head.headers.get('content-length') === String(size);
  if (checksum !== null && isWhole && !checksum.includes('-'))
    return Buffer.from(checksum, 'base64').toString('hex');
  const response = await send({ method: 'GET', path, signal });
  if (!response.ok) {
    await drained(response);
    return undefined;
  }
  const hash = createHash('sha256');
  for await (const piece of piecesOf(response)) hash.update(piece);
  return hash.digest('hex');
}

function putContent(
  send: S3Send,
  path: string,
  content: Content,
  condition: Readonly<Record<string, string>>,
  { onBytes, signal }: PutOptions = {},
): Promise<Response> {
  const digest: Digest = digestOfContent(content);
  const sha256 = shortDigest(digest, 64);
  return send({
    ...{ method: 'PUT', path, sha256, signal },
    size: content.kind === 'bytes' ? content.bytes.length : content.size,
    headers: {
      ...condition,
      'content-type': mediaTypeOf(path),
      // What never changes need never be asked for again.
      'cache-control': CHANGING.has(path) ? 'no-cache' : 'public, max-age=31536000, immutable',
      'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
    },
    body: () => (content.kind === 'bytes' ? content.bytes : fileBody(content.file, onBytes)),
  });
}

function fileBody(file: string, onBytes: PutOptions['onBytes']): ReadableStream<Uint8Array> {
  const counted = new Transform({
    transform: (piece: Buffer, _, done) => {
      onBytes?.(piece.length);
      done(null, piece);
    },
  });
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  source.on('error', (error) => counted.destroy(error));
  return Readable.toWeb(source.pipe(counted)) as ReadableStream<Uint8Array>;
}

async function drained(response: Response): Promise<Response> {
  await response.body?.cancel();
  return response;
}

const CHANGING: ReadonlySet<string> = new Set([TIMESTAMP_PATH, INDEX_JSON, INDEX_PAGE]);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  zip: 'application/zip',
};

function mediaTypeOf(path: string): string {
  return TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
