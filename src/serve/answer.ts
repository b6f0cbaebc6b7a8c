import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseRange } from '../range.ts';
import type { GzipForm } from './gzip-form.ts';
import { NOTHING_POLICY, policyFor } from './policy.ts';

/** What stands at a path: `read` gives the bytes from `start` up to, not including, `end`. */
export interface Resource {
  readonly status?: 200 | 404 | 500;
  readonly mediaType: string;
  readonly size: number;
  /** Another one for other bytes; without quotation marks. */
  readonly etag?: string;
  /** Whether the same path never has other bytes. */
  readonly isForEver?: boolean;
  /** Whether somebody made it who is not trusted with a page. */
  readonly isDownload?: boolean;
  /** What a page may load, where that is not what pages of bundles may. */
  readonly policy?: string;
  readonly gzip?: GzipForm;
  readonly read: (start: number, end: number) => Readable | Buffer | Promise<Readable | Buffer>;
}

/** Text made here as a resource. */
export function textResource(
  text: string,
  mediaType: string,
  more: Pick<Resource, 'status' | 'policy'> = {},
): Resource {
  const bytes = Buffer.from(text);
  return { ...more, mediaType, size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** Answers a path (decoded, without its leading `/`); undefined is the server's own plain 404, a text is where to go instead. */
export type Find = (path: string) => Promise<Resource | string | undefined>;

/** Takes over a request that is no file (the reload stream); false when it is not its own. */
export type Intercept = (path: string, response: ServerResponse) => boolean;

/** What is served, and to whom. */
export interface Service {
  readonly find: Find;
  /** Whether other machines may read it; else it is for this one, and always as it is now. */
  readonly isNetwork: boolean;
  readonly intercept?: Intercept;
  /** Is told what could not be read; half an answer is broken off then. */
  readonly onFailure?: (error: unknown, path: string) => void;
}

/** Answers one request. Never rejects. */
export async function answer(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request.url ?? '/');
  try {
    await answerPath(service, path, request, response);
  } catch (error) {
    // Readers come and go.
    if (!isGone(error)) service.onFailure?.(error, path ?? '');
    // Half a file must not look whole.
    if (response.headersSent) response.destroy();
    else plain(response, 500, 'This file cannot be read: it is damaged or has gone away.');
  }
}

async function answerPath(
  service: Service,
  path: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Referrer-Policy', 'no-referrer');
  if (service.isNetwork) response.setHeader('Content-Security-Policy', NOTHING_POLICY);
  else if (!isOwnHost(request)) {
    plain(response, 421, 'This server answers only for 127.0.0.1 and localhost.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    plain(response, 405, 'Only reading is possible here.');
    return;
  }
  if (path === undefined) {
    plain(response, 400, 'This address cannot be understood.');
    return;
  }
  if (request.method === 'GET' && service.intercept?.(path, response)) return;
  const found = await service.find(path);
  if (found === undefined) {
    plain(response, 404, 'There is no such page here.');
    return;
  }
  if (typeof found === 'string') {
    response.setHeader('Location', found);
    plain(response, 302, 'It is elsewhere.');
    return;
  }
  if (service.isNetwork && isKept(found, request, response)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  await send(found, request, response);
}

/** Any page on the web can point a name of its own at 127.0.0.1 and read what is here (DNS rebinding): names are checked. */
function isOwnHost(request: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i.test(request.headers.host ?? '');
}

/** The path of a request target, decoded; undefined when it cannot be. Traversal needs no care: paths are looked up, never opened. */
function pathOf(target: string): string | undefined {
  try {
    return decodeURIComponent((target.split(/[?#]/, 1)[0] ?? '').replace(/^\/+/, ''));
  } catch {
    return undefined;
  }
}

/** Sets the headers that say what a resource may do and how long readers may keep it, and tells whether this one has it already (RFC 9110 §13.1.2). */
function isKept(
  { etag, gzip, isForEver, isDownload, mediaType, policy, status }: Resource,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const allowed = policy ?? policyFor(mediaType, isDownload === true);
  if (allowed === undefined) response.removeHeader('Content-Security-Policy');
  else response.setHeader('Content-Security-Policy', allowed);
  if (etag === undefined || (status ?? 200) !== 200) return false;
  response.setHeader('Cache-Control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', `"${etag}"`);
  if (gzip) response.setHeader('Vary', 'Accept-Encoding');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
  return known.some((tag) => tag === '*' || tag.replace(/^W\//, '').replace(/-gzip"$/, '"') === `"${etag}"`);
}

async function send(found: Resource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size, mediaType, gzip, status = 200 } = found;
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Accept-Ranges', 'bytes');
  const range = status === 200 ? rangeOf(found, request) : undefined;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${size}`);
    response.removeHeader('ETag');
    plain(response, 416, 'The file is shorter than that.');
    return;
  }
  if (gzip && !range && takesGzip(request)) {
    await sendGzip(gzip, found.etag, request, response);
    return;
  }
  const [start, end] = range ?? [0, size];
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${size}`);
  response.setHeader('Content-Length', end - start);
  response.statusCode = range ? 206 : status;
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const body = await found.read(start, end);
  if (Buffer.isBuffer(body)) response.end(body);
  else await pipeline(body, response);
}

/** The range that is asked for, unless of bytes that are others by now (RFC 9110 §13.1.5). */
function rangeOf(
  { size, etag }: Resource,
  { method, headers }: IncomingMessage,
): ReturnType<typeof parseRange> {
  const condition = headers['if-range'];
  if (method !== 'GET' || (condition !== undefined && condition !== `"${etag}"`)) return undefined;
  return parseRange(headers.range, size);
}

async function sendGzip(
  gzip: GzipForm,
  etag: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = request.method === 'HEAD' ? undefined : await gzip.read();
  response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Length', gzip.size);
  if (etag !== undefined && response.hasHeader('ETag')) response.setHeader('ETag', `"${etag}-gzip"`);
  response.end(body);
}

function takesGzip({ headers }: IncomingMessage): boolean {
  const named = (headers['accept-encoding'] ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .find((item) => /^(?:x-)?gzip(?:\s*;|$)/.test(item));
  return named !== undefined && !/;\s*q=0(?:\.0*)?$/.test(named);
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.removeHeader('Content-Length');
  response.removeHeader('Accept-Ranges');
  response.removeHeader('ETag');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}
