import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { preview, type Preview, type PreviewEvent } from '../../src/serve/preview.ts';
import { writeFilmBundle } from './film-bundle.ts';

let work: string;
let running: Preview | undefined;
const cache = (): string => join(work, 'cache');

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'satchel-serve-'));
  // Temporary folders of other previews on this machine are none of these tests' business.
  vi.stubEnv('TMPDIR', work);
});
afterEach(async () => {
  await running?.close();
  running = undefined;
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(work, { recursive: true, force: true });
});

function source(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(work, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(work, name);
}

const settings = 'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: CC-BY-4.0\n';

async function start(target: string, onEvent?: (event: PreviewEvent) => void): Promise<string> {
  running = await preview({ target, cache: cache(), ...(onEvent && { onEvent }) });
  return running.url;
}

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Reads the numbers an open page hears, the first at once. */
async function listen(url: string): Promise<() => Promise<string>> {
  const { body } = await fetch(`${url}~satchel/events`);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  return async () => {
    for (;;) {
      const match = /data: (\d+)\n\n/.exec(heard);
      if (match) {
        heard = heard.slice(match.index + match[0].length);
        return match[1] ?? '';
      }
      heard += (await reader?.read())?.value ?? '';
    }
  };
}

test('a source is shown, and open pages hear of each change', async () => {
  const dir = source('live', { 'satchel.yaml': settings, 'water.md': '# Water\n\nOld words.\n' });
  const url = await start(dir);
  expect(await text(`${url}pages/water.html`)).toContain('Old words');
  const next = await listen(url);
  const first = await next();
  writeFileSync(join(dir, 'water.md'), '# Water\n\nNew words.\n');
  expect(await next()).not.toBe(first);
  expect(await text(`${url}pages/water.html`)).toContain('New words');
});

test('a source is shown although it is larger than its budget', async () => {
  const dir = source('large', {
    'satchel.yaml': `${settings}budget: { bundle: 1 B, lesson: 1 B }\n`,
    'water.md': '# Water\n',
  });
  expect(await text(`${await start(dir)}pages/water.html`)).toContain('Water');
});

test('a source is followed by way of a link to it, and no link leads out of it', async () => {
  const dir = source('linked', { 'satchel.yaml': settings, 'water.md': '# Water\n\nOld words.\n' });
  symlinkSync('/', join(dir, 'everything'));
  symlinkSync(dir, join(work, 'link'));
  const failures: PreviewEvent[] = [];
  const url = await start(join(work, 'link'), (event) => {
    if (event.kind === 'failed') failures.push(event);
  });
  const next = await listen(url);
  const first = await next();
  writeFileSync(join(dir, 'water.md'), '# Water\n\nNew words.\n');
  expect(await next()).not.toBe(first);
  expect(await text(`${url}pages/water.html`)).toContain('New words');
  expect(failures).toEqual([]);
});

test('a bundle behind a link is followed when the link is led elsewhere', async () => {
  const files = { 'satchel.yaml': settings, 'water.md': '# Water\n\nPacked words.\n' };
  const link = join(work, 'latest.zip');
  for (const n of [1, 2]) {
    const dir = source(`version-${n}`, { ...files, 'water.md': `# Water\n\nVersion ${n}.\n` });
    await build({ source: dir, out: join(work, `out-${n}`), cache: cache() });
  }
  symlinkSync(join(work, 'out-1/soil_1.0.0.zip'), link);
  const url = await start(link);
  const next = await listen(url);
  await next();
  symlinkSync(join(work, 'out-2/soil_1.0.0.zip'), `${link}.new`);
  renameSync(`${link}.new`, link);
  await next();
  expect(await text(`${url}pages/water.html`)).toContain('Version 2');
});

test('pages carry a script that their policy allows, and other entries are served as they are', async () => {
  const url = await start(source('served', { 'satchel.yaml': settings, 'water.md': '# Water\n' }));
  const page = await fetch(`${url}pages/index.html`);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await page.text();
  expect(html).toContain('<script src="/~satchel/reload.js?1"></script>');
  expect(html).toContain("connect-src 'self'");
  expect((await fetch(`${url}~satchel/reload.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  const style = await fetch(`${url}pages/style.css`, { headers: { Range: 'bytes=0-9' } });
  expect({ status: style.status, length: (await style.text()).length }).toEqual({ status: 206, length: 10 });
  expect((await fetch(`${url}satchel.yaml`)).status).toBe(404);
});

test('several languages are shown below their own names', async () => {
  const dir = source('many', {
    'satchel.yaml': settings,
    'water.md': '# Water\n\nRain is water that falls from the clouds upon the fields.\n',
    'translations/de/water.md': '# Wasser\n\nRegen ist Wasser, das aus den Wolken auf die Felder fällt.\n',
  });
  const url = await start(dir);
  expect(await text(url)).toContain('href="soil_1.0.0_de/"');
  expect(await text(`${url}soil_1.0.0_de/pages/water.html`)).toContain('Wolken');
  expect(await text(`${url}soil_1.0.0/pages/water.html`)).toContain('clouds');
});

test('a source that cannot be built shows why, and is shown when it is mended', async () => {
  const dir = source('empty', { 'satchel.yaml': settings });
  const url = await start(dir);
  const broken = await fetch(url);
  expect(broken.status).toBe(500);
  expect(await broken.text()).toContain('source-empty');
  const next = await listen(url);
  await next();
  writeFileSync(join(dir, 'water.md'), '# Water\n\nWords.\n');
  await next();
  expect(await text(`${url}pages/water.html`)).toContain('Words');
});

test('findings are told with each build', async () => {
  const events: PreviewEvent[] = [];
  const dir = source('findings', {
    'satchel.yaml': settings,
    'water.md': '# Water\n\n![a drop](drop.png)\n',
  });
  await start(dir, (event) => events.push(event));
  const shown = events.filter((event) => event.kind === 'shown');
  expect(shown.map(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([['asset-missing']]);
});

test('a bundle is shown as it is', async () => {
  const dir = source('packed', { 'satchel.yaml': settings, 'water.md': '# Water\n\nPacked words.\n' });
  const { bundles } = await build({ source: dir, out: join(work, 'out'), cache: cache() });
  const url = await start(bundles[0]?.file ?? '');
  expect(await text(`${url}pages/water.html`)).toContain('Packed words');
});

test.each([
  '/../satchel.yaml',
  '/%2e%2e/satchel.yaml',
  '/..%2f..%2f..%2f..%2fetc/passwd',
  '/pages/..%2fmanifest.json',
  '//etc/passwd',
  '/manifest.json',
  '/__proto__',
  '/constructor',
  '/index.html%00.png',
])('nothing is given out for %s', async (path) => {
  const dir = source('closed', { 'satchel.yaml': settings, 'water.md': '# Water\n' });
  const url = await start(dir);
  expect((await fetch(`${url}index.html`)).status).toBe(200);
  const { port } = new URL(url);
  const status = await new Promise((resolve, reject) => {
    // A raw request: `fetch` would mend the path.
    const asked = request({ host: '127.0.0.1', port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
  expect(status).toBe(404);
});

test('a large file that is damaged does not arrive whole, one that is whole does', async () => {
  const { file, manifest, film } = await filmBundle();
  const dir = join(work, 'film');
  await unpackBundle(file, dir);
  const url = `${await start(dir)}${film}`;
  const size = manifest.entries.find(({ path }) => path === film)?.size ?? 0;
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(size);
  const part = await fetch(url, { headers: { Range: `bytes=${size - 5}-` } });
  expect(Buffer.from(await part.arrayBuffer()).toString()).toBe('beans');

  const fd = openSync(join(dir, film), 'r+');
  writeSync(fd, 'peas', 3_000_000);
  closeSync(fd);
  const damaged = fetch(url).then((answer) => answer.arrayBuffer());
  await expect(damaged).rejects.toThrow();
});

test('damage of a bundle is told when it is shown, and what is no bundle is not shown', async () => {
  const { file, manifest, film } = await filmBundle();
  const dir = join(work, 'damaged');
  await unpackBundle(file, dir);
  writeFileSync(join(dir, film), 'peas');
  const told: PreviewEvent[] = [];
  await start(dir, (event) => told.push(event));
  expect(told).toMatchObject([{ kind: 'shown', diagnostics: [{ params: { path: film } }] }]);
  expect(manifest.entries.map(({ path }) => path)).toContain(film);
  await running?.close();
  writeFileSync(join(work, 'page.zip'), '<!doctype html>');
  await expect(start(join(work, 'page.zip'))).rejects.toMatchObject({ code: 'zip-not-zip', exit: 3 });
});

test('nothing is left behind', async () => {
  const before = previews();
  await start(source('tidy', { 'satchel.yaml': settings, 'water.md': '# Water\n' }));
  expect(previews().length).toBe(before.length + 1);
  await running?.close();
  running = undefined;
  expect(previews()).toEqual(before);
});

/** A bundle with one entry that is too large to be read at once. */
async function filmBundle(): Promise<{ file: string; manifest: Manifest; film: string }> {
  const film = 'media/film.mp4';
  const file = join(work, 'film.zip');
  const manifest = await writeFilmBundle(file, Buffer.alloc(6_000_000, 'beans'));
  return { file, manifest, film };
}

function previews(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('satchel-preview-'));
}
