import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { preview, type Preview } from '../../src/serve/preview.ts';
import { folder, satchel, work } from '../cli/satchel.ts';
import { launchProfile } from './browser.ts';
import { startLrs, type Lrs } from './lrs.ts';

// Sending to a Learning Record Store that drops, delays and repeats: everything arrives, in order, under one id.

let lrs: Lrs;
let served: Preview;
const bundle = join(work, 'out', 'water_1.0.0.zip');
const unpacked = join(work, 'unpacked');
let profile: string;
let context: BrowserContext | undefined;

beforeAll(async () => {
  lrs = await startLrs();
  const source = folder('source', {
    'satchel.yaml': `id: water\nversion: 1.0.0\ntitle: Water\nlanguage: en\nlicense: MIT\nlrs: ${lrs.url}\n`,
    'rain.md': `# Rain\n\n${'Rain falls.\n\n'.repeat(80)}`,
    'sea.md': `# Sea\n\n${'The sea is salty.\n\n'.repeat(80)}`,
  });
  expect(await satchel(['build', source, '-o', join(work, 'out')])).toMatchObject({ code: 0 });
  expect(await satchel(['unpack', bundle, unpacked])).toMatchObject({ code: 0 });
  served = await preview({ target: bundle, cache: join(work, 'preview') });
});
afterEach(async () => {
  await context?.close();
  lrs.reset();
  rmSync(profile, { recursive: true, force: true });
});
afterAll(async () => {
  await served.close();
  await lrs.close();
});

