import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, satchel, work } from '../cli/satchel.ts';
import { launchBrowser } from './browser.ts';
import { overflowing, seriousViolations, visit } from './visit.ts';

// A pack in a language that has no catalogue of messages, written from right to left: what the script says is English, and says so.

let browser: Browser;
const bundle = join(work, 'out', 'pani_1.0.0');

beforeAll(async () => {
  const source = folder('source', {
    'satchel.yaml': 'id: pani\nversion: 1.0.0\ntitle: پانی\nlanguage: ur\nlicense: MIT\n',
    'barish.md':
      '# بارش\n\nبارش کا پانی۔\n\n```sh\nls\n```\n\n:::quiz{id=sea}\nکہاں؟\n\n- [ ] یہاں\n- [x] وہاں\n:::\n',
  });
  const built = await satchel(['build', source, '-o', join(work, 'out')]);
  expect(built, built.stderr).toMatchObject({ code: 0 });
  expect(await satchel(['unpack', `${bundle}.zip`, bundle])).toMatchObject({ code: 0 });
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test.for([
  ['button.learner', '.learner-panel'],
  ['.tool.search', '.searching'],
  ['.tool[aria-label="Settings"]', '.settings'],
] as const)('the panel behind %s is English from left to right', async ([tool, panel], { expect }) => {
  const { page, errors, close } = await visit(browser, bundle, 'pages/barish.html', { width: 320 });
  await page.waitForSelector('button.learner');
  await page.click(tool);
  const said = page.locator(panel);
  expect(await said.getAttribute('lang')).toBe('en');
  expect(await said.getAttribute('dir')).toBe('ltr');
  expect(await seriousViolations(page)).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
  expect(errors).toEqual([]);
  await close();
});

test('results of a search are in the language of the pack', async () => {
  const { page, close } = await visit(browser, bundle, 'pages/index.html');
  await page.click('.tool.search');
  await page.locator('.searching input').fill('بارش');
  const list = page.locator('.results');
  await list.locator('a').first().waitFor();
  expect(await list.getAttribute('lang')).toBe('ur');
  expect(await list.getAttribute('dir')).toBe('rtl');
  await close();
});

test('no words in the page stand for another language than their own', async () => {
  const { page, close } = await visit(browser, bundle, 'pages/barish.html');
  await page.waitForSelector('button.learner');
  const wrong = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode as Text;
      const around = parentElement?.closest<HTMLElement>('[lang]');
      if (!/\p{L}{3}/u.test(data) || parentElement?.closest('pre, .about bdi')) continue;
      if (/[a-z]/i.test(data) !== (around?.lang === 'en')) found.push(`${around?.lang ?? ''}: ${data}`);
    }
    return found;
  });
  expect(wrong).toEqual([]);
  await close();
});

test.for([
  ['light', 'Dark', 'rgb(133, 212, 156)', 'rgb(21, 25, 30)'],
  ['dark', 'Light', 'rgb(31, 107, 56)', 'rgb(255, 255, 255)'],
] as const)(
  'on a %s device colours are %s throughout where the learner wants that',
  async (row, { expect }) => {
    const [colorScheme, wanted, good, ground] = row;
    const { page, close } = await visit(browser, bundle, 'pages/barish.html', { colorScheme });
    await page.waitForSelector('button.learner');
    await page.click('.tool[aria-label="Settings"]');
    await page.click(`.settings label:has-text("${wanted}")`);
    await page.keyboard.press('Escape');
    await page.getByLabel('وہاں').check();
    await page.click('.question .check');
    const colours = await page.evaluate(() =>
      ['.result.good', 'html']
        .map((one) => getComputedStyle(document.querySelector(one) as Element))
        .map(({ color, backgroundColor }) => [color, backgroundColor]),
    );
    expect(colours[0]?.[0]).toBe(good);
    expect(colours[1]?.[1]).toBe(ground);
    expect(await seriousViolations(page)).toEqual([]);
    await page.click('button.learner');
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.locator('.searching input').fill('بارش');
    await page.locator('.results a').first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await close();
  },
);
