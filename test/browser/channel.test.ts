import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import type { ChannelIndex } from '../../src/release/channel-index.ts';
import { renderIndex } from '../../src/release/index-page.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

let browser: Browser;
const dir = tempDir();
const hostile = '</span><script>document.title="owned"</script><img src=x onerror=alert(1)> \u202e ثمار';
const index: ChannelIndex = {
  formatVersion: 1,
  fingerprint: digestOf('root'),
  timestamp: { version: 7, digest: digestOf('timestamp') },
  ...{ published: '2027-01-15T08:00:00Z', expires: '2028-01-15T08:00:00Z' },
  packs: ['ar', 'en'].map((language) => ({
    ...{ id: 'soil', language, profile: 'low' },
    versions: ['1.1.0', '1.0.0'].map((version) => ({
      ...{ version, title: hostile, manifest: digestOf(version), path: 'targets/soil.zip', size: 71_071 },
      deltas: [
        { path: 'targets/a.delta', size: 174, base: digestOf('base'), baseVersion: '1.0.0' },
        { path: 'targets/b.delta', size: 42_800 },
      ],
    })),
  })),
};
const items = [
  { mark: '+', class: 'content', head: hostile },
  { mark: '-', class: 'progress-breaking', head: 'Roots' },
];
const notes = { since: '1.0.0', class: 'progress-breaking', sections: [{ title: 'Lessons', items }] };

beforeAll(async () => {
  browser = await launchBrowser();
  mkdirSync(join(dir, 'targets'));
  writeFileSync(join(dir, 'targets/soil.zip'), '');
  writeFileSync(join(dir, 'index.html'), renderIndex(index, new Map([[digestOf('1.1.0'), notes]])));
});

afterAll(async () => {
  await browser.close();
});

it.each([
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 1200, colorScheme: 'light' },
] as const)(
  'the index of a channel holds no stumbling block on $width px in $colorScheme colours',
  async (options) => {
    expect(await stumblings(browser, dir, ['index.html'], options)).toEqual([]);
  },
);

it('shows titles and notes that others wrote as they are, and bars as long as the bytes are many', async () => {
  const { page, close } = await visit(browser, dir, 'index.html');
  expect(await page.title()).toBe('Packs to learn from');
  expect(await page.locator('h2').first().textContent()).toBe(hostile);
  expect(await page.locator('img, script').count()).toBe(0);
  expect(await page.locator('li').first().textContent()).toBe(`New: ${hostile}`);
  const widths = await page
    .locator('rect')
    .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  expect(widths[0]).toBeGreaterThan((widths[1] ?? 0) * 1.5);
  expect(widths[1]).toBeGreaterThan((widths[2] ?? 0) * 50);
  await close();
});
