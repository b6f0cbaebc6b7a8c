import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { folder as sourceFolder, satchel, work } from '../cli/satchel.ts';
import { preview, type Preview } from '../../src/serve/preview.ts';
import { readQr } from '../read-qr.ts';
import { newProfile, removeProfiles, start, stop } from './restarting.ts';
import { seriousViolations } from './visit.ts';

// A learner's path over restarts of a real browser with one profile: what is kept, by whom, and how it is carried on.

const paragraphs = 'Rain falls on the hills and runs to the sea.\n\n'.repeat(60);
const files = (version: string): Readonly<Record<string, string>> => ({
  'satchel.yaml': `id: water\nversion: ${version}\ntitle: Water\nlanguage: en\nlicense: MIT\n`,
  'rain/index.md': '# Rain\n',
  'rain/drops.md': `# Drops\n\n${paragraphs}`,
  ...(version === '1.0.0'
    ? { 'rain/clouds.md': `# Clouds\n\nClouds are drops.\n\n${paragraphs}` }
    : { 'rain/sky.md': '---\nwas: rain/clouds\n---\n# Clouds\n\nClouds are drops that float.\n' }),
  'sea/index.md': '# Sea\n',
  'sea/salt.md': `# Salt\n\n${paragraphs}`,
});

const unpacked = (version: string): string => join(work, `water-${version}`);
let served: Preview;

beforeAll(async () => {
  for (const version of ['1.0.0', '1.1.0']) {
    const source = sourceFolder(`source-${version}`, files(version));
    expect(await satchel(['build', source, '-o', join(work, 'out')])).toMatchObject({ code: 0 });
    const bundle = join(work, 'out', `water_${version}.zip`);
    expect(await satchel(['unpack', bundle, unpacked(version)])).toMatchObject({ code: 0 });
  }
  served = await preview({ target: join(work, 'out', 'water_1.0.0.zip'), cache: join(work, 'preview') });
});
afterEach(stop);
afterAll(async () => {
  await served.close();
  removeProfiles();
});

async function open(page: Page, root: string, path: string): Promise<void> {
  await page.goto(root + path);
  await page.waitForSelector('button.learner');
}

/** What a question on the page would tell. */
async function answer(page: Page, activity: string, response: string, success: boolean): Promise<void> {
  await page.evaluate((detail) => document.dispatchEvent(new CustomEvent('satchel:answered', { detail })), {
    activity,
    kind: 'choice',
    success,
    score: success ? 1 : 0,
    attempt: 1,
    response,
  });
}

/** What the page was told of earlier answers: it is listening before the page's own script runs. */
async function restoredAt(page: Page, url: string): Promise<unknown> {
  await page.addInitScript(() => {
    document.addEventListener('satchel:restore', (event) => {
      (globalThis as { restored?: unknown }).restored = (event as CustomEvent<unknown>).detail;
    });
  });
  await page.goto(url);
  const restored = await page.waitForFunction(() => (globalThis as { restored?: unknown }).restored);
  return restored.jsonValue();
}

async function button(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

async function openPanel(page: Page): Promise<void> {
  await page.click('button.learner');
  await page.waitForSelector('.learner-panel');
}

/** What the list of lessons says of each, besides the time that it needs. */
async function marks(page: Page): Promise<string[]> {
  const texts = await page.locator('.lessons li').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').replace(/ about \d+ min/, ''));
}

/** Which modules of the canvas are dark, row by row. */
function modulesOf(canvas: Element): boolean[][] {
  const { width } = canvas as HTMLCanvasElement;
  const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, width).data;
  const numbers = Array.from({ length: width }, (_, n) => n);
  return numbers.map((y) => numbers.map((x) => pixels?.[4 * (y * width + x)] === 0));
}

