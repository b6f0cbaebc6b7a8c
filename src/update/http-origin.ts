import { setTimeout as pause } from 'node:timers/promises';
import type { Origin } from '../channel/origin.ts';
import { SatchelError } from '../diagnostic.ts';
import { answerTo, discardBody, isCertificateProblem, partOf, reasonOf } from './http-answer.ts';
import { PATIENCE, retryAfterMs, TooSlow, waitBefore, watchPace, type Patience } from './patience.ts';

export interface HttpOptions {
  readonly patience?: Patience | undefined;
  /** Told of each attempt that failed and is made again: why, and after how many milliseconds. */
  readonly onRetry?: ((reason: string, waitMs: number) => void) | undefined;
}

/** What an attempt ended with that another may do better. */
class Failed extends Error {
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  constructor(reason: string, status?: number, retryAfter?: number) {
    super(reason);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Attempts that bring so much are no failures, however they end. */
const WORTH_SIZE = 1024;
/** Until a server has answered once, it may not be there at all. */
const FIRST_ATTEMPTS = 4;
/** What a server says of a file that it has not; those of S3 say 403 to who may not list files. */
const MISSING = [403, 404, 410];

/** A channel on a web server, at `base`, which ends with a slash. */
export function httpOrigin(name: string, base: URL, options: HttpOptions = {}): Origin {
  const patience = options.patience ?? PATIENCE;
  let hasAnswered = false;
  let serverTime: number | undefined;
  const streamed = new Set<string>();

  /** The pieces that one request brings, behind its status. */
  async function* piecesOf(
    path: string,
    headers: Readonly<Record<string, string>>,
    outer: AbortSignal | undefined,
    accept: (answer: Response) => boolean,
  ): AsyncGenerator<Uint8Array> {
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort(outer?.reason);
    };
    outer?.throwIfAborted();
    outer?.addEventListener('abort', abort);
    const pace = watchPace(controller, patience);
    try {
      const answer = await answerTo({
        url: new URL(path, base),
        headers,
        signal: controller.signal,
        channel: name,
        path,
      });
      hasAnswered = true;
      const date = Date.parse(answer.headers.get('date') ?? '');
      if (!Number.isNaN(date)) serverTime = date;
      if (!accept(answer)) {
        await discardBody(answer);
        return;
      }
      for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
        pace.came(piece.length);
        yield piece;
      }
    } catch (error) {
      outer?.throwIfAborted();
      if (error instanceof SatchelError || error instanceof Failed) throw error;
      if (controller.signal.reason instanceof TooSlow) throw controller.signal.reason;
      if (!(error instanceof Error) || !isOfNetwork(error)) throw error;
      if (isCertificateProblem(error))
        throw new SatchelError(
          'update-unreachable',
          { channel: name, reason: `its certificate is not good (${reasonOf(error)})` },
          {},
          { cause: error },
        );
      throw new Failed(reasonOf(error));
    } finally {
      pace.stop();
      outer?.removeEventListener('abort', abort);
      // Who has enough leaves the rest.
      controller.abort();
    }
  }

  /** Waits after an attempt that brought `size` bytes, and gives how many have failed now; throws when that is enough. */
  async function afterFailure(
    error: unknown,
    {
      path,
      failed,
      size,
      signal,
    }: { path: string; failed: number; size: number; signal: AbortSignal | undefined },
  ): Promise<number> {
    if (!(error instanceof Failed || error instanceof TooSlow)) throw error;
    // Slow data is refused however much of it has come.
    const now = error instanceof Failed && size >= WORTH_SIZE ? 1 : failed + 1;
    if (now >= (hasAnswered ? patience.attempts : FIRST_ATTEMPTS)) throw giveUp(error, path);
    const waitMs = waitBefore(now, patience, error instanceof Failed ? error.retryAfter : undefined);
    options.onRetry?.(error.message, waitMs);
    await pause(waitMs, undefined, signal && { signal });
    return now;
  }

