import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sizeOfPartials } from './partials.ts';
import { update, type Updated } from '../../src/update/update.ts';
import type { Patience } from '../../src/update/patience.ts';
import { Forge } from '../channel/forge.ts';
import { satchel, work } from '../cli/satchel.ts';
import { expectRefused, newPacks, NOW } from './follow.ts';
import { addPack, makePack, packsIn, type MadePack } from './packs.ts';
import { answer, roughServer, type Rough, type RoughServer } from './rough-server.ts';

const forge = new Forge(join(work, 'channel'));
let pack: MadePack;
let path: string;
let size: number;

beforeAll(async () => {
  pack = await makePack(join(work, 'made'), '1.0.0', { film: 300_000 });
  path = addPack(forge, pack);
  size = statSync(pack.file).size;
  forge.publish();
});

/** A line that is given up soon, so that tests need not wait for people’s. */
const QUICK: Patience = { spanMs: 400, spanSize: 400, attempts: 4, firstWaitMs: 1, longestWaitMs: 5 };

async function fetchFrom(server: RoughServer, to = newPacks(work)): Promise<Updated & { to: string }> {
  const updated = await update({
    ...{ channel: server.url, to, now: NOW, trust: forge.fingerprint },
    patience: QUICK,
  });
  return { ...updated, to };
}

function expectWhole(to: string): void {
  expect(packsIn(to)).toEqual([pack.name]);
  expect(readFileSync(join(to, pack.name)).equals(readFileSync(pack.file))).toBe(true);
}

/** Whether a request is for the bundle. */
const isPack: (url: string | undefined) => boolean = (url) => url?.endsWith('.zip') === true;

/** Of the requests, the bytes at which those for the bundle began. */
function begins({ asked }: RoughServer): number[] {
  return asked.filter((one) => one.includes('.zip')).map((one) => Number(/ (\d+)-$/.exec(one)?.[1] ?? 0));
}

/** Sends so many bytes of an answer, and breaks the line. */
function cutAfter(count: number): Rough {
  return (request, response, bytes) => {
    if (!isPack(request.url) || bytes === undefined) return false;
    const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
    if (bytes.length - from <= count) return false;
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': bytes.length - from,
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
    response.write(bytes.subarray(from, from + count), () => response.destroy());
    return true;
  };
}

describe('a line that breaks', () => {
  test.each([100_000, 65_536, 200_001])('after %i bytes each time is gone on with', async (count) => {
    const server = await roughServer(forge.dir, cutAfter(count));
    const { to, fetchedSize } = await fetchFrom(server);
    expectWhole(to);
    expect(fetchedSize).toBe(size);
    const starts = begins(server);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(new Set(starts).size).toBe(starts.length);
    expect(starts.length).toBeGreaterThan(1);
  });

  test('and a server that sends all whatever part is asked for: what is there already is passed over', async () => {
    let cuts = 0;
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!isPack(request.url) || bytes === undefined) return false;
      response.writeHead(200, { 'content-length': bytes.length });
      if (cuts++ < 2) response.write(bytes.subarray(0, cuts * 120_000), () => response.destroy());
      else response.end(bytes);
      return true;
    });
    const { to, fetchedSize } = await fetchFrom(server);
    expectWhole(to);
    expect(fetchedSize).toBe(size);
  });

  test('before anything has come, each time, is given up, and what had come before is kept for the next run', async () => {
    let isDown = false;
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (isDown && isPack(request.url)) {
        response.destroy();
        return true;
      }
      if (!isPack(request.url)) return false;
      isDown = true;
      return cutAfter(150_000)(request, response, bytes);
    });
    const to = newPacks(work);
    await expectRefused(fetchFrom(server, to), 'update-unreachable');
    expect(packsIn(to)).toEqual([]);
    const came = sizeOfPartials(to);
    expect(came).toBeGreaterThan(0);
    const good = await roughServer(forge.dir);
    const { fetchedSize } = await fetchFrom(good, to);
    expectWhole(to);
    expect(begins(good)).toEqual([came]);
    expect(fetchedSize).toBe(size - came);
  });

  test('of a command that was interrupted goes on with the next command', async () => {
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!isPack(request.url) || bytes === undefined) return false;
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 200_000));
      return true;
    });
    const to = newPacks(work);
    const controller = new AbortController();
    const running = update({
      ...{ channel: server.url, to, now: NOW, trust: forge.fingerprint, signal: controller.signal },
      onEvent: (event) => {
        if (event.kind === 'fetching' && event.done >= 200_000) controller.abort();
      },
    });
    await expect(running).rejects.toThrow();
    expect(packsIn(to)).toEqual([]);
    const good = await roughServer(forge.dir);
    const { code } = await satchel(['update', good.url, '--to', to]);
    expect(code).toBe(0);
    expect(begins(good)).toEqual([200_000]);
    expectWhole(to);
  });
});

