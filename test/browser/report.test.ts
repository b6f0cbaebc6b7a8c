import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureBundle } from '../../src/report/measure.ts';
import { renderPage } from '../../src/report/page.ts';
import { garden, large, pack, work } from '../report/packs.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

let browser: Browser;
const hostile = '</span><script>document.title="owned"</script><img src=x onerror=alert(1)> \u202e ثمار';

beforeAll(async () => {
  browser = await launchBrowser();
  const price = { perMegabyte: 0.05, currency: 'USD' };
  const units = garden.units.map((unit) => ({ ...unit, title: hostile }));
  const bundles = {
    garden: await pack('garden', garden),
    hostile: await pack('hostile', { ...garden, units, title: hostile }),
    large: await pack('large', large(3000)),
  };
  for (const [name, file] of Object.entries(bundles))
    writeFileSync(join(work, `${name}.html`), renderPage(await measureBundle(file), price));
});

afterAll(async () => {
  await browser.close();
});

describe.each(['garden.html', 'hostile.html'])('the report %s, opened from a file', (name) => {
  it.each([
    { width: 320, colorScheme: 'light' },
    { width: 320, colorScheme: 'dark' },
    { width: 1200, colorScheme: 'light' },
    { width: 1200, colorScheme: 'dark' },
  ] as const)('holds no stumbling block on $width px in $colorScheme colours', async (options) => {
    expect(await stumblings(browser, work, [name], options)).toEqual([]);
  });
});

it('shows names that others wrote as they are, each for itself', async () => {
  const { page, close } = await visit(browser, work, 'hostile.html');
  expect(await page.locator('h1').textContent()).toBe(hostile);
  expect(await page.title()).toBe('What plants 1.0.0 weighs');
  expect(await page.locator('h1 > bdi, tr.unit bdi').count()).toBeGreaterThan(2);
  expect(await page.locator('img, script').count()).toBe(0);
  await close();
});

it('gives each lesson and kind an area of its bytes, side by side', async () => {
  const { page, close } = await visit(browser, work, 'garden.html');
  const areas = await page.locator('.map > [title]').evaluateAll((boxes) =>
    boxes.map((box) => {
      const { width, height } = box.getBoundingClientRect();
      return { title: box.getAttribute('title') ?? '', area: width * height };
    }),
  );
  const areaOf = (what: string): number => areas.find(({ title }) => title.includes(what))?.area ?? 0;
  expect(areaOf('Leaves⁩ · Films') / areaOf('Roots⁩ · Pictures')).toBeGreaterThan(2.9);
  expect(areaOf('Leaves⁩ · Films') / areaOf('Roots⁩ · Pictures')).toBeLessThan(3.1);
  await close();
});

it('leads from a unit in the picture to its row, with the keyboard and without a script', async () => {
  const { page, close } = await visit(browser, work, 'garden.html', { javaScript: false });
  await page.focus('.map a');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#unit-1$/);
  expect(await page.locator('tr:target').textContent()).toContain('Start');
  await close();
});

it('of 3,000 lessons opens with as few elements as anybody reads', async () => {
  const visited = await visit(browser, work, 'large.html');
  expect(await visited.page.locator('.map > *').count()).toBeLessThan(3000);
  expect(await visited.page.locator('tbody tr').count()).toBeLessThan(700);
  expect([...visited.errors, ...visited.foreignRequests]).toEqual([]);
  await visited.close();
});

it('is printed in light colours, whatever the screen has', async () => {
  const { page, close } = await visit(browser, work, 'garden.html', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).color)).toBe('rgb(30, 35, 41)');
  await close();
});
