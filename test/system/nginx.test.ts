import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Forge } from '../channel/forge.ts';
import { satchel, work, type Outcome } from '../cli/satchel.ts';
import { newPacks } from '../update/follow.ts';
import { addDelta, addPack, makePack, packsIn, type MadePack } from '../update/packs.ts';
import { sizeOfPartials } from '../update/partials.ts';

// A channel on the server that most are on, over lines that are slow, break, or have copies in between; and clocks that are wrong.

const DAY = 86_400_000;
const channel = join(work, 'channel');
const forge = new Forge(channel);
let v1: MadePack;
let v2: MadePack;
let port = 0;
let tlsPort = 0;
let server: ChildProcess | undefined;

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
const month = { expires: iso(Date.now() + 30 * DAY) };
const expiring = { root: month, targets: month, snapshot: month, timestamp: month };

beforeAll(async () => {
  v1 = await makePack(join(work, 'made'), '1.0.0', { film: 2000 });
  v2 = await makePack(join(work, 'made'), '1.1.0', { film: 2000 });
  addPack(forge, v1);
  forge.published = iso(Date.now() - DAY);
  forge.publish(expiring);
  const pack = await makePack(join(work, 'made'), '2.0.0', { id: 'film', film: 3_000_000 });
  const films = new Forge(join(work, 'films'), 'films');
  films.published = forge.published;
  addPack(films, pack, { id: 'film' });
  films.publish(expiring);
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', join(work, 'key.pem'), '-out', join(work, 'cert.pem')],
    ],
    { stdio: 'ignore' },
  );
  [port, tlsPort] = [await freePort(), await freePort()];
  writeFileSync(join(work, 'nginx.conf'), configuration());
  await start();
});

