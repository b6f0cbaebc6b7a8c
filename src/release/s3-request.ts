import { setTimeout as pause } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { SatchelError } from '../diagnostic.ts';
import type { S3Place } from './s3-place.ts';

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  /** From the channel’s top. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** SHA-256 of the body, 64 digits, which is signed. */
  readonly sha256?: string;
  /** Bytes of the body. */
  readonly size?: number;
  /** The body; asked for again at each attempt. */
  readonly body?: () => Uint8Array | ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests and gives the answers that are final: 2xx, 304, 404, 409, 412, 416. The body of an answer is the caller’s. */
export type S3Send = (request: S3Request) => Promise<Response>;

/** Told of each attempt that failed and is made again: why, and after how many milliseconds. */
export type OnRetry = (reason: string, waitMs: number) => void;

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 150;
const FINAL = new Set([304, 404, 409, 412, 416]);
/** An answer that takes longer than this and the time of its body on the slowest line that makes sense is none. */
const TIMEOUT_MS = 60_000;
const SLOWEST_BYTES_PER_MS = 4;

const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Signed requests to an S3-compatible store. What fails for a while (the line, 408, 429, 5xx) is tried again, with pauses that double. Throws
 * SatchelError `release-store-refused`, `release-store-unreachable`; neither holds credentials.
 */
export function s3Sender({ name, base, region, credentials }: S3Place, onRetry?: OnRetry): S3Send {
  const client = new AwsClient({ ...credentials, region, service: 's3', retries: 0 });
  return async ({ method, path, headers = {}, sha256 = NO_BODY, size = 0, body, signal }) => {
    for (let attempt = 1; ; attempt++) {
      let failure: string;
      const isLast = attempt === ATTEMPTS;
      const timeout = AbortSignal.timeout(TIMEOUT_MS + Math.ceil(size / SLOWEST_BYTES_PER_MS));
      try {
        const signed = await client.sign(`${base}${path}`, {
          method,
          headers: { ...headers, 'x-amz-content-sha256': sha256 },
        });
        const content = body?.();
        const response = await fetch(signed.url, {
          method,
          headers: [...signed.headers, ...(content ? [['content-length', String(size)] as const] : [])] as [
            string,
            string,
          ][],
          redirect: 'error',
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
          ...(content && { body: content as never, duplex: 'half' as const }),
        });
        const { status } = response;
        if (response.ok || FINAL.has(status)) return response;
        const isPassing = status === 408 || status === 429 || status >= 500;
        const reason = await reasonOf(response);
        if (!isPassing || isLast)
          throw new SatchelError('release-store-refused', { store: name, method, path, reason });
        failure = `it answers ${reason}`;
      } catch (error) {
        if (error instanceof SatchelError || signal?.aborted) throw error;
        if (isLast)
          throw new SatchelError(
            'release-store-unreachable',
            { store: name, reason: lineReason(error) },
            {},
            { cause: error },
          );
        failure = lineReason(error);
      }
      const waitMs = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      onRetry?.(failure, waitMs);
      await pause(waitMs, undefined, signal && { signal });
    }
  };
}

/** `403 AccessDenied`: the status, and the code that stands in the answer. */
async function reasonOf(response: Response): Promise<string> {
  const text = await readLimited(response, 4096).catch(() => new Uint8Array());
  const [, code = ''] = /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(Buffer.from(text).toString('latin1')) ?? [];
  return `${response.status} ${code}`.trim();
}

/** What went wrong on the line, without an address in which anything could stand. */
function lineReason(error: unknown): string {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code ?? (error as Error).name;
}

/** At most `limit` bytes of an answer’s body; the rest is not asked for. */
export async function readLimited(response: Response, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let left = limit;
  for await (const piece of piecesOf(response)) {
    pieces.push(piece.subarray(0, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  return Buffer.concat(pieces);
}

/** The body of an answer, piece by piece. */
export async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body as unknown as AsyncIterable<Uint8Array>;
}