describe.each(['file://', 'http://'])('from %s', (scheme) => {
  const root = (version: string): string =>
    scheme === 'file://' ? pathToFileURL(`${unpacked(version)}/`).href : served.url;

  it('is kept over restarts: done, answers, the place to go on', async () => {
    const profile = newProfile();
    const first = await start(profile);
    await open(first.page, root('1.0.0'), 'pages/sea/salt.html');
    await answer(first.page, 'q1', 'yes', false);
    await button(first.page, 'Mark as done');
    await first.page.waitForSelector('.finish.done');
    await open(first.page, root('1.0.0'), 'pages/rain/drops.html');
    await first.page.evaluate(() => {
      scrollTo(0, document.body.scrollHeight / 2);
    });
    // Left at once: nothing that is said while a page goes arrives, and yet the place is known.
    await open(first.page, root('1.0.0'), 'pages/index.html');
    expect(first.errors).toEqual([]);

    const { page, errors } = await start(profile);
    await open(page, root('1.0.0'), 'pages/index.html');
    await page.waitForSelector('.continue');
    expect(await marks(page)).toEqual(['Clouds', 'Drops Opened', 'Salt ✓ Done 0 %']);
    expect(await page.locator('.count').allInnerTexts()).toEqual([
      '0 of 2 lessons done',
      '1 of 1 lessons done',
    ]);
    await page.click('.continue');
    await page.waitForSelector('.finish');
    expect(page.url()).toContain('rain/drops.html');
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(300);
    expect(await restoredAt(page, `${root('1.0.0')}pages/sea/salt.html`)).toMatchObject({
      activities: { q1: { attempt: 1, success: false, score: 0, response: 'yes' } },
    });
    await button(page, 'Not done after all');
    await page.waitForSelector('.finish:not(.done)');
    expect(errors).toEqual([]);
  });

  it('belongs to the learner that is chosen', async () => {
    const { page, errors } = await start(newProfile());
    await open(page, root('1.0.0'), 'pages/sea/salt.html');
    await button(page, 'Mark as done');
    await openPanel(page);
    await page.getByRole('textbox', { name: 'Name' }).fill('Amina\u202e <b>');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await page.waitForSelector('button.learner[title="Learner: Amina <b>"]');
    expect(await page.isVisible('.finish.done')).toBe(false);
    await openPanel(page);
    expect(await seriousViolations(page)).toEqual([]);
    await Promise.all([page.waitForEvent('load'), button(page, 'Without a name')]);
    await page.waitForSelector('.finish.done');
    await openPanel(page);
    await Promise.all([page.waitForEvent('load'), button(page, /^Amina/)]);
    await page.waitForSelector('button.learner[title="Learner: Amina <b>"]');
    await openPanel(page);
    await button(page, 'Remove “Amina <b>”');
    await page.getByRole('group', { name: /cannot be undone/ }).waitFor();
    await Promise.all([page.waitForEvent('load'), page.locator('.asked button').first().click()]);
    await page.waitForSelector('button.learner[title="Learner: Without a name"]');
    expect(errors).toEqual([]);
  });

  it('is gone when it is removed, whatever page it is removed on', async () => {
    const { page } = await start(newProfile());
    await open(page, root('1.0.0'), 'pages/sea/salt.html');
    await answer(page, 'q1', 'yes', true);
    await button(page, 'Mark as done');
    await openPanel(page);
    await button(page, 'Remove “Without a name”');
    await page.getByRole('group', { name: /cannot be undone/ }).waitFor();
    await Promise.all([page.waitForEvent('load'), page.locator('.asked button').first().click()]);
    await page.getByRole('button', { name: 'Mark as done' }).waitFor();
    expect(await restoredAt(page, `${root('1.0.0')}pages/sea/salt.html`)).toEqual({ activities: {} });
  });

  it('goes to another device as a file, a code and an address', async () => {
    const here = await start(newProfile());
    await open(here.page, root('1.0.0'), 'pages/sea/salt.html');
    await answer(here.page, 'q1', 'yes', true);
    await button(here.page, 'Mark as done');
    await openPanel(here.page);
    const [saved] = await Promise.all([
      here.page.waitForEvent('download'),
      button(here.page, 'Save a progress file'),
    ]);
    expect(saved.suggestedFilename()).toBe('progress-water.json');
    const carried = join(work, `${scheme.slice(0, 4)}.json`);
    await saved.saveAs(carried);
    await button(here.page, 'Show a code');
    const code = await here.page.locator('.letters').innerText();
    expect(code.length).toBeLessThan(50);
    await here.page.waitForSelector('canvas.qr');
    const modules = await here.page.locator('canvas.qr').evaluate(modulesOf);
    const read = readQr(modules.length, (x, y) => modules[y]?.[x] ?? false) ?? '';
    expect(read).toMatch(
      scheme === 'file://' ? /^[0-9A-Z-]{20,}$/ : /^http:\/\/.*\/pages\/index\.html#progress=[0-9A-Z-]{20,}$/,
    );

    const there = await start(newProfile());
    await open(there.page, root('1.0.0'), 'pages/index.html');
    await button(there.page, 'Bring your progress along');
    await there.page.getByLabel('Open a progress file').setInputFiles(carried);
    await there.page.getByText('1 lessons, 1 of them done').waitFor();
    await Promise.all([there.page.waitForEvent('load'), button(there.page, 'Add to “Without a name”')]);
    await there.page.waitForSelector('.mark');
    expect(await marks(there.page)).toEqual(['Clouds', 'Drops', 'Salt ✓ Done 100 %']);

    const third = await start(newProfile());
    await open(third.page, root('1.0.0'), 'pages/index.html');
    await openPanel(third.page);
    await third.page.getByLabel('Code from another device').fill(code.toLowerCase().replace('0', 'o'));
    await button(third.page, 'Use the code');
    await Promise.all([third.page.waitForEvent('load'), button(third.page, 'Add to “Without a name”')]);
    await third.page.waitForSelector('.mark');
    expect(await marks(third.page)).toEqual(['Clouds', 'Drops', 'Salt ✓ Done 100 %']);

    const fourth = await start(newProfile());
    await open(fourth.page, root('1.0.0'), `pages/index.html#progress=${code}`);
    await Promise.all([fourth.page.waitForEvent('load'), button(fourth.page, 'Add to “Without a name”')]);
    await fourth.page.waitForSelector('.mark');
    expect(fourth.page.url()).not.toContain('#');
    expect([...here.errors, ...there.errors, ...third.errors, ...fourth.errors]).toEqual([]);
  });

  it('loses nothing where two tabs do it at the same time', async () => {
    const { page } = await start(newProfile());
    const other = await page.context().newPage();
    for (const tab of [page, other]) await open(tab, root('1.0.0'), 'pages/sea/salt.html');
    await Promise.all(
      [page, other].flatMap((tab, n) => [0, 1, 2, 3].map((i) => answer(tab, `q${i}`, `tab ${n}`, true))),
    );
    await page.close();
    await openPanel(other);
    const [saved] = await Promise.all([
      other.waitForEvent('download'),
      button(other, 'Save a progress file'),
    ]);
    const { lessons } = JSON.parse(readFileSync(await saved.path(), 'utf8')) as {
      lessons: Record<string, { activities: Record<string, { response: string }[]> }>;
    };
    const kept = Object.values(lessons['sea/salt']?.activities ?? {}).map((attempts) =>
      attempts.map(({ response }) => response).sort(),
    );
    expect(kept).toEqual(Array(4).fill(['tab 0', 'tab 1']));
  });
});

