import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { build } from '../../src/build/build.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { launchBrowser } from './browser.ts';
import { visit } from './visit.ts';

// A hub on this machine, by the CLI: http://localhost is as good as https to a browser.

const bin = join(import.meta.dirname, '../../bin/satchel.js');
let work: string;
let browser: Browser;
let hub: { readonly url: string; readonly child: ChildProcess };
let context: BrowserContext;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'satchel-offline-'));
  await buildPack('1.0.0', 'Rain falls.');
  browser = await launchBrowser();
});
beforeEach(async () => {
  hub = await serve(join(work, '1.0.0'));
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await stop(hub.child);
});
afterAll(async () => {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
});

/** A pack of two lessons in the folder `soil` of a folder named by its version, one of them with a recording. */
async function buildPack(version: string, text: string): Promise<void> {
  const source = join(work, `source-${version}`);
  mkdirSync(source);
  const files: Record<string, string | Buffer> = {
    'satchel.yaml': `id: soil\nversion: ${version}\ntitle: Soil\nlanguage: en\nlicense: CC-BY-4.0\n`,
    'water.md': `# Water\n\n${text}\n\n![A drop](drop.svg)\n\n<audio controls src="rain.wav"></audio>\n`,
    'roots.md': '# Roots\n\nRoots drink.\n',
    'drop.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><path d="M2 2h16v16H2z"/></svg>',
    'rain.wav': wave(60),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(source, name), content);
  const { bundles } = await build({ source, out: join(work, 'zips'), cache: join(work, 'cache') });
  await unpackBundle(bundles[0]?.file ?? '', join(work, version, 'soil'));
}

/** A tone of so many seconds, as recorders write it. */
function wave(seconds: number): Buffer {
  const rate = 8000;
  const data = Buffer.alloc(seconds * rate * 2);
  for (let n = 0; n < data.length / 2; n++) data.writeInt16LE(Math.round(8000 * Math.sin(n / 4)), 2 * n);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0).toString();
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

async function serve(folder: string, port = 0): Promise<typeof hub> {
  const args = ['serve', join(folder, 'soil'), '--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(process.execPath, [bin, ...args, '--format', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  const output = JSON.parse(line) as { port: number };
  return { url: `http://localhost:${output.port}/soil/`, child };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGINT');
  await ended;
}

const button = (page: Page): ReturnType<Page['locator']> =>
  page.getByRole('button', { name: 'Kept on this device' });

/** Opens a lesson, and waits until the worker has what belongs to it. */
async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(hub.url + path);
  await button(page).waitFor();
  await page.waitForFunction(isKept, hub.url + path);
  return { page, complaints };
}

async function isKept(url: string): Promise<boolean> {
  return (await caches.match(url)) !== undefined;
}

test('a lesson that was opened is there without a network, with its picture and its sound; another says so', async () => {
  const { page, complaints } = await open('pages/water.html');
  const picture = await page.evaluate(() => document.images[0]?.src ?? '');
  await page.waitForFunction(isKept, picture);
  await page.evaluate(() => document.querySelector('audio')?.play());
  const sound = await page.evaluate(() => document.querySelector('audio')?.currentSrc ?? '');
  await page.waitForFunction(isKept, sound);
  expect(complaints).toEqual([]);

  await context.setOffline(true);
  await stop(hub.child);
  await page.reload();
  expect(await page.textContent('article')).toContain('Rain falls.');
  await page.waitForFunction(() => document.images[0]?.naturalWidth === 20);
  const played = await page.evaluate(async () => {
    const audio = document.querySelector('audio');
    if (!audio) return 0;
    await new Promise((resolve) => {
      audio.onloadedmetadata = resolve;
      audio.load();
    });
    const sought = new Promise((resolve) => (audio.onseeked = resolve));
    audio.currentTime = 50;
    await sought;
    return audio.currentTime;
  });
  expect(played).toBeCloseTo(50, 0);
  await page.goto(`${hub.url}pages/index.html`);
  expect(await page.textContent('h1')).toBe('Soil');
  const away = await page.goto(`${hub.url}pages/roots.html`);
  expect(away?.status()).toBe(503);
  expect(await page.textContent('body')).toContain('This page is not on this device yet.');
});

