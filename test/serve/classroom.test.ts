import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { pack } from '../drop/sticks.ts';
import { goodFiles, folder, satchel, work } from '../cli/satchel.ts';
import { writeFilmBundle } from './film-bundle.ts';

// The CLI as a teacher starts it, asked as phones ask and as nobody should.

const bin = join(import.meta.dirname, '../../bin/satchel.js');
const film = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * 7919 + (n >> 9)) % 251));
let zip: string;
let filmZip: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder('source', goodFiles);
  expect(await satchel(['build', 'source', '-o', 'out'])).toMatchObject({ code: 0 });
  zip = join(work, 'out/soil_1.2.0.zip');
  filmZip = await writeFilm('film.zip');
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    if (child.exitCode === null && child.kill('SIGKILL')) await ended;
  }
});

function schemaOf(name: string): object {
  const file = join(import.meta.dirname, `../../schemas/${name}.schema.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

interface Served {
  readonly port: number;
  readonly output: unknown;
  readonly told: { stderr: string };
  /** Ends it as Ctrl-C does; gives the exit code. */
  readonly end: () => Promise<number | null>;
}

async function serve(...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, [bin, 'serve', ...args, '--format', 'json'], { cwd: work });
  running.push(child);
  const told = { stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.stderr += text));
  const line = await new Promise<string>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.endsWith('\n')) resolve(stdout);
    });
    child.on('exit', (code) => {
      reject(new Error(`ended with ${code}: ${stdout} ${told.stderr}`));
    });
  });
  const output = JSON.parse(line) as { port: number };
  const end = (): Promise<number | null> =>
    new Promise((resolve) => {
      child.on('exit', resolve);
      child.kill('SIGINT');
    });
  return { port: output.port, output, told, end };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(
  { port }: Served,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, method }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

test('one pack opens from the bare address, and an interruption ends it well', async () => {
  const served = await serve(zip, '--port', '0');
  const start = await ask(served, '/');
  expect(start).toMatchObject({ status: 302, headers: { location: '/soil_1.2.0/' } });
  const page = await ask(served, '/soil_1.2.0/pages/02-roots.html');
  expect(page.status).toBe(404);
  const lesson = await ask(served, '/soil_1.2.0/pages/roots.html');
  expect(lesson).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(lesson.headers['content-security-policy']).toMatch(/script-src 'self'; .*object-src 'none'/);
  expect(lesson.body.toString()).toContain('Roots drink.');
  expect(await served.end()).toBe(0);
});

test('several packs, zipped or unpacked, lie beside each other below their names', async () => {
  await unpackBundle(zip, join(work, 'unpacked pack'));
  const served = await serve(join(work, 'out'), join(work, 'unpacked pack'), filmZip, '--port', '0');
  const start = (await ask(served, '/')).body.toString();
  for (const href of ['soil_1.2.0/', 'unpacked%20pack/', 'film/']) expect(start).toContain(`href="${href}"`);
  for (const name of ['soil_1.2.0', 'unpacked%20pack'])
    expect((await ask(served, `/${name}/pages/roots.html`)).body.toString()).toContain('Roots drink.');
  expect((await ask(served, '/film')).headers.location).toBe('/film/');
});

test('what tells packs apart stands behind their titles, of sticks as of bundles; on the page each is opened by itself', async () => {
  const made = join(work, 'made');
  mkdirSync(made);
  const both = [await pack(made), await pack(made, { language: 'ar', version: '1.1.0', profile: 'low' })];
  mkdirSync(join(work, 'stick'));
  const write = ['drop', 'write', ...both, '--to', 'stick', '--allow-folder'];
  expect(await satchel(write)).toMatchObject({ code: 0 });
  const served = await serve('stick', zip, '--port', '0');
  const start = (await ask(served, '/')).body.toString();
  const links = [...start.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '');
  expect(links).toHaveLength(3);
  for (const href of links) expect((await ask(served, `/${href}`)).status).toBe(200);
  expect(start).toContain('<bdi>العربية</bdi> · <bdi>1.1.0</bdi> · <bdi>low</bdi>');
  expect(start).not.toContain('>Satchel</a>');

  const printed = async (...targets: string[]): Promise<string> => {
    const { stderr } = await satchel(['serve', ...targets, '--port', '0', '--host', '127.0.0.1'], {
      onOutput: (output) => {
        if (output.stderr.includes('Ctrl-C')) output.kill('SIGINT');
      },
    });
    return stderr;
  };
  expect(await printed('stick')).toBe(
    '  Plants plants  1.1.0, ar, low\n  Plants plants  1.0.0, en\n2 packs served to this machine alone; Ctrl-C ends it\n',
  );
  expect(await printed('stick', zip)).toContain(
    '  Plants plants  1.0.0, en  /stick/\n  Soil  1.2.0, en  /soil_1.2.0/\n',
  );
});

test('what it prints for programs is what its schema says', async () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  formats.default(ajv);
  ajv.addSchema(schemaOf('delta-1'));
  const { output } = await serve(zip, '--port', '0');
  expect(ajv.validate(schemaOf('output-1'), output), ajv.errorsText()).toBe(true);
});

test('bundles of one name are refused, and what is none', async () => {
  mkdirSync(join(work, 'twin'));
  writeFileSync(join(work, 'twin/soil_1.2.0.zip'), readFileSync(zip));
  expect(await satchel(['serve', zip, 'twin/soil_1.2.0.zip'])).toMatchObject({ code: 2 });
  expect(await satchel(['serve', 'nowhere.zip'])).toMatchObject({ code: 2 });
  expect(await satchel(['serve', 'source'])).toMatchObject({ code: 2 });
  const elsewhere = await satchel(['serve', zip, '--host', '203.0.113.9']);
  expect(elsewhere).toMatchObject({ code: 4 });
  expect(elsewhere.stderr).toContain('env-no-address');
});

test('a port that is taken is told where it was asked for', async () => {
  const other = createServer().listen(0);
  const { port } = other.address() as { port: number };
  const { code, stderr } = await satchel(['serve', zip, '--port', String(port)]);
  other.close();
  expect(code).toBe(4);
  expect(stderr).toContain('env-port-taken');
});

test.each([
  ['bytes=0-0', 0, 1],
  ['bytes=1000000-1999999', 1_000_000, 2_000_000],
  ['bytes=2999990-', 2_999_990, 3_000_000],
  ['bytes=-7', 2_999_993, 3_000_000],
])('a part of a film (%s) is those very bytes', async (range, start, end) => {
  const served = await serve(filmZip, '--port', '0');
  const part = await ask(served, '/film/media/film.mp4', { Range: range });
  expect(part.status).toBe(206);
  expect(part.headers['content-range']).toBe(`bytes ${start}-${end - 1}/3000000`);
  expect(part.body.equals(film.subarray(start, end))).toBe(true);
});

test('ranges that cannot be are refused, several are answered with the whole, others bytes’ are not mixed', async () => {
  const served = await serve(filmZip, '--port', '0');
  const path = '/film/media/film.mp4';
  expect(await ask(served, path, { Range: 'bytes=3000000-' })).toMatchObject({
    status: 416,
    headers: { 'content-range': 'bytes */3000000' },
  });
  const whole = await ask(served, path, { Range: 'bytes=0-1,5-6' });
  expect(whole).toMatchObject({ status: 200, headers: { 'content-length': '3000000' } });
  expect(whole.body.equals(film)).toBe(true);
  const { etag = '' } = whole.headers;
  expect((await ask(served, path, { Range: 'bytes=1-2', 'If-Range': etag })).status).toBe(206);
  expect((await ask(served, path, { Range: 'bytes=1-2', 'If-Range': '"other"' })).status).toBe(200);
});

test('what a browser has it need not get again', async () => {
  const served = await serve(zip, filmZip, '--port', '0');
  for (const path of ['/soil_1.2.0/pages/roots.html', '/film/media/film.mp4'])
    for (const encoding of ['gzip', 'identity']) {
      const { etag = '' } = (await ask(served, path, { 'Accept-Encoding': encoding })).headers;
      const again = await ask(served, path, {
        'If-None-Match': `"x", W/${etag}`,
        'Accept-Encoding': encoding,
      });
      expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
      expect((await ask(served, path, { 'If-None-Match': '"x"' })).status).toBe(200);
    }
});

test('text goes out as it lies deflated, and is what it is without', async () => {
  const served = await serve(zip, '--port', '0');
  const path = '/soil_1.2.0/pages/roots.html';
  const packed = await ask(served, path, { 'Accept-Encoding': 'br, gzip' });
  const plain = await ask(served, path, { 'Accept-Encoding': 'gzip;q=0' });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(packed.headers.etag).not.toBe(plain.headers.etag);
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  const head = await ask(served, path, { 'Accept-Encoding': 'gzip' }, 'HEAD');
  expect(head.headers).toMatchObject({ 'content-length': String(packed.body.length) });
  expect(head.body.length).toBe(0);
});

test('forty phones that read a film at once get it whole, and the server stays small', async () => {
  const served = await serve(filmZip, '--port', '0');
  const child = running.at(-1);
  const readers = Array.from({ length: 40 }, (_, n) =>
    ask(served, '/film/media/film.mp4', n % 2 === 0 ? {} : { Range: `bytes=${n * 1000}-` }),
  );
  const answers = await Promise.all(readers);
  for (const [n, { body }] of answers.entries())
    expect(body.equals(n % 2 === 0 ? film : film.subarray(n * 1000))).toBe(true);
  if (process.platform !== 'linux') return;
  const status = readFileSync(`/proc/${child?.pid}/status`, 'utf8');
  // Forty times the film alone would be 120 MB more.
  expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(180 * 1024);
});

test('damaged bytes are never sent as good, and told once', async () => {
  const file = await writeFilm('damaged.zip');
  const at = readFileSync(file).indexOf(film.subarray(2_000_000, 2_000_100));
  const fd = openSync(file, 'r+');
  writeSync(fd, 'peas', at);
  closeSync(fd);
  const served = await serve(file, '--port', '0');
  for (const range of [undefined, 'bytes=0-9', 'bytes=1999990-2000010'])
    await expect(ask(served, '/damaged/media/film.mp4', range ? { Range: range } : {})).rejects.toThrow();
  expect((await ask(served, '/damaged/index.html')).status).toBe(200);
  expect(served.told.stderr.match(/media\/film\.mp4/g)).toHaveLength(1);
  expect(served.told.stderr).toContain('bundle-entry-digest');
});

test('a damaged page is an error, gzipped or not', async () => {
  const copy = join(work, 'page.zip');
  const bytes = readFileSync(zip);
  const name = bytes.indexOf('pages/roots.html');
  bytes.fill(0x55, name + 60, name + 90);
  writeFileSync(copy, bytes);
  const served = await serve(copy, '--port', '0');
  for (const encoding of ['gzip', 'identity'])
    expect((await ask(served, '/page/pages/roots.html', { 'Accept-Encoding': encoding })).status).toBe(500);
  expect((await ask(served, '/page/pages/water.html')).status).toBe(200);
});

test.each([
  ['/soil_1.2.0/../../etc/passwd', 404],
  ['/soil_1.2.0/%2e%2e/%2e%2e/etc/passwd', 404],
  ['/soil_1.2.0/..%2f..%2fetc%2fpasswd', 404],
  ['/soil_1.2.0/..%5c..%5cwindows', 404],
  ['/soil_1.2.0/pages/roots.html%00.png', 404],
  ['/soil_1.2.0/manifest.json', 404],
  ['//etc/passwd', 404],
  ['/%', 400],
  ['/%E0%A4%A', 400],
  ['/%C0%AE%C0%AE/', 400],
])('%s is answered with %i', async (path, status) => {
  expect((await ask(await serve(zip, '--port', '0'), path)).status).toBe(status);
});

test('only reading is possible, and no header fills the memory', async () => {
  const served = await serve(zip, '--port', '0');
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask(served, '/', {}, method)).status).toBe(405);
  expect(
    (await ask(served, '/', { Cookie: 'x'.repeat(100_000) }).catch(() => ({ status: 431 }))).status,
  ).toBe(431);
  expect(await raw(served, 'NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect((await ask(served, '/soil_1.2.0/')).status).toBe(200);
});

test('whoever never finishes asking is not waited for', async () => {
  const served = await serve(zip, '--port', '0');
  expect(await raw(served, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408/);
});

/** What the server says until it ends the connection. */
function raw({ port }: Served, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (more: string) => (said += more));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(said);
    });
  });
}

async function writeFilm(name: string): Promise<string> {
  const file = join(work, name);
  await writeFilmBundle(file, film);
  return file;
}
