import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textResource, type Resource } from '../../src/serve/answer.ts';
import { serveHere } from '../../src/serve/server.ts';

const resources: Record<string, Resource> = {
  'a b.txt': textResource('0123456789', 'text/plain; charset=utf-8'),
  'damaged.bin': {
    mediaType: 'application/octet-stream',
    size: 10,
    read: () => Promise.reject(new Error('damaged')),
  },
};

let server: Awaited<ReturnType<typeof serveHere>>;
beforeAll(async () => {
  server = await serveHere((path) => Promise.resolve(resources[path]), 0);
});
afterAll(async () => {
  await server.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A raw request: `fetch` would mend paths and refuse to name another host. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, ...options }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('end', () => {
        resolve({ status: answer.statusCode, headers: answer.headers, body });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

test('a file is served with its type, whole and in ranges', async () => {
  const whole = await ask('/a%20b.txt?x=1');
  expect(whole).toMatchObject({ status: 200, body: '0123456789' });
  expect(whole.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-length': '10',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  });
  const part = await ask('/a%20b.txt', { headers: { Range: 'bytes=2-4' } });
  expect(part).toMatchObject({ status: 206, body: '234' });
  expect(part.headers['content-range']).toBe('bytes 2-4/10');
  const none = await ask('/a%20b.txt', { headers: { Range: 'bytes=10-' } });
  expect(none.status).toBe(416);
  expect(none.headers['content-range']).toBe('bytes */10');
});

test('HEAD tells the size and sends nothing', async () => {
  const head = await ask('/a%20b.txt', { method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(head.headers['content-length']).toBe('10');
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  const answer = await ask('/a%20b.txt', { method });
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('GET, HEAD');
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '[::ffff:7f00:1]', '0.0.0.0'])(
  'a page of “%s” cannot read what is served here',
  async (host) => {
    const answer = await ask('/a%20b.txt', { headers: { Host: host } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('0123456789');
  },
);

test.each([
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2f..%2fetc/passwd',
  '/a%00b',
  '//etc/passwd',
  '/nothing',
])('%s is not found', async (path) => {
  expect((await ask(path)).status).toBe(404);
});

test('an address that cannot be decoded is refused', async () => {
  expect((await ask('/%E0%A4%A')).status).toBe(400);
});

test('a file that cannot be read is told, not sent', async () => {
  const { status, body } = await ask('/damaged.bin');
  expect({ status, body }).toEqual({
    status: 500,
    body: 'This file cannot be read: it is damaged or has gone away.\n',
  });
});