it('survives an update laid over the first version, and a lesson that moved', async () => {
  const profile = newProfile();
  const place = join(work, 'stick');
  const root = pathToFileURL(`${place}/`).href;
  cpSync(unpacked('1.0.0'), place, { recursive: true });
  const before = await start(profile);
  await open(before.page, root, 'pages/rain/clouds.html');
  await button(before.page, 'Mark as done');
  await before.page.waitForSelector('.finish.done');
  rmSync(join(place, 'pages'), { recursive: true });
  cpSync(unpacked('1.1.0'), place, { recursive: true });
  const { page, errors } = await start(profile);
  await open(page, root, 'pages/index.html');
  await page.waitForSelector('.mark');
  expect(await marks(page)).toEqual(['Drops', 'Clouds ✓ Done', 'Salt']);
  await open(page, root, 'pages/rain/sky.html');
  await page.waitForSelector('.finish.done');
  expect(errors).toEqual([]);
});

it('calls a lesson done when it was read to its end, until that is taken back', async () => {
  const { page } = await start(newProfile());
  await open(page, served.url, 'pages/sea/salt.html');
  await page.evaluate(() => {
    scrollTo(0, document.body.scrollHeight);
  });
  await page.waitForSelector('.finish.done');
  await button(page, 'Not done after all');
  await open(page, served.url, 'pages/sea/salt.html#satchel-continue');
  await page.waitForFunction(() => scrollY > 300);
  expect(await page.isVisible('.finish.done')).toBe(false);
});

it('calls a lesson with questions done when all of them were answered', async () => {
  const { page } = await start(newProfile());
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      for (const id of ['q1', 'q2']) {
        const question = document.createElement('section');
        question.dataset['activity'] = id;
        document.querySelector('article.text')?.append(question);
      }
    });
  });
  await open(page, served.url, 'pages/sea/salt.html');
  await answer(page, 'q1', 'a', false);
  expect(await page.isVisible('.finish.done')).toBe(false);
  await answer(page, 'q2', 'b', true);
  await page.waitForSelector('.finish.done');
});

