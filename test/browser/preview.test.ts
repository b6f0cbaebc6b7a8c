import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preview, type Preview } from '../../src/serve/preview.ts';
import { launchBrowser } from './browser.ts';

let work: string;
let browser: Browser;
let shown: Preview;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'satchel-preview-browser-'));
  mkdirSync(join(work, 'soil'));
  writeFileSync(join(work, 'soil', 'water.md'), '# Water\n\nOld words.\n');
  shown = await preview({ target: join(work, 'soil'), cache: join(work, 'cache') });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await shown.close();
  rmSync(work, { recursive: true, force: true });
});

test('an open page shows what was saved, without a hand on it and without a complaint', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${shown.url}pages/water.html`);
  writeFileSync(join(work, 'soil', 'water.md'), '# Water\n\nNew words.\n');
  await page.getByText('New words').waitFor();
  expect(complaints).toEqual([]);
});