  function giveUp(error: Failed | TooSlow, path: string): SatchelError {
    if (error instanceof TooSlow) {
      const speed = Math.round((1000 * patience.spanSize) / patience.spanMs);
      return new SatchelError('update-too-slow', { channel: name, speed });
    }
    return error.status === undefined
      ? new SatchelError('update-unreachable', { channel: name, reason: error.message })
      : new SatchelError('update-server-refuses', { channel: name, status: error.status, path });
  }

  /** Whether an answer is a file; false where there is none. Throws Failed where another attempt may do better, SatchelError where none will. */
  function isFile(answer: Response, path: string): boolean {
    const { status, headers } = answer;
    if (MISSING.includes(status)) return false;
    if (status === 408 || status === 429 || status >= 500)
      throw new Failed(`it answers ${status}`, status, retryAfterMs(headers.get('retry-after'), Date.now()));
    if (status !== 200 && status !== 206)
      throw new SatchelError('update-server-refuses', { channel: name, status, path });
    if (/^text\/html\b/i.test(headers.get('content-type') ?? ''))
      throw new SatchelError('update-web-page', { channel: name, path });
    return true;
  }

  return {
    name,
    serverTime: () => serverTime,
    async read(path, limit, signal) {
      for (let failed = 0; ;)
        try {
          return await readOnce(path, limit, signal);
        } catch (error) {
          failed = await afterFailure(error, { path, failed, size: 0, signal });
        }
    },
    async *stream(path, offset, size, signal) {
      // A copy that proved wrong must not come from the same shelf again.
      const isAgain = streamed.has(path) && offset === 0;
      streamed.add(path);
      yield* resumed(path, offset, size, isAgain, signal);
    },
  };

  async function readOnce(
    path: string,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array | undefined> {
    // Whatever copies lie on the way, news is asked of the server itself.
    const headers = { 'cache-control': 'no-cache', pragma: 'no-cache' };
    let isThere = false as boolean;
    const accept = (answer: Response): boolean => (isThere = isFile(answer, path));
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of piecesOf(path, headers, signal, accept)) {
      pieces.push(piece);
      size += piece.length;
      if (size > limit) break;
    }
    return isThere ? Buffer.concat(pieces).subarray(0, limit + 1) : undefined;
  }

  async function* resumed(
    path: string,
    offset: number,
    size: number,
    isAgain: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    let at = offset;
    for (let failed = 0; at < size;) {
      const before = at;
      try {
        let skip = 0;
        let ends = false as boolean;
        let total: number | undefined;
        const accept = (answer: Response): boolean => {
          // The file ends before what we have of it.
          if (answer.status === 416) return !(ends = true);
          if (!isFile(answer, path))
            throw new SatchelError('channel-incomplete', { channel: name, file: path });
          const part = partOf(answer);
          if (part === undefined || part.start > at || (answer.status === 206 && part.start !== at))
            throw new Failed('it sends another part than was asked for');
          // Who cannot send a part sends all: what is there already is passed over.
          skip = at - part.start;
          total = part.total;
          return true;
        };
        const headers = {
          ...(at > 0 && { range: `bytes=${at}-` }),
          ...(isAgain && { 'cache-control': 'no-cache' }),
        };
        for await (const piece of piecesOf(path, headers, signal, accept)) {
          const rest = piece.subarray(Math.min(skip, piece.length));
          skip -= piece.length - rest.length;
          if (rest.length === 0) continue;
          at += rest.length;
          yield rest;
          if (at >= size) return;
        }
        // The server’s file ends here, and says so: it is another one.
        if (ends || (total !== undefined && total <= at)) return;
        throw new Failed('the line was cut');
      } catch (error) {
        failed = await afterFailure(error, { path, failed, size: at - before, signal });
      }
    }
  }
}

/** What fetch throws when the network fails, before an answer or in the middle of it: a TypeError, whatever the cause. */
function isOfNetwork(error: Error): boolean {
  return error.name === 'TypeError' || error.name === 'AbortError' || 'code' in error;
}
