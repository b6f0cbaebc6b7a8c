import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { satchel } from '../cli/satchel.ts';
import { newProfile, removeProfiles, start, stop } from './restarting.ts';
import { buildLearnerPack, serveBundle } from './learner-pack.ts';

// A learner's whole way through a pack that the command has built, from a folder and from `satchel serve`.

let bundles: string;

beforeAll(async () => {
  bundles = await buildLearnerPack();
});
afterEach(stop);
afterAll(() => {
  removeProfiles();
});

const question = (page: Page, id: string): Locator => page.locator(`[data-activity="${id}"]`);

async function check(page: Page, id: string, said: string): Promise<void> {
  await question(page, id).locator('.check').click();
  const status = question(page, id).getByRole('status');
  // That an answer is kept is told when it is.
  await status
    .getByText(said)
    .or(status.filter({ hasText: said }))
    .first()
    .waitFor();
  expect(await status.textContent()).toBe(said);
}

/** Answers every kind of question, one of them wrongly. */
async function answerAll(page: Page): Promise<void> {
  await question(page, 'shape').getByLabel('A tear').check();
  await check(page, 'shape', 'Not right yet.');
  await question(page, 'rivers').getByLabel('Nile').check();
  await question(page, 'rivers').getByLabel('Niger').check();
  await check(page, 'rivers', 'Right!');
  await question(page, 'deep').getByRole('textbox').fill('12,4');
  await check(page, 'deep', 'Right!');
  await question(page, 'river').getByRole('textbox').fill('the nile');
  await check(page, 'river', 'Right!');
  const items = question(page, 'plant').locator('.items > li');
  for (const [place, item] of ['Seed', 'Sprout', 'Flower'].entries())
    while (!(await items.nth(place).textContent())?.startsWith(item))
      await question(page, 'plant')
        .getByRole('button', { name: `Move up: ${item}` })
        .click();
  await check(page, 'plant', 'Right!');
  await question(page, 'capitals').getByLabel('Kenya').selectOption('Nairobi');
  await question(page, 'capitals').getByLabel('Mali').selectOption('Bamako');
  await check(page, 'capitals', 'Right!');
  await question(page, 'ice').getByLabel('Gap 1').fill('h2o');
  await check(page, 'ice', 'Right!');
  await question(page, 'think').getByRole('textbox').fill('That a drop is a ball.');
  await check(page, 'think', 'Your answer is kept.');
}

/** What the list of lessons says of each, without the time that it needs. */
async function marks(page: Page): Promise<string[]> {
  await page.waitForSelector('.lessons .mark, .offer');
  return page.locator('.lessons li').evaluateAll((all) =>
    all.map((one) => {
      const copy = one.cloneNode(true) as Element;
      copy.querySelector('.time')?.remove();
      return copy.textContent.trim().replace(/\s+/g, ' ');
    }),
  );
}

const button = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).click();

interface Place {
  readonly url: string;
  /** Brings the second version to where the first one is. */
  readonly update: () => Promise<string>;
  readonly close: () => Promise<void>;
}

async function onStick(): Promise<Place> {
  const folder = newProfile();
  const lay = async (version: string): Promise<void> => {
    const unpacked = join(newProfile(), 'unpacked');
    expect(await satchel(['unpack', join(bundles, `water_${version}.zip`), unpacked])).toMatchObject({
      code: 0,
    });
    cpSync(unpacked, folder, { recursive: true });
  };
  await lay('1.0.0');
  const url = pathToFileURL(`${folder}/`).href;
  return {
    url,
    update: async () => {
      // What is new lies over what was there, as people do it.
      await lay('1.1.0');
      return url;
    },
    close: () => Promise.resolve(),
  };
}

/** A hub gives another version another address, but one origin. */
async function onHub(): Promise<Place> {
  let served = await serveBundle(join(bundles, 'water_1.0.0.zip'));
  const { url } = served;
  return {
    url,
    update: async () => {
      await served.close();
      served = await serveBundle(join(bundles, 'water_1.1.0.zip'), new URL(url).port);
      return served.url;
    },
    close: () => served.close(),
  };
}