afterAll(() => {
  server?.kill('SIGQUIT');
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

function configuration(): string {
  const body = ['client', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => {
    const name = one === 'client' ? 'client_body' : one;
    return `${name}_temp_path ${join(work, 'temp', name)};`;
  });
  return `
    user root; pid ${join(work, 'nginx.pid')}; error_log ${join(work, 'error.log')}; daemon off; worker_processes 1;
    events {}
    http {
      access_log off; ${body.join(' ')}
      proxy_cache_path ${join(work, 'copies')} keys_zone=copies:1m;
      server {
        listen 127.0.0.1:${port}; listen 127.0.0.1:${tlsPort} ssl; server_name localhost;
        ssl_certificate ${join(work, 'cert.pem')}; ssl_certificate_key ${join(work, 'key.pem')};
        location /packs/ { alias ${channel}/; }
        location /slow/ { alias ${channel}/; limit_rate 1000; }
        location /whole/ { alias ${join(work, 'films')}/; limit_rate 1500k; max_ranges 0; }
        location /films/ { alias ${join(work, 'films')}/; limit_rate 1500k; }
        location /cut/ { alias ${join(work, 'cut')}/; }
        location /copies/ {
          proxy_pass http://127.0.0.1:${port}/packs/; proxy_cache copies; proxy_cache_valid 200 404 1h;
        }
        location /asked/ {
          proxy_pass http://127.0.0.1:${port}/packs/; proxy_cache copies; proxy_cache_valid 200 404 1h;
          proxy_cache_key asked$uri; proxy_cache_bypass $http_cache_control;
        }
        location /plain/ { return 302 http://localhost:${port}/packs$request_uri; }
      }
    }`;
}

async function start(): Promise<void> {
  mkdirSync(join(work, 'temp'), { recursive: true });
  const started = spawn(
    'nginx',
    ['-p', work, '-c', join(work, 'nginx.conf'), '-e', join(work, 'error.log')],
    {
      stdio: 'ignore',
    },
  );
  server = started;
  for (;;) {
    if (started.exitCode !== null) throw new Error(readFileSync(join(work, 'error.log'), 'utf8'));
    const isUp = await fetch(`http://127.0.0.1:${port}/packs/metadata/1.root.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
  }
}

/** Breaks all connections, as a power cut at the server does, and starts it again. */
async function restart(): Promise<void> {
  const stopped = new Promise((resolve) => server?.once('exit', resolve));
  // The master stops its workers at once, in the middle of what they send.
  server?.kill('SIGTERM');
  await stopped;
  await start();
}

function update(place: string, to: string, ...more: readonly string[]): Promise<Outcome> {
  return satchel([
    ...['update', `http://127.0.0.1:${port}/${place}/`, '--to', to, '--trust', forge.fingerprint],
    ...more,
  ]);
}

test('nginx serves a channel as it lies', async () => {
  const to = newPacks(work);
  expect(await update('packs', to)).toMatchObject({ code: 0 });
  expect(packsIn(to)).toEqual([v1.name]);
});

test('a line of 8 kbit/s is slow, and works', async () => {
  const to = newPacks(work);
  expect(statSync(v1.file).size).toBeGreaterThan(4000);
  expect(await update('slow', to)).toMatchObject({ code: 0 });
  expect(readFileSync(join(to, v1.name)).equals(readFileSync(v1.file))).toBe(true);
});

test.each(['films', 'whole'])(
  'a server that is killed twice while it sends (%s) is gone on with',
  async (place) => {
    const to = newPacks(work);
    const { fingerprint } = new Forge(join(work, 'films'), 'films');
    const running = satchel([
      'update',
      `http://127.0.0.1:${port}/${place}/`,
      '--to',
      to,
      '--trust',
      fingerprint,
      '--format',
      'json',
    ]);
    let outcome: Outcome | undefined;
    void running.then((ended) => (outcome = ended));
    for (const size of [300_000, 1_200_000]) {
      while (outcome === undefined && sizeOfPartials(to) < size) await new Promise(setImmediate);
      expect(outcome).toBeUndefined();
      await restart();
    }
    const { code, stdout } = await running;
    expect(code).toBe(0);
    // What had come was not asked for again, or passed over where all was sent.
    const size = statSync(join(work, 'made/film_2.0.0.zip')).size;
    expect(JSON.parse(stdout)).toMatchObject({ fetchedSize: size });
    expect(packsIn(to)).toEqual(['film_2.0.0.zip']);
  },
);

test('a file that is cut off on the server is refused, and comes when it is whole', async () => {
  cpSync(channel, join(work, 'cut'), { recursive: true });
  const file = forge.placeOf('soil/soil_1.0.0.zip').replace(channel, join(work, 'cut'));
  truncateSync(file, 1000);
  const to = newPacks(work);
  const { code, stdout } = await update('cut', to);
  expect(code).toBe(3);
  expect(stdout).toContain('update-file-wrong');
  expect(packsIn(to)).toEqual([]);
  copyFileSync(v1.file, file);
  expect(await update('cut', to)).toMatchObject({ code: 0 });
});

test('copies in between that do not let themselves be passed by tell old news, which is told as old once the new was seen', async () => {
  const to = newPacks(work);
  const other = newPacks(work);
  expect(await update('copies', to)).toMatchObject({ code: 0 });
  expect(await update('asked', other)).toMatchObject({ code: 0 });
  addPack(forge, v2);
  await addDelta(forge, v1, v2);
  forge.publish(expiring);
  expect(await update('copies', to)).toMatchObject({ code: 0 });
  expect(packsIn(to)).toEqual([v1.name]);
  // Those that do, do not matter.
  expect(await update('asked', other)).toMatchObject({ code: 0 });
  expect(packsIn(other)).toEqual([v2.name]);
  expect(await update('packs', to)).toMatchObject({ code: 0 });
  expect(packsIn(to)).toEqual([v2.name]);
  const { code, stderr } = await update('copies', to);
  expect(code).toBe(3);
  expect(stderr).toContain('trust-rollback');
  expect(packsIn(to)).toEqual([v2.name]);
});

test('https is asked for its certificate, and does not lead to http', async () => {
  const https = `https://localhost:${tlsPort}`;
  const to = newPacks(work);
  const args = ['--to', to, '--trust', forge.fingerprint];
  const unknown = await satchel(['update', `${https}/packs`, ...args]);
  expect(unknown.code).toBe(4);
  expect(unknown.stderr).toContain('its certificate is not good');
  const env = { NODE_EXTRA_CA_CERTS: join(work, 'cert.pem') };
  const down = await satchel(['update', `${https}/plain`, ...args], { env });
  expect(down.code).toBe(3);
  expect(down.stderr).toContain('from https to http');
  expect(await satchel(['update', `${https}/packs`, ...args], { env })).toMatchObject({ code: 0 });
});

test.each([
  ['+365d', 3, 'channel-expired-clock'],
  ['-365d', 0, ''],
])('a clock that is off by %s', async (off, code, told) => {
  const [library = ''] = execFileSync('sh', ['-c', 'ls /usr/lib/*/faketime/libfaketime.so.1'], {
    encoding: 'utf8',
  }).split('\n');
  const to = newPacks(work);
  const env = { LD_PRELOAD: library, FAKETIME: off, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const outcome = await satchel(
    ['update', `http://127.0.0.1:${port}/packs/`, '--to', to, '--trust', forge.fingerprint],
    { env },
  );
  expect(outcome).toMatchObject({ code });
  expect(outcome.stderr).toContain(told);
  expect(packsIn(to).length).toBe(code === 0 ? 1 : 0);
});
