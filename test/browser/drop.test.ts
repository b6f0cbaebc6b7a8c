import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../src/build/build.ts';
import { satchel } from '../cli/satchel.ts';
import { buildGarden } from '../drop/garden.ts';
import { drop, write } from '../drop/sticks.ts';
import { launchBrowser } from './browser.ts';
import { overflowing, seriousViolations } from './visit.ts';

// A stick as a learner opens it: by double-click on its index.html.

let work: string;
let browser: Browser;
let stick: string;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'satchel-drop-'));
  stick = join(work, 'stick');
  browser = await launchBrowser();
  await makeStick(stick, '1.0.0');
});
afterAll(async () => {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
});

async function bundle(id: string, version: string, languages: readonly string[]): Promise<string[]> {
  const source = mkdtempSync(join(work, 'source-'));
  writeFileSync(
    join(source, 'satchel.yaml'),
    `id: ${id}\nversion: ${version}\ntitle: ${id === 'rain' ? 'Rain' : 'Soil'}\nlanguage: en\nlicense: CC-BY-4.0\n`,
  );
  writeFileSync(join(source, 'drops.md'), `# Drops\n\nVersion ${version}.\n`);
  if (languages.includes('ar')) writeFileSync(join(source, 'drops.ar.md'), '# قطرات\n\nماء.\n');
  const { bundles } = await build({ source, out: join(source, 'out'), cache: join(work, 'cache') });
  return bundles.map(({ file }) => file);
}

async function makeStick(target: string, version: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  const bundles = [
    ...(await bundle('rain', version, ['en', 'ar'])),
    ...(await bundle('soil', version, ['en'])),
  ];
  expect((await write(bundles, target)).exit).toBe(0);
}

async function open(
  url: string,
  locale = 'en-GB',
): Promise<{ page: Page; foreign: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({ locale, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL('.', url).href)) foreign.push(request.url());
  });
  await page.goto(url);
  await page.waitForSelector('h1');
  return { page, foreign, close: () => context.close() };
}

function startOf(target: string): string {
  return pathToFileURL(join(target, 'index.html')).href;
}

test('a double-click shows the packs in the learner’s language, and leads into them', async () => {
  const { page, foreign, close } = await open(startOf(stick));
  expect(await page.textContent('h1')).toBe('What do you want to learn?');
  expect(await page.locator('li strong').allTextContents()).toEqual(['Rain', 'Soil']);
  expect(await seriousViolations(page)).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
  await page.click('text=Rain');
  await page.waitForURL(/packs\/rain\/1\.0\.0_en_[0-9a-f]{8}\/index\.html$/);
  expect(await page.textContent('h1')).toBe('Rain');
  expect(foreign).toEqual([]);
  await close();
});

test('a pack’s start page leads back to all packs, and to nothing where there is no drop', async () => {
  const { page, foreign, close } = await open(startOf(stick));
  await page.click('text=Rain');
  await page.click('a:has-text("Drops")');
  await page.click('.bar a:has-text("Rain")');
  expect(await seriousViolations(page)).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
  await page.click('.bar a:has-text("All courses")');
  await page.waitForURL(/stick\/index\.html$/);
  expect(foreign).toEqual([]);
  await close();
  const unpacked = join(work, 'unpacked');
  expect(await satchel(['unpack', (await bundle('rain', '1.0.0', ['en']))[0] ?? '', unpacked])).toMatchObject(
    {
      code: 0,
    },
  );
  const alone = await open(pathToFileURL(join(unpacked, 'pages/index.html')).href);
  await alone.page.waitForSelector('.bar .tool');
  expect(await alone.page.locator('.bar a').count()).toBe(0);
  await alone.close();
});

test('another language is chosen, and kept', async () => {
  const { page, close } = await open(startOf(stick));
  await page.click('button[lang="ar"]');
  await page.waitForSelector('html[dir="rtl"]');
  expect(await page.textContent('h1')).toBe('ماذا تريد أن تتعلّم؟');
  expect(await seriousViolations(page)).toEqual([]);
  await page.reload();
  await page.waitForSelector('html[lang="ar"]');
  // What there is in other languages is shown too.
  expect(await page.locator('li strong').allTextContents()).toEqual(['Rain', 'Soil']);
  await close();
});

test('a lesson in another language is the same lesson', async () => {
  const { page, close } = await open(startOf(stick));
  await page.click('text=Rain');
  await page.click('a:has-text("Drops")');
  await page.waitForSelector('h1:has-text("Drops")');
  await page.click('.tool[aria-label="Language: EN"]');
  await page.click('.languages a[lang="ar"]');
  await page.waitForURL(/1\.0\.0_ar_[0-9a-f]{8}\/drops\.html$/);
  expect(await page.textContent('h1')).toBe('قطرات');
  await close();
});

