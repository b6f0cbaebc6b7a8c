import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What a server does with one request instead of what it should; true where it has answered. */
export type Rough = (
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer | undefined,
) => boolean;

export interface RoughServer {
  readonly url: string;
  /** Of each request: its path, with the first byte asked for, if a part was. */
  readonly asked: string[];
}

/** Serves a folder over http until the test ends, with ranges, as `rough` lets it. */
export async function roughServer(folder: string, rough: Rough = () => false): Promise<RoughServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname).slice(1);
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    asked.push(from === undefined ? path : `${path} ${from}-`);
    const file = join(folder, path);
    const bytes = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : undefined;
    if (rough(request, response, bytes)) return;
    answer(response, bytes, from === undefined ? undefined : Number(from));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, asked };
}

/** As a good server answers. */
export function answer(response: ServerResponse, bytes: Buffer | undefined, from?: number): void {
  if (bytes === undefined) response.writeHead(404).end('there is no such file');
  else if (from === undefined) response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  else if (from >= bytes.length)
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  else
    response
      .writeHead(206, {
        'content-length': bytes.length - from,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      })
      .end(bytes.subarray(from));
}
