import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { parseRange } from './range.ts';

/** What stands at a path: `read` gives the bytes from `start` up to, not including, `end`. */
export interface Resource {
  readonly status?: 200 | 404 | 500;
  readonly mediaType: string;
  readonly size: number;
  readonly read: (start: number, end: number) => Readable | Buffer | Promise<Readable | Buffer>;
}

/** Text made here as a resource. */
export function textResource(text: string, mediaType: string, status: Resource['status'] = 200): Resource {
  const bytes = Buffer.from(text);
  return { status, mediaType, size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** Answers a path (decoded, without its leading `/`); undefined is the server's own plain 404. */
export type Find = (path: string) => Promise<Resource | undefined>;

export interface Server {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Takes over a request that is no file (the reload stream); false when it is not its own. */
export type Intercept = (path: string, response: ServerResponse) => boolean;

/** Serves what `find` finds on this machine alone, for reading alone. `port` 0 is a free one. */
export async function serve(find: Find, port: number, intercept: Intercept = () => false): Promise<Server> {
  const server = createServer((request, response) => {
    answer(find, intercept, request, response).catch(() => {
      // Half a file must not look whole.
      if (response.headersSent) response.destroy();
      else plain(response, 500, 'This file cannot be read: it is damaged or has gone away.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/`,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  find: Find,
  intercept: Intercept,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Referrer-Policy', 'no-referrer');
  if (!isOwnHost(request)) {
    plain(response, 421, 'This server answers only for 127.0.0.1 and localhost.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    plain(response, 405, 'Only reading is possible here.');
    return;
  }
  const path = pathOf(request.url ?? '/');
  if (path === undefined) {
    plain(response, 400, 'This address cannot be understood.');
    return;
  }
  if (request.method === 'GET' && intercept(path, response)) return;
  const found = await find(path);
  if (!found) {
    plain(response, 404, 'There is no such page here.');
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

async function send(found: Resource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size, mediaType, status = 200 } = found;
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Accept-Ranges', 'bytes');
  const range =
    status === 200 && request.method === 'GET' ? parseRange(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${size}`);
    plain(response, 416, 'The file is shorter than that.');
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

function plain(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.removeHeader('Content-Length');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}
