import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, newPath, satchel, sourceOf } from '../build/workbench.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

const require = createRequire(import.meta.url);
const fontFile = (name: string): Buffer => readFileSync(require.resolve(`@fontsource/${name}`));
const khmer = fontFile('noto-sans-khmer/files/noto-sans-khmer-khmer-400-normal.woff2');
const nastaliq = fontFile('noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-400-normal.woff');

// Article 1 of the Universal Declaration of Human Rights: conjuncts, split vowels, stacked marks; joined and sloping words.
const inKhmer =
  'មនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិ។ មនុស្ស មានវិចារណញ្ញាណនិងសតិសម្បជញ្ញៈជាប់ពីកំណើត ហើយគប្បីប្រព្រឹត្ដចំពោះគ្នាទៅវិញទៅមក ក្នុងស្មារតីភាតរភាពជាបងប្អូន។';
const inUrdu =
  'تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔ انہیں ضمیر اور عقل ودیعت ہوئی ہے۔ اس لیے انہیں ایک دوسرے کے ساتھ بھائی چارے کا سلوک کرنا چاہیئے۔';

let browser: Browser;
const folder = newPath('bundle');

beforeAll(async () => {
  browser = await launchBrowser();
  const source = sourceOf({
    'satchel.yaml': `id: soil
version: 1.0.0
title: Soil
language: en
license: CC-BY-4.0
theme:
  accent: '#ffe14d'
  fonts:
    - fonts/khmer.woff2
    - { file: fonts/nastaliq.woff, languages: [ur] }
`,
    'a.md': `# Soil\n\nIn English, with [a link](b.md).\n\n<p id="km" lang="km">${inKhmer}</p>\n\n<p id="ur" lang="ur" dir="rtl">${inUrdu}</p>\n\n> [!TIP]\n> Another [link](b.md)\n`,
    'b.md': '# Water\n\nWater flows.\n',
    'fonts/khmer.woff2': khmer,
    'fonts/nastaliq.woff': nastaliq,
  });
  const out = newPath('out');
  await build(source, out);
  expect(await satchel(['unpack', join(out, 'soil_1.0.0.zip'), folder])).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await browser.close();
});

/** Sets `#id` in a font that the page gets from here, whole, and gives its picture. */
async function drawnWith(page: Page, id: string, font: Buffer, range: string): Promise<Buffer> {
  await page.evaluate(
    async ([element, data, unicodeRange]) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      document.fonts.add(await new FontFace('whole', bytes, { unicodeRange }).load());
      document.getElementById(element)?.style.setProperty('font-family', 'whole, var(--device)');
    },
    [id, font.toString('base64'), range] as const,
  );
  return page.locator(`#${id}`).screenshot();
}

describe('a font of the bundle', () => {
  it.each([
    // Its language is not named: spaces are the device’s own.
    ['km', 'Noto Sans Khmer', khmer, 'U+1780-17FF'],
    ['ur', 'Noto Nastaliq Urdu', nastaliq, 'U+0-10FFFF'],
  ] as const)('draws text in %s to the pixel as the whole font does', async (id, family, whole, range) => {
    const { page, errors, failedRequests, close } = await visit(browser, folder, 'pages/a.html', {});
    await page.evaluate(() => document.fonts.ready);
    expect(
      await page.evaluate(() => [...document.fonts].map((font) => `${font.family} ${font.status}`)),
    ).toContain(`${family} loaded`);
    const cutDown = await page.locator(`#${id}`).screenshot();
    expect((await drawnWith(page, id, whole, range)).equals(cutDown)).toBe(true);
    // Else the two would be alike for another reason.
    await page.evaluate((element) => {
      document.getElementById(element)?.style.setProperty('font-family', 'sans-serif');
    }, id);
    expect((await page.locator(`#${id}`).screenshot()).equals(cutDown)).toBe(false);
    expect([...errors, ...failedRequests]).toEqual([]);
    await close();
  });

  it('is not loaded by a page without its letters', async () => {
    const { page, close } = await visit(browser, folder, 'pages/b.html', {});
    await page.evaluate(() => document.fonts.ready);
    expect(await page.evaluate(() => [...document.fonts].map((font) => font.status))).toEqual([
      'unloaded',
      'unloaded',
    ]);
    await close();
  });
});

describe('a pale accent colour', () => {
  it.each(['light', 'dark'] as const)('is readable in %s colours', async (colorScheme) => {
    const pages = ['pages/index.html', 'pages/a.html'];
    expect(await stumblings(browser, folder, pages, { width: 1200, colorScheme })).toEqual([]);
    const { page, close } = await visit(browser, folder, 'pages/a.html', { colorScheme });
    const colour = await page
      .locator('.text a')
      .first()
      .evaluate((link) => getComputedStyle(link).color);
    expect(colour).toBe(colorScheme === 'dark' ? 'rgb(255, 225, 77)' : 'rgb(117, 103, 35)');
    await close();
  });
});
