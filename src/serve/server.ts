import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type Find, type Service } from './answer.ts';

export interface Server {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface ServeOptions extends Service {
  /** 0 is a free one. */
  readonly port: number;
  /** The address to listen on; undefined is every one that this machine has. */
  readonly host: string | undefined;
}

// No browser sends more, or needs longer to say what it wants. Who asks a letter at a time, or takes nothing of an answer, is
// not waited for. Two hundred phones with the six connections that each of them opens.
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
};
const IDLE_MS = 120_000;
const MAX_CONNECTIONS = 1_200;

/** Serves what `find` finds, for reading alone. Rejects with the system's error where it cannot listen. */
export async function serve(options: ServeOptions): Promise<Server> {
  const server = createServer(LIMITS, (request, response) => {
    void answer(options, request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
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

/** Serves on this machine alone; gives the address too. */
export async function serveHere(
  find: Find,
  port: number,
  intercept?: Service['intercept'],
): Promise<Server & { readonly url: string }> {
  const server = await serve({
    ...{ find, port, host: '127.0.0.1', isNetwork: false },
    ...(intercept && { intercept }),
  });
  return { ...server, url: `http://127.0.0.1:${server.port}/` };
}