test('the newest whole release is shown, and progress goes on in it', async () => {
  const target = join(work, 'updated');
  cpSync(stick, target, { recursive: true });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(startOf(target));
  await page.click('text=Rain');
  await page.click('a:has-text("Drops")');
  await page.waitForSelector('h1:has-text("Drops")');
  await makeStick(target, '1.1.0');
  await page.goto(startOf(target));
  await page.click('text=Rain');
  await page.waitForURL(/packs\/rain\/1\.1\.0_en_/);
  expect(await page.textContent('.continue')).toContain('Continue: Drops');
  await context.close();

  // A release whose script was cut off is none.
  const script = join(target, 'releases/2.js');
  truncateSync(script, readFileSync(script).length - 20);
  const again = await open(startOf(target));
  await again.page.click('text=Rain');
  await again.page.waitForURL(/packs\/rain\/1\.0\.0_en_/);
  await again.close();
});

test('a hostile release leads nowhere and runs nothing', async () => {
  const target = join(work, 'hostile');
  cpSync(stick, target, { recursive: true });
  const script = join(target, 'releases/1.js');
  writeFileSync(
    script,
    readFileSync(script, 'utf8')
      .replaceAll(/"folder":"[^"]*_en_[^"]*"/g, '"folder":"javascript:window.hit=1//"')
      .replaceAll('"title":"Soil"', '"title":"<img src=x onerror=window.hit=1>"'),
  );
  const { page, close } = await open(startOf(target), 'fr');
  // What is no folder of a pack is not shown.
  expect(await page.locator('li a').count()).toBe(0);
  expect(await page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined();
  await close();
  // What is no lesson is the pack's start.
  const other = await browser.newPage();
  await other.goto(`${startOf(target)}#pack=rain&language=ar&lesson=../../../../etc/passwd`);
  await other.waitForURL(/hostile\/packs\/rain\/1\.0\.0_ar_[0-9a-f]{8}\/index\.html$/);
  await other.close();
});

test('is served to a classroom as it lies on the stick', async () => {
  const bin = join(import.meta.dirname, '../../bin/satchel.js');
  const child = spawn(process.execPath, [
    bin,
    'serve',
    stick,
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--format',
    'json',
  ]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { urls, packs } = JSON.parse(line.toString()) as { urls: string[]; packs: unknown[] };
  expect(packs).toHaveLength(3);
  const { page, close } = await open(`${urls[0] ?? ''}stick/index.html`);
  await page.click('text=Rain');
  await page.click('a:has-text("Drops")');
  await page.waitForSelector('h1:has-text("Drops")');
  await page.click('.tool[aria-label="Language: EN"]');
  await page.click('.languages a[lang="ar"]');
  await page.waitForSelector('h1:has-text("قطرات")');
  await close();
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('without script the packs can be found, and a page says how to check the stick', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(startOf(stick));
  expect(await page.getAttribute('#without a', 'href')).toBe('packs/');
  await context.close();
  const { page: check, close } = await open(pathToFileURL(join(stick, 'how-to-check-1.html')).href);
  expect(await check.textContent('section[lang="en"] pre >> nth=1')).toBe('sha256sum -c SHA256SUMS-1');
  expect(await check.textContent('section[lang="ar"] h1')).toBe('هل كل شيء موجود على هذه الذاكرة؟');
  expect(await seriousViolations(check)).toEqual([]);
  expect(await overflowing(check)).toEqual([]);
  await close();
});

test('a part of a pack has its units, and says of the others that they are not there', async () => {
  const garden = await buildGarden(work);
  const target = join(work, 'part');
  mkdirSync(target);
  const args = ['write', garden, '--to', target, '--allow-folder', '--unit', 'soil'];
  expect((await drop(args)).exit).toBe(0);
  expect((await drop(['verify', target])).exit).toBe(0);
  expect(readdirSync(join(target, 'packs/garden/media')).map((name) => name.split('-')[0])).toEqual(['red']);

  const { page, close } = await open(startOf(target));
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.click('text=Garden');
  await page.click('a:has-text("Leaves")');
  await page.waitForSelector('text=This part is not on this stick.');
  expect(await page.textContent('h1')).toBe('Leaves');
  expect(await page.locator('img').count()).toBe(0);
  expect(await seriousViolations(page)).toEqual([]);
  await page.click('.tool[aria-label="Search"]');
  await page.fill('[role="searchbox"]', 'breathe');
  await page.fill('[role="searchbox"]', 'dig');
  await page.waitForSelector('.results a:has-text("Worms")');
  expect(errors).toEqual([]);
  await close();
});