describe.each([
  ['a stick', onStick],
  ['a hub', onHub],
] as const)('on %s', (_, place) => {
  it(
    'all that a learner does comes along, over restarts, devices and updates',
    { timeout: 90_000 },
    async () => {
      const { url, update, close } = await place();
      const profile = newProfile();
      const first = await start(profile);
      await first.page.goto(`${url}index.html`);
      await first.page.waitForURL('**/pages/index.html');
      expect(await marks(first.page)).toEqual(['Drops', 'Clouds', 'Salt', 'Waves']);
      await first.page.getByRole('link', { name: 'Drops' }).click();
      await first.page.waitForSelector('.finish');
      await answerAll(first.page);
      await first.page.waitForSelector('.finish.done');
      await first.page.getByRole('link', { name: /Next/ }).click();
      await first.page.waitForSelector('.finish');
      await first.page.evaluate(() => {
        scrollTo(0, document.body.scrollHeight / 2);
      });
      await first.page.goto(`${url}pages/index.html`);
      await first.page.waitForSelector('.continue');
      expect(first.errors).toEqual([]);

      const second = await start(profile);
      await second.page.goto(`${url}pages/index.html`);
      const mine = ['Drops ✓ Done 86 %', 'Clouds Opened', 'Salt', 'Waves'];
      expect(await marks(second.page)).toEqual(mine);
      await second.page.click('.continue');
      await second.page.waitForFunction(() => scrollY > 300);
      await button(second.page, 'Mark as done');
      await second.page.waitForSelector('.finish.done');
      await second.page.goto(`${url}pages/rain/drops.html`);
      await second.page.waitForSelector('.finish.done');
      expect(await question(second.page, 'deep').getByRole('textbox').inputValue()).toBe('12,4');
      expect(await question(second.page, 'shape').getByLabel('A tear').isChecked()).toBe(true);
      expect(await question(second.page, 'think').getByRole('textbox').inputValue()).toBe(
        'That a drop is a ball.',
      );

      await second.page.click('button.learner');
      const [saved] = await Promise.all([
        second.page.waitForEvent('download'),
        button(second.page, 'Save a progress file'),
      ]);
      const carried = join(newProfile(), saved.suggestedFilename());
      await saved.saveAs(carried);
      await second.page.getByRole('textbox', { name: 'Name' }).fill('Ben');
      await Promise.all([second.page.waitForEvent('load'), second.page.keyboard.press('Enter')]);
      await second.page.waitForSelector('button.learner[title="Learner: Ben"]');
      await second.page.waitForSelector('.finish:not(.done)');
      expect(await question(second.page, 'deep').getByRole('textbox').inputValue()).toBe('');
      await second.page.goto(`${url}pages/index.html`);
      expect(await marks(second.page)).toEqual(['Drops Opened', 'Clouds', 'Salt', 'Waves']);
      expect(second.errors).toEqual([]);

      const elsewhere = await start(newProfile());
      await elsewhere.page.goto(`${url}pages/index.html`);
      await button(elsewhere.page, 'Bring your progress along');
      await elsewhere.page.getByLabel('Open a progress file').setInputFiles(carried);
      await Promise.all([elsewhere.page.waitForEvent('load'), button(elsewhere.page, /^Add to/)]);
      expect(await marks(elsewhere.page)).toEqual(['Drops ✓ Done 86 %', 'Clouds ✓ Done', 'Salt', 'Waves']);
      expect(elsewhere.errors).toEqual([]);

      const updated = await update();
      const last = await start(profile);
      await last.page.goto(`${updated}pages/index.html`);
      expect(await marks(last.page)).toEqual(['Drops Opened', 'Salt', 'Waves', 'Clouds over the sea']);
      await last.page.click('button.learner');
      await Promise.all([last.page.waitForEvent('load'), button(last.page, 'Without a name')]);
      expect(await marks(last.page)).toEqual([
        'Drops ✓ Done 86 %',
        'Salt',
        'Waves',
        'Clouds over the sea ✓ Done',
      ]);
      await last.page.getByRole('link', { name: 'Drops' }).click();
      await last.page.waitForSelector('.finish.done');
      expect(await question(last.page, 'ice').getByLabel('Gap 1').inputValue()).toBe('h2o');
      expect(last.errors).toEqual([]);
      await close();
    },
  );
});

it('the main steps need the keyboard alone', { timeout: 40_000 }, async () => {
  const { url } = await onStick();
  const { page, errors } = await start(newProfile());
  /** Goes on by Tab until something that is called so has the focus. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let n = 0; n < 80; n++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const { activeElement: one } = document;
        return `${one?.getAttribute('aria-label') ?? ''} ${one?.closest('label')?.textContent ?? ''} ${one?.textContent ?? ''}`;
      });
      if (name.test(focused)) return;
    }
    throw new Error(`Tab never came to ${String(name)}`);
  };
  await page.goto(`${url}pages/index.html`);
  await page.waitForSelector('.progress, .offer');
  await tabTo(/Drops/);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.finish');
  await tabTo(/Skip to the text/);
  await page.keyboard.press('Enter');
  await tabTo(/A ball|A tear/);
  await page.keyboard.press('Space');
  await tabTo(/Check/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    /Right!|Not right/.test(document.querySelector('.result')?.textContent ?? ''),
  );
  await tabTo(/Mark as done/);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.finish.done');
  await page.keyboard.press('/');
  await page.waitForSelector('.searching input:focus');
  await page.keyboard.type('hidrometer');
  await page.waitForSelector('.results a');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sea/salt.html#measuring-salt');
  await page.waitForSelector('button.learner');
  await tabTo(/Learner/);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.learner-panel');
  await tabTo(/^ Name/);
  await page.keyboard.type('Amina');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await page.waitForSelector('button.learner[title="Learner: Amina"]');
  await tabTo(/Contents/);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.drawer[open]');
  await tabTo(/Waves/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sea/waves.html');
  expect(errors).toEqual([]);
});