test('without a network what was opened can be searched, and what is done is kept', async () => {
  const { page, complaints } = await open('pages/water.html');
  await page.keyboard.press('/');
  await page.locator('.searching input').fill('rain');
  await page.waitForSelector('.results .excerpt mark');
  const shards = await page.evaluate(() =>
    Array.from(document.scripts, ({ src }) => src).filter((src) => src.includes('/search-')),
  );
  for (const shard of shards) await page.waitForFunction(isKept, shard);

  await context.setOffline(true);
  await stop(hub.child);
  await page.reload();
  await page.getByRole('button', { name: 'Mark as done' }).click();
  await page.waitForSelector('.finish.done');
  await page.click('.bar .contents');
  await page.locator('.drawer a', { hasText: 'Water' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.locator('.searching input').fill('rain');
  await page.waitForSelector('.results .excerpt mark');
  await page.goto(`${hub.url}pages/index.html`);
  await page.locator('.mark', { hasText: 'Done' }).waitFor();
  await page.click('button.learner');
  await page.waitForSelector('.learner-panel');
  expect(complaints).toEqual([]);
});

test('a part that a player asks for comes from what is kept, byte for byte', async () => {
  await context.close();
  // Pages of packs may not fetch anything: the test may.
  context = await browser.newContext({ bypassCSP: true });
  const { page } = await open('pages/water.html');
  await page.evaluate(() => document.querySelector('audio')?.play());
  const sound = await page.evaluate(() => document.querySelector('audio')?.currentSrc ?? '');
  await page.waitForFunction(isKept, sound);
  const whole = Buffer.from(await (await fetch(sound)).arrayBuffer());
  await context.setOffline(true);
  await stop(hub.child);
  const ask = (range: string): Promise<{ status: number; range: string | null; bytes: number[] }> =>
    page.evaluate(
      async ([url, Range]) => {
        const answer = await fetch(url, { headers: { Range } });
        return {
          status: answer.status,
          range: answer.headers.get('Content-Range'),
          bytes: Array.from(new Uint8Array(await answer.arrayBuffer())),
        };
      },
      [sound, range] as const,
    );
  expect(await ask('bytes=100-199')).toEqual({
    status: 206,
    range: `bytes 100-199/${whole.length}`,
    bytes: [...whole.subarray(100, 200)],
  });
  expect((await ask('bytes=-5')).bytes).toEqual([...whole.subarray(-5)]);
  expect((await ask('bytes=99999999-')).status).toBe(416);
});

test('the learner sees how much is kept, and can remove it', async () => {
  const { page } = await open('pages/water.html');
  await button(page).click();
  const size = page.locator('dialog [role=status]');
  await page.waitForFunction(() =>
    /\d/.test(document.querySelector('dialog [role=status]')?.textContent ?? ''),
  );
  expect(await size.textContent()).toMatch(/^Pages kept: 2\. Space used: 0(?:\.\d)? MB\.$/);
  await page.getByRole('button', { name: 'Remove them from this device' }).click();
  await page.getByText('Nothing is kept any more.').waitFor();
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
});

test('errors are never kept, and pages still come from the network', async () => {
  const { page } = await open('pages/roots.html');
  const answer = await page.goto(`${hub.url}pages/nothing.html`);
  expect(answer?.status()).toBe(404);
  await page.goto(`${hub.url}pages/water.html`);
  await page.waitForFunction(isKept, `${hub.url}pages/water.html`);
  expect(await page.evaluate(isKept, `${hub.url}pages/nothing.html`)).toBe(false);
});

test('a new version takes the place of the old one', async () => {
  await buildPack('1.1.0', 'Snow falls.');
  const { page } = await open('pages/water.html');
  const [before] = await page.evaluate(() => caches.keys());
  expect(before).toMatch(/^satchel\/soil\/en-standard\/1\.0\.0-[0-9a-f]{12}$/);
  const { port } = new URL(hub.url);
  await stop(hub.child);
  hub = await serve(join(work, '1.1.0'), Number(port));
  await page.reload();
  // The network comes first: what is new is seen at once.
  expect(await page.textContent('article')).toContain('Snow falls.');
  await page.waitForFunction(async (old) => {
    const names = await caches.keys();
    return names.length === 1 && names[0] !== old;
  }, before);
});

test('a browser finds the pack to be an app', async () => {
  const { page } = await open('pages/water.html');
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? '{}')).toMatchObject({ name: 'Soil', lang: 'en', dir: 'ltr' });
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

test('from a file nothing is offered and nothing complains', async () => {
  const { page, errors, failedRequests, close } = await visit(
    browser,
    join(work, '1.0.0/soil'),
    'pages/roots.html',
  );
  expect(await button(page).count()).toBe(0);
  expect(await page.locator('link[rel=manifest]').count()).toBe(0);
  expect([...errors, ...failedRequests]).toEqual([]);
  await close();
});

test('the start page shows too what is kept, and clears it', async () => {
  await open('pages/water.html');
  const { page, complaints } = await open('pages/index.html');
  await button(page).click();
  const status = page.getByRole('dialog').getByRole('status');
  await status.getByText(/Pages kept: [23]\./).waitFor();
  await page.getByRole('button', { name: 'Remove them' }).click();
  await status.getByText('Nothing is kept any more').waitFor();
  expect(complaints).toEqual([]);
});
