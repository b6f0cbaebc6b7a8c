import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, filesBelow, newPath, sourceOf } from '../build/workbench.ts';
import { silence } from '../media/caption/silence.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

const khmer = readFileSync(
  createRequire(import.meta.url).resolve(
    '@fontsource/noto-sans-khmer/files/noto-sans-khmer-khmer-400-normal.woff2',
  ),
);
const LESSON = 'soil_1.0.0_unit-talk.html';

let browser: Browser;
let source: string;
let lessons: string;
/** A folder with one lesson and nothing else, as a phone has it. */
let lonely: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const photo = await sharp({ create: { width: 1400, height: 700, channels: 3, background: '#4a7' } })
    .jpeg()
    .toBuffer();
  source = sourceOf({
    'satchel.yaml':
      'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\ntheme:\n  fonts: [khmer.woff2]\n',
    'unit/talk.md': `# Talk\n\n![A field](field.jpg)\n\nHear this: <video src="talk.wav" title="A talk"></video>\n\n<p lang="km">មនុស្ស</p>\n\nSee [roots](roots.md#deep) and [the data](data.csv). :term[Humus] is dark.\n\n\`\`\`sh\nls\n\`\`\`\n\n:::quiz{id=sea}\nWhere?\n\n- [ ] Here\n- [x] There\n:::\n\n:::reflect{id=think}\nWhy?\n:::\n`,
    'unit/roots.md': '# Roots\n\n## Deep\n\nRoots drink.\n\nHumus\n: What is left of leaves.\n',
    'unit/talk.wav': silence(6),
    'unit/talk.vtt': 'WEBVTT\n\n00:01.000 --> 00:03.000\nSand and clay\n',
    'unit/field.jpg': photo,
    'unit/data.csv': 'day,rain\n1,12\n',
    'khmer.woff2': khmer,
  });
  const out = newPath('out');
  await build(source, out, ['--single-file']);
  lessons = join(out, 'soil_1.0.0_lessons');
  lonely = newPath('lonely');
  mkdirSync(lonely);
  copyFileSync(join(lessons, LESSON), join(lonely, LESSON));
});
afterAll(async () => {
  await browser.close();
});

test('a lesson alone is light on light devices and dark where the learner wants it', async () => {
  const { page, close } = await visit(browser, lonely, LESSON);
  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim());
  expect(await ground()).toBe('#fff');
  await page.evaluate(() => {
    localStorage.setItem('satchel-look', '{"colours":"dark"}');
  });
  await page.reload();
  expect(await ground()).toBe('#15191e');
  await page.evaluate(() => {
    localStorage.removeItem('satchel-look');
  });
  // Its unit is not there to be printed.
  expect(await page.locator('.printing button').count()).toBe(1);
  await close();
});

test('a lesson alone in a folder is whole: picture, sound, captions, font, script', async () => {
  const { page, errors, foreignRequests, failedRequests, close } = await visit(browser, lonely, LESSON);
  const seen = await page.evaluate(async () => {
    const [picture] = document.images;
    if (picture) {
      picture.loading = 'eager';
      await picture.decode();
    }
    const player = document.querySelector('video') as HTMLVideoElement;
    if (player.readyState < 1) await new Promise((resolve) => (player.onloadedmetadata = resolve));
    const sought = new Promise((resolve) => (player.onseeked = resolve));
    player.currentTime = 4;
    await sought;
    const [track] = player.textTracks;
    await document.fonts.ready;
    return {
      width: picture?.naturalWidth,
      time: Math.round(player.currentTime),
      cue: (track?.cues?.[0] as VTTCue | undefined)?.text,
      fonts: [...document.fonts].map(({ status }) => status),
      link: document.querySelector('article a')?.getAttribute('href'),
    };
  });
  expect(seen).toMatchObject({
    time: 4,
    cue: 'Sand and clay',
    fonts: ['loaded'],
    link: 'soil_1.0.0_unit-roots.html#deep',
  });
  expect(seen.width).toBeGreaterThan(500);
  expect([...errors, ...foreignRequests, ...failedRequests]).toEqual([]);
  await close();
});

test('what needs no other file works in it, and nothing else is offered', async () => {
  const { page, errors, failedRequests, foreignRequests, close } = await visit(browser, lonely, LESSON);
  await page.waitForSelector('.finish');
  const offered = await page
    .locator('button:visible')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent.trim()));
  expect(offered.sort()).toEqual([
    'Check',
    'Copy',
    'Keep my answer',
    'Mark as done',
    'Settings',
    'This lesson',
  ]);

  await page.click('a.term');
  await page.waitForSelector('.meaning a');
  expect(await page.innerText('.meaning')).toMatch(/^What is left of leaves\./);
  await page.keyboard.press('Escape');

  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground()).toBe('rgb(255, 255, 255)');
  await page.click('.tool[aria-label="Settings"]');
  await page.click('.settings label:has-text("Dark")');
  await page.keyboard.press('Escape');
  expect(await ground()).toBe('rgb(21, 25, 30)');

  await page.getByLabel('There').check();
  await page.click('.check:text("Check")');
  await page.getByText('Right!').waitFor();
  await page.locator('[data-activity=think]').getByRole('textbox').fill('Because.');
  await page.click('text=Keep my answer');
  await page.getByText('Your answer is kept.').waitFor();
  await page.reload();
  await page.waitForSelector('.finish.done');
  expect(await ground()).toBe('rgb(21, 25, 30)');
  expect(await page.locator('[data-activity=think]').getByRole('textbox').inputValue()).toBe('Because.');
  expect([...errors, ...foreignRequests, ...failedRequests]).toEqual([]);
  await close();
});

test('where nothing can be kept, nothing is said to be', async () => {
  const { page, errors, close } = await visit(browser, lonely, LESSON);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('no', 'SecurityError');
      },
    });
  });
  await page.reload();
  await page.waitForSelector('.question.live');
  expect(await page.locator('.finish').count()).toBe(0);
  expect(await page.getByText('Keep my answer').count()).toBe(0);
  await page.getByLabel('There').check();
  await page.click('.check:text("Check")');
  await page.getByText('Right!').waitFor();
  expect(errors).toEqual([]);
  await close();
});

test('its download comes out of it', async () => {
  const { page, close } = await visit(browser, lonely, LESSON);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a.download')]);
  expect(download.suggestedFilename()).toBe('data.csv');
  expect(readFileSync(await download.path(), 'utf8')).toBe('day,rain\n1,12\n');
  await close();
});

test('lessons that lie beside each other lead to each other, without a stumbling block', async () => {
  const names = readdirSync(lessons).filter((name) => name.endsWith('.html'));
  expect(names).toContain('soil_1.0.0_index.html');
  expect(await stumblings(browser, lessons, names, { width: 320 })).toEqual([]);
  const { page, close } = await visit(browser, lessons, LESSON, { javaScript: false });
  await page.click('.bar .contents');
  expect(page.url()).toMatch(/soil_1\.0\.0_index\.html$/);
  await close();
});

test('the same source gives the same files, and nothing else is left there', async () => {
  const again = newPath('again');
  await build(source, again, ['--single-file', '--cache', newPath('cache')]);
  const [one, two] = [lessons, join(again, 'soil_1.0.0_lessons')].map(filesBelow);
  expect([...(two ?? [])]).toEqual([...(one ?? [])]);
}, 60_000);
