import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerFiles } from '../../src/build/reader-files.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { writeShowcase } from './showcase.ts';
import { visit } from './visit.ts';

let browser: Browser;
let folder: string;
const pages = new Map<string, string[]>();

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'satchel-pages-'));
  for (const [language, textLanguage] of [['en'], ['ar'], ['he', 'en']] as const) {
    pages.set(language, await writeShowcase(join(folder, language), language, textLanguage));
  }
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['en', 'ar', 'he'])('pages in %s', (language) => {
  it.each([
    { width: 320, colorScheme: 'light' },
    { width: 320, colorScheme: 'dark' },
    { width: 1200, colorScheme: 'light' },
    { width: 1200, colorScheme: 'dark' },
  ] as const)('hold no stumbling block on $width px in $colorScheme colours', async (options) => {
    expect(await stumblings(browser, join(folder, language), pages.get(language) ?? [], options)).toEqual([]);
  });
});

it('are printed in the same colours, whatever the screen has', async () => {
  const { page, close } = await visit(browser, join(folder, 'en'), 'pages/sea/lesson-1.html', {});
  const colours = async (colorScheme: 'light' | 'dark'): Promise<string[]> => {
    await page.emulateMedia({ media: 'print', colorScheme });
    return page
      .locator('.text *')
      .evaluateAll((all) =>
        all.map((node) => `${node.outerHTML.slice(0, 60)} ${getComputedStyle(node).color}`),
      );
  };
  expect(await colours('dark')).toEqual(await colours('light'));
  await close();
});

it('lead everywhere without a script', async () => {
  const { page, close } = await visit(browser, join(folder, 'en'), 'index.html', { javaScript: false });
  await page.waitForURL('**/pages/index.html');
  await page.click('.lessons a');
  await page.click('.contents');
  expect(page.url()).toMatch(/pages\/index\.html$/);
  await close();
});

it('open the contents of the whole pack beside a lesson, for the keyboard too', async () => {
  const { page, errors, failedRequests, close } = await visit(
    browser,
    join(folder, 'ar'),
    'pages/sea/other.html',
    { width: 320 },
  );
  await page.focus('.contents');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.drawer[open] [aria-current="page"]');
  await page.keyboard.press('Escape');
  expect(await page.isVisible('.drawer')).toBe(false);
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('contents');
  await page.click('.contents');
  await page.click('.drawer a[href$="hills.html"]');
  await page.waitForURL('**/pages/hills.html');
  expect([...errors, ...failedRequests]).toEqual([]);
  await close();
});

it('print the text with its solutions and without what is for screens', async () => {
  const { page, close } = await visit(browser, join(folder, 'en'), 'pages/sea/lesson-1.html');
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['.bar', '.breadcrumbs', '.toc', '.pager'])
    expect(await page.isVisible(selector), selector).toBe(false);
  expect(await page.isVisible('.solution p')).toBe(true);
  await close();
});

it('load less than 17.5 KB of script and 12 KB of style, compressed; what is opened on demand is less than 15 KB', () => {
  const sizes = { loaded: 0, asked: 0, css: 0 };
  for (const { path, pieces } of readerFiles('')) {
    const part = path.endsWith('.css') ? 'css' : /\/(?:look|reader)\.js$/.test(path) ? 'loaded' : 'asked';
    sizes[part] += gzipSync(Buffer.concat(pieces), { level: 9 }).length;
  }
  expect(sizes.loaded).toBeLessThan(17.5 * 1024);
  expect(sizes.asked).toBeLessThan(15 * 1024);
  expect(sizes.css).toBeLessThan(12 * 1024);
});
