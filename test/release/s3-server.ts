import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import S3rver from 's3rver';

export interface S3 {
  /** What makes `s3://bucket/…` mean this server. */
  readonly env: Readonly<Record<string, string>>;
  /** Keys that were written, in order. */
  readonly written: string[];
  /** What to answer instead, if anything. */
  refuse: (method: string, key: string) => number | undefined;
  readonly close: () => Promise<void>;
}

/**
 * An S3-compatible server with the bucket `bucket`. s3rver ignores conditions of writes: what stands before it here looks at
 * If-None-Match and If-Match as S3 does, one write of a key at a time, unless it is told to be `unconditional`, or `careless` of If-Match alone.
 */
export async function startS3(
  directory: string,
  { unconditional = false, careless = false } = {},
): Promise<S3> {
  const inner = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory },
    configureBuckets: [{ name: 'bucket', configs: [] }],
  });
  const { port: behind } = (await inner.run()) as AddressInfo;
  const written: string[] = [];
  const turns = new Map<string, Promise<void>>();
  const s3: Pick<S3, 'refuse'> = { refuse: () => undefined };

  const forward = (from: IncomingMessage, method = from.method): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const to = request(
        { port: behind, host: '127.0.0.1', path: from.url, method, headers: from.headers },
        resolve,
      );
      to.on('error', reject);
      if (method === 'PUT') from.pipe(to);
      else to.end();
    });

  const server = createServer((from, answer) => {
    const key = (from.url ?? '').replace(/\?.*/, '').replace(/^\/bucket\//, '');
    const refused = s3.refuse(from.method ?? '', key);
    const serve = async (): Promise<void> => {
      if (refused !== undefined) {
        from.resume();
        answer.writeHead(refused).end('<Error><Code>AccessDenied</Code></Error>');
        return;
      }
      if (from.method === 'PUT' && !unconditional) {
        const tag = await tagOf(behind, from.url ?? '');
        const { 'if-none-match': none, 'if-match': match } = from.headers;
        if ((none === '*' && tag !== undefined) || (!careless && match !== undefined && match !== tag)) {
          from.resume();
          answer.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
          return;
        }
      }
      const got = await forward(from);
      if (from.method === 'PUT' && got.statusCode === 200) written.push(key);
      answer.writeHead(got.statusCode ?? 500, got.headers);
      await new Promise((resolve) => got.pipe(answer).on('close', resolve));
    };
    if (from.method !== 'PUT') {
      void serve();
      return;
    }
    const turn = (turns.get(key) ?? Promise.resolve()).then(serve, serve);
    turns.set(key, turn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(s3, {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    },
    written,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await inner.close();
    },
  });
}

/** The tag of what is there; asked without a signature, which s3rver lets pass for its owner. */
function tagOf(port: number, url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: url, method: 'HEAD' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 ? answer.headers.etag : undefined);
    })
      .on('error', reject)
      .end();
  });
}