async function opened(root: string): Promise<Page> {
  profile = mkdtempSync(join(tmpdir(), 'satchel-profile-'));
  context = await launchProfile(profile);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${root}pages/rain.html`);
  await page.waitForSelector('.finish button');
  return page;
}

async function learn(page: Page): Promise<void> {
  for (const success of [false, true])
    await page.evaluate((detail) => document.dispatchEvent(new CustomEvent('satchel:answered', { detail })), {
      activity: 'q',
      kind: 'choice',
      success,
      score: Number(success),
      attempt: success ? 2 : 1,
      response: 'x',
    });
  await page.getByRole('button', { name: 'Mark as done' }).click();
}

/** Waits until the device knows of so many statements that the store has them. */
async function acknowledged(page: Page, count: number): Promise<void> {
  const known = async (): Promise<number> =>
    page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('satchel');
        request.onsuccess = () => {
          resolve(request.result);
        };
      });
      const texts = await new Promise<unknown[]>((resolve) => {
        const range = IDBKeyRange.bound('satchel/nobody/water/~sent/', 'satchel/nobody/water/~sent/z');
        const request = database.transaction('progress').objectStore('progress').getAll(range);
        request.onsuccess = () => {
          resolve(request.result);
        };
      });
      database.close();
      return texts.join('').split(' ').length - 1;
    });
  await expect.poll(known, { timeout: 10_000 }).toBe(count);
}

const verbs = (): string[] => [...lrs.kept.values()].map(({ verb }) => verb.display.en);

it.each([
  ['that takes them', []],
  ['that drops requests', ['drops', 'drops']],
  ['whose answers get lost', ['loses-answer', 'loses-answer']],
  ['that is slow', ['delays', 'delays']],
  ['that is busy', ['too-busy']],
] as const)('statements reach a store %s, once each and in order', async (_, moods) => {
  lrs.moods.push(...moods);
  const page = await opened(served.url);
  await learn(page);
  await lrs.until(5);
  expect(verbs()).toEqual(['initialized', 'answered', 'answered', 'completed', 'passed']);
  const times = [...lrs.kept.values()].map(({ timestamp }) => timestamp);
  expect(times).toEqual([...times].sort());
  await acknowledged(page, 5);
  const { length } = lrs.heard;
  // Another page does not send again what was acknowledged, and ends the visit of this one.
  await page.goto(`${served.url}pages/sea.html`);
  await lrs.until(7);
  expect(verbs().slice(5).sort()).toEqual(['initialized', 'terminated']);
  expect(lrs.heard).toHaveLength(length + 2);
  if (moods[0] === undefined) expect(length).toBe(5);
});

it('a visit that is open in another tab goes on until that is left or gone', async () => {
  const rain = await opened(served.url);
  await lrs.until(1);
  const sea = await rain.context().newPage();
  await sea.goto(`${served.url}pages/sea.html`);
  await lrs.until(2);
  await sea.getByRole('button', { name: 'Mark as done' }).click();
  await lrs.until(3);
  expect(verbs()).toEqual(['initialized', 'initialized', 'completed']);
  await rain.goto('about:blank');
  await sea.evaluate(() => dispatchEvent(new Event('online')));
  await lrs.until(4);
  expect(verbs().slice(3)).toEqual(['terminated']);

  // A tab that has gone without a word, as when the browser is killed, says no more that it is open.
  await rain.goto(`${served.url}pages/rain.html`);
  await lrs.until(5);
  await rain.evaluate(() => {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('satchel-open/'))
        localStorage.setItem(key, String(Number(localStorage.getItem(key)) - 600_000));
  });
  await sea.evaluate(() => dispatchEvent(new Event('online')));
  await lrs.until(6);
  expect(verbs().slice(4)).toEqual(['initialized', 'terminated']);
});

it('what a browser keeps only until the page is left is sent from that page', async () => {
  profile = mkdtempSync(join(tmpdir(), 'satchel-profile-'));
  context = await launchProfile(profile);
  const page = await context.newPage();
  await page.route('**/progress.html', (route) => route.abort());
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
  });
  await page.goto(`${served.url}pages/rain.html`);
  await lrs.until(1);
  await page.getByRole('button', { name: 'Mark as done' }).click();
  await lrs.until(2);
  expect(verbs()).toEqual(['initialized', 'completed']);
});

it('a store that knows one of a batch gets the others, each alone', async () => {
  // Until all of it is there nothing arrives.
  lrs.moods.push(...Array<'drops'>(50).fill('drops'));
  const page = await opened(served.url);
  await learn(page);
  lrs.moods.splice(0, lrs.moods.length, 'knows-one');
  await lrs.until(4);
  expect(verbs().sort()).toEqual(['answered', 'answered', 'completed', 'passed']);
});

it('a store that asks for months is asked again in an hour, or when the network comes back', async () => {
  lrs.moods.push('busy-for-months');
  const page = await opened(served.url);
  await page.evaluate(() => {
    const start = window.setTimeout.bind(window);
    const pauses: number[] = [];
    Object.assign(window, {
      pauses,
      setTimeout: (act: () => void, pause: number) => {
        pauses.push(pause);
        return start(act, pause);
      },
    });
  });
  await learn(page);
  const longest = (): Promise<number> =>
    page.evaluate(() => Math.max(0, ...(window as unknown as { pauses: number[] }).pauses));
  await expect.poll(longest).toBeGreaterThan(3_000_000);
  expect(await longest()).toBeLessThanOrEqual(3_600_000);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await lrs.until(5);
});

it('a key that the store wants is typed once and kept', async () => {
  lrs.moods.push('refuses-key');
  const page = await opened(served.url);
  await learn(page);
  await page.click('button.learner');
  await page.getByText('For teachers').click();
  await page.getByText('a key is needed').waitFor();
  await page.getByLabel('Key for the LRS').fill('Basic a2V5');
  await page.getByRole('button', { name: 'Keep the key' }).click();
  await lrs.until(5);
});

it('from file:// nothing is sent, and the same statements are handed over as a file', async () => {
  const page = await opened(pathToFileURL(`${unpacked}/`).href);
  await learn(page);
  await page.click('button.learner');
  await page.getByText('For teachers').click();
  expect(await page.getByLabel('Key for the LRS').count()).toBe(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save xAPI statements' }).click(),
  ]);
  const statements = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    verb: { display: { en: string } };
  }[];
  expect(statements.map(({ verb }) => verb.display.en)).toEqual([
    'initialized',
    'answered',
    'answered',
    'completed',
    'passed',
  ]);
  expect(lrs.heard).toEqual([]);
});