it('is kept by the page itself where progress.html is missing, says so, and comes along when it is there again', async () => {
  const place = join(work, 'broken');
  const root = pathToFileURL(`${place}/`).href;
  cpSync(unpacked('1.0.0'), place, { recursive: true });
  rmSync(join(place, 'progress.html'));
  const { page } = await start(newProfile());
  await open(page, root, 'pages/sea/salt.html');
  await button(page, 'Mark as done');
  await page.waitForSelector('.finish.done');
  await open(page, root, 'pages/index.html');
  await page.getByText('in this copy of the pack only').waitFor();
  expect(await marks(page)).toEqual(['Clouds', 'Drops', 'Salt ✓ Done']);
  cpSync(join(unpacked('1.0.0'), 'progress.html'), join(place, 'progress.html'));
  await open(page, root, 'pages/index.html');
  await page.waitForSelector('.mark');
  expect(await marks(page)).toEqual(['Clouds', 'Drops', 'Salt ✓ Done']);
  expect(await page.locator('.notice').count()).toBe(0);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

it.each([
  ['file://', false],
  ['file://', true],
  ['http://', false],
  ['http://', true],
] as const)(
  'from %s (full from the beginning: %s), what no store takes is told once, and handed over as a file',
  async (scheme, full) => {
    const { page, errors } = await start(newProfile());
    const root = scheme === 'file://' ? pathToFileURL(`${unpacked('1.0.0')}/`).href : served.url;
    await page.addInitScript((full) => {
      const state = Object.assign(self, { full });
      const refuseIn = (prototype: object, name: string): void => {
        const own = Reflect.get(prototype, name) as (...values: unknown[]) => unknown;
        Reflect.set(prototype, name, function (this: unknown, ...values: unknown[]) {
          if (state.full && name === 'setItem') throw new DOMException('full', 'QuotaExceededError');
          const value = own.apply(this, values);
          if (state.full) (this as IDBObjectStore).transaction.abort();
          return value;
        });
      };
      refuseIn(Storage.prototype, 'setItem');
      refuseIn(IDBObjectStore.prototype, 'put');
    }, full);
    await open(page, root, 'pages/sea/salt.html');
    await answer(page, 'q1', 'before', false);
    if (!full) await page.waitForFunction(() => document.querySelector('.lost') === null);
    for (const frame of page.frames()) await frame.evaluate(() => Object.assign(self, { full: true }));
    await answer(page, 'q1', 'lost', true);
    await button(page, 'Mark as done');
    const notice = page.getByRole('alert');
    await notice.getByText('There is no room').waitFor();
    expect(await page.locator('.lost').count()).toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      notice.getByRole('button', { name: 'Save a progress file' }).click(),
    ]);
    const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
      lessons: Record<string, { done: { is: boolean }; activities: { q1: { response: string }[] } }>;
    };
    const salt = file.lessons['sea/salt'];
    expect(salt?.activities.q1.map(({ response }) => response)).toEqual(['before', 'lost']);
    expect(salt?.done.is).toBe(true);
    // Where there is room again, all of it is kept.
    for (const frame of page.frames()) await frame.evaluate(() => Object.assign(self, { full: false }));
    if (!full) {
      await button(page, 'Not done after all');
      await notice.waitFor({ state: 'detached' });
    }
    expect(errors).toEqual([]);
  },
);

it('what a store that has gone does not take is handed over as a file too', async () => {
  const { page, errors } = await start(newProfile());
  await open(page, served.url, 'pages/sea/salt.html');
  for (const frame of page.frames())
    await frame.evaluate(() => {
      const gone = (): never => {
        throw new DOMException('gone', 'InvalidStateError');
      };
      IDBDatabase.prototype.transaction = gone;
      Storage.prototype.setItem = gone;
    });
  await answer(page, 'q1', 'lost', true);
  const notice = page.getByRole('alert');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    notice.getByRole('button', { name: 'Save a progress file' }).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('"lost"');
  expect(errors).toEqual([]);
});

it('shows nothing and runs nothing of what hostile data stands in its store', async () => {
  const { page, errors } = await start(newProfile());
  await open(page, served.url, 'pages/index.html');
  const bad = '"><img src=x onerror="document.title=1">';
  await page.evaluate(async (bad) => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('satchel');
      request.onsuccess = () => {
        resolve(request.result);
      };
    });
    const transaction = database.transaction('progress', 'readwrite');
    const store = transaction.objectStore('progress');
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    store.put(
      `{"a1":{"name":${JSON.stringify(bad)},"at":1},"__proto__":{"name":"x","at":1},"../":7}`,
      'satchel/learners',
    );
    store.put('a1', 'satchel/current');
    store.put('{"done":{"at":1,"is":true}}', `satchel/a1/water/${bad}`);
    store.put('{"__proto__":{"x":1},"done":7,"activities":{"__proto__":[{}]}}', 'satchel/a1/water/sea/salt');
    store.put(deep, 'satchel/a1/water/rain/drops');
    store.put(7, 'satchel/a1/water/rain/clouds');
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    localStorage.setItem('satchel/x', bad);
    localStorage.setItem('satchel/a1/water/sea', deep);
  }, bad);
  for (const path of [
    'pages/index.html',
    'pages/sea/salt.html',
    'pages/rain/drops.html',
    'pages/rain/clouds.html',
  ]) {
    await open(page, served.url, path);
    await openPanel(page);
    expect(await page.getByRole('button', { name: bad, exact: true }).count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
  }
  await page.goto(`${served.url}pages/index.html#progress=${encodeURIComponent(bad)}`);
  await page.getByText('This cannot be read').waitFor();
  expect(errors).toEqual([]);
});
