import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { launchBrowser } from './browser.ts';
import { buildLearnerPack } from './learner-pack.ts';
import { overflowing, seriousViolations, visit } from './visit.ts';

// Every kind of page, with every panel that opens over it, on a pack that the command has built.

let browser: Browser;
const folderOf = (language: string): string => join(work, `accessible-${language}`);

beforeAll(async () => {
  const out = await buildLearnerPack();
  for (const [language, name] of [
    ['en', 'water_1.0.0.zip'],
    ['ar', 'water_1.0.0_ar.zip'],
  ] as const)
    expect(await satchel(['unpack', join(out, name), folderOf(language)])).toMatchObject({ code: 0 });
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Answers each question in some way, right or wrong. */
async function answerAll(page: Page): Promise<void> {
  for (const input of await page.locator('.choices').all()) await input.locator('input').first().check();
  for (const field of await page.locator('.question :is(input[type=text], textarea)').all())
    await field.fill('3');
  for (const select of await page.locator('.question select').all()) await select.selectOption({ index: 1 });
  for (const check of await page.locator('.question .check').all()) await check.click();
}

describe.each(['en', 'ar'])('in %s', (language) => {
  it.each([
    { width: 320, colorScheme: 'light' },
    { width: 1200, colorScheme: 'dark' },
  ] as const)(
    'no page and no panel has a serious fault: $width px, $colorScheme',
    { timeout: 60_000 },
    async (options) => {
      const { page, errors, close } = await visit(browser, folderOf(language), 'pages/index.html', options);
      const found: string[] = [];
      const look = async (what: string): Promise<void> => {
        const faults = [
          ...(await seriousViolations(page)),
          ...(await overflowing(page)).map((one) => `overflows ${one}`),
        ];
        found.push(...faults.map((fault) => `${what}: ${fault}`));
      };
      const goTo = async (path: string): Promise<void> => {
        await page.goto(new URL(path, page.url().replace(/pages\/.*/, 'pages/')).href);
        await page.waitForSelector('button.learner');
      };
      const panel = async (button: string, seen: string): Promise<void> => {
        await page.click(button);
        await page.waitForSelector(seen);
        await look(seen);
        await page.keyboard.press('Escape');
      };
      await page.waitForSelector('.offer');
      await look('start, before anything was opened');
      await goTo('sea.html');
      await look('unit');
      await goTo('sea/waves.html');
      await look('film');
      await goTo('rain/drops.html');
      await look('questions');
      await answerAll(page);
      await page.waitForSelector('.finish.done');
      await page.click('a.term');
      await page.waitForSelector('.meaning a');
      for (const summary of await page.locator('.question summary').all()) await summary.click();
      await look('answers');
      await panel('.bar .contents', '.drawer[open]');
      await panel('.tool.set', '.settings');
      await panel('.tool.search', '.searching');
      await page.click('button.learner');
      await page.locator('.learner-panel section').nth(1).locator('button').nth(1).click();
      await page.waitForSelector('canvas.qr');
      await page.locator('.learner-panel section').first().locator('> button').last().click();
      await page.waitForSelector('.asked button');
      await look('learner');
      await goTo('index.html');
      await page.waitForSelector('.lessons .mark');
      await look('start, with marks');
      expect(found).toEqual([]);
      expect(errors).toEqual([]);
      await close();
    },
  );
});