describe('a server', () => {
  test('that sends timestamps without end, whatever length it states, is stopped', async () => {
    let sent = 0;
    const server = await roughServer(forge.dir, (request, response) => {
      if (!request.url?.includes('timestamp')) return false;
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, ' '))) sent += 65_536;
      };
      response.on('drain', more);
      response.writeHead(200);
      more();
      return true;
    });
    await expectRefused(fetchFrom(server), 'trust-metadata-large');
    expect(sent).toBeLessThan(64 << 20);
  });

  test('that sends a bundle without end is stopped where it should have ended', async () => {
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!isPack(request.url)) return false;
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', more);
      response.write(bytes?.subarray(0, 10));
      more();
      return true;
    });
    const to = newPacks(work);
    const { packs } = await fetchFrom(server, to);
    expect(packs).toMatchObject([{ failure: { code: 'update-file-wrong' } }]);
    expect(packsIn(to)).toEqual([]);
    expect(sizeOfPartials(to)).toBe(0);
  });

  test.each(['timestamp', '.zip'])('that sends %s a byte at a time is given up', async (what) => {
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!request.url?.includes(what) || bytes === undefined) return false;
      response.writeHead(200, { 'content-length': bytes.length });
      let at = 0;
      const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
      return true;
    });
    await expectRefused(fetchFrom(server), 'update-too-slow');
  });

  test('that says nothing at all is given up', async () => {
    const server = await roughServer(forge.dir, (request) => request.url?.includes('timestamp') === true);
    await expectRefused(fetchFrom(server), 'update-too-slow');
  });

  test('that refuses the first attempt at once is told on a terminal before it is asked again', async () => {
    const args = ['update', 'http://127.0.0.1:9/packs', '--to', newPacks(work), '--trust', forge.fingerprint];
    const NODE_OPTIONS = '--import=data:text/javascript,process.stderr.isTTY=true';
    let first = '';
    await satchel(args, {
      env: { NODE_OPTIONS },
      onOutput: ({ stderr, kill }) => {
        [, first = ''] = /trying again in ([0-9.]+ s)/.exec(stderr) ?? [];
        if (first !== '') kill('SIGKILL');
      },
    });
    // The first wait is the shortest.
    expect(first).toMatch(/^0\.[2-5] s$/);
  });

  test('that is away is given up, and named', async () => {
    const to = newPacks(work);
    const channel = 'http://127.0.0.1:9/packs';
    const message = await expectRefused(
      update({ ...{ channel, to, now: NOW, trust: forge.fingerprint }, patience: QUICK }),
      'update-unreachable',
    );
    expect(message).toContain(channel);
  });

  test.each([408, 429, 500, 502, 503])('that answers %i for a while is asked again', async (status) => {
    let times = 0;
    const server = await roughServer(forge.dir, (request, response) => {
      if (!request.url?.includes('timestamp') || times++ === 2) return false;
      response.writeHead(status, { 'retry-after': times === 1 ? '0' : new Date(0).toUTCString() }).end();
      return true;
    });
    expectWhole((await fetchFrom(server)).to);
  });

  test.each(['text', 'json'])(
    'that is busy, or breaks the line, is told where there is no terminal, once for each attempt (%s)',
    async (format) => {
      let times = 0;
      const server = await roughServer(forge.dir, (request, response) => {
        if (!request.url?.includes('timestamp') || ++times > 3) return false;
        if (times === 2) response.destroy();
        else response.writeHead(503, times === 3 ? { 'retry-after': '1' } : {}).end();
        return true;
      });
      const args = ['update', server.url, '--to', newPacks(work), '--trust', forge.fingerprint];
      const { code, stdout, stderr } = await satchel([...args, '--format', format]);
      expect(code).toBe(0);
      const [first, second, third, ...rest] = stderr.split('\n');
      const { url } = server;
      expect(first).toMatch(/: it answers 503; trying again in 0\.[2-5] s$/);
      expect(second).toMatch(/: (?:UND_ERR_SOCKET|ECONNRESET); trying again in (?:0\.[5-9]|1\.0) s$/);
      // What the server asks for is less than what is waited anyway.
      expect(third).toMatch(/: it answers 503; trying again in (?:1\.\d|2\.0) s$/);
      for (const line of [first, second, third]) expect(line?.startsWith(url)).toBe(true);
      expect(rest.join('\n')).not.toContain('trying again');
      if (format === 'json') expect(JSON.parse(stdout)).toMatchObject({ command: 'update', exitCode: 0 });
    },
  );

  test.each([
    [500, 4],
    [401, 1],
    [400, 1],
  ])('that answers %i for good is given up after %i attempts', async (status, attempts) => {
    const server = await roughServer(forge.dir, (request, response) => {
      if (!request.url?.includes('timestamp')) return false;
      response.writeHead(status).end();
      return true;
    });
    await expectRefused(fetchFrom(server), 'update-server-refuses');
    expect(server.asked.filter((one) => one.includes('timestamp')).length).toBe(attempts);
  });

  test('that has no such channel, or not all of it, says so', async () => {
    const empty = newPacks(work);
    const server = await roughServer(empty);
    await expectRefused(fetchFrom(server), 'channel-missing');
    const hollow = await roughServer(forge.dir, (request, response) => {
      if (!isPack(request.url)) return false;
      response.writeHead(404).end();
      return true;
    });
    await expectRefused(
      fetchFrom(hollow).then(({ packs }) => Promise.reject(packs[0]?.failure ?? new Error('none'))),
      'channel-incomplete',
    );
  });

  test('that answers 403 for files that are not there, as stores do that do not list, has the channel all the same', async () => {
    const server = await roughServer(forge.dir, (_, response, bytes) => {
      if (bytes !== undefined) return false;
      response.writeHead(403).end();
      return true;
    });
    expectWhole((await fetchFrom(server)).to);
  });

  test('that wants people to sign in is not taken for a channel', async () => {
    const server = await roughServer(forge.dir, (_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<h1>Welcome to our Wi-Fi</h1>');
      return true;
    });
    await expectRefused(fetchFrom(server), 'update-web-page');
  });

  test('that leads elsewhere is followed a few times, and not for ever', async () => {
    const server = await roughServer(work, (request, response) => {
      const url = request.url ?? '';
      if (url.startsWith('/channel/')) return false;
      response
        .writeHead(url.startsWith('/loop/') ? 307 : 301, { location: url.replace('/packs/', '/channel/') })
        .end();
      return true;
    });
    const to = newPacks(work);
    const common = { to, now: NOW, trust: forge.fingerprint, patience: QUICK };
    await update({ ...common, channel: `${server.url}packs` });
    expectWhole(to);
    await expectRefused(update({ ...common, channel: `${server.url}loop` }), 'update-redirects');
  });

  test('that sends another part than was asked for is asked again, and not believed', async () => {
    let times = 0;
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!isPack(request.url) || bytes === undefined) return false;
      times++;
      if (times === 1) return cutAfter(100_000)(request, response, bytes);
      if (times > 2) return false;
      response
        .writeHead(206, { 'content-range': `bytes 5-${bytes.length - 1}/${bytes.length}` })
        .end(bytes.subarray(5));
      return true;
    });
    expectWhole((await fetchFrom(server)).to);
  });

  test('whose copy of a bundle is stale is asked past its copies, from the beginning', async () => {
    let times = 0;
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!isPack(request.url) || bytes === undefined) return false;
      times++;
      if (request.headers['cache-control'] === 'no-cache') return false;
      answer(response, Buffer.from(bytes).fill('x', 1000, 2000));
      return true;
    });
    expectWhole((await fetchFrom(server)).to);
    expect(times).toBe(2);
  });

  test('whose file is shorter than was signed for is asked twice, and then refused', async () => {
    const server = await roughServer(forge.dir, (request, response, bytes) => {
      if (!isPack(request.url)) return false;
      const from = /\d+/.exec(request.headers.range ?? '')?.[0];
      answer(response, bytes?.subarray(0, 1000), from === undefined ? undefined : Number(from));
      return true;
    });
    const to = newPacks(work);
    const { packs } = await fetchFrom(server, to);
    expect(packs).toMatchObject([{ failure: { code: 'update-file-wrong' } }]);
    expect(begins(server)).toEqual([0, 0]);
  });

  test('gets news asked for past all copies on the way', async () => {
    const headers: (string | undefined)[] = [];
    const server = await roughServer(forge.dir, (request) => {
      if (request.url?.includes('timestamp')) headers.push(request.headers['cache-control']);
      return false;
    });
    await fetchFrom(server);
    expect(headers).toEqual(['no-cache']);
  });
});

test('a partial file of other bytes, such as a power cut leaves, is thrown away once', async () => {
  const server = await roughServer(forge.dir);
  const to = newPacks(work);
  await update({ ...{ channel: server.url, to, now: NOW, trust: forge.fingerprint, dryRun: true } });
  expect(readdirSync(to)).toEqual([]);
  mkdirSync(join(to, '.satchel/partial'), { recursive: true });
  const [hex = ''] = /[0-9a-f]{64}/.exec(forge.placeOf(path)) ?? [];
  writeFileSync(join(to, '.satchel/partial', hex), Buffer.alloc(100_000));
  await fetchFrom(server, to);
  expectWhole(to);
  expect(begins(server)).toEqual([100_000, 0]);
});

test.each(['ftp://example.org/packs', 'https://ada:secret@example.org/packs', 'http://', 'https://[bad'])(
  'the address %j is refused',
  async (channel) => {
    const message = await expectRefused(
      update({ channel, to: newPacks(work), now: NOW }),
      'update-address-odd',
    );
    expect(message).toContain('address');
  },
);

test('C:\\packs is a folder, not an address', async () => {
  await expectRefused(update({ channel: 'C:\\packs', to: newPacks(work), now: NOW }), 'channel-not-found');
});
