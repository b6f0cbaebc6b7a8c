import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preview, type Preview } from '../../src/serve/preview.ts';
import { satchel, work } from '../cli/satchel.ts';
import { silence } from '../media/caption/silence.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

const files: Readonly<Record<string, string | Uint8Array>> = {
  'satchel.yaml': 'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\n',
  'talk.md': '# Talk\n\nHear this: <video src="talk.wav" title="A talk"></video>\n\n![Sound](sound.wav)\n',
  'talk.wav': silence(12),
  'talk.srt':
    '1\n00:00:01,250 --> 00:00:03,000\n{\\an8}<i>Sand</i> & clay <b>1 < 2</b>\nsecond line\n\n2\n00:00:03,000 --> 00:00:04,500\nThe end\n',
  'talk.ar.vtt': 'WEBVTT\n\n00:01.250 --> 00:03.000 position:10% align:start line:85%\nرمل &amp; طين\n',
  'talk.es.txt': 'Arena y arcilla.\n',
  'sound.wav': silence(2),
};

let browser: Browser;
let served: Preview;
const source = join(work, 'source');
const folder = join(work, 'unpacked');
const cache = mkdtempSync(join(tmpdir(), 'satchel-captions-'));

beforeAll(async () => {
  mkdirSync(source);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(source, name), content);
  expect(await satchel(['build', source, '-o', join(work, 'out')])).toMatchObject({ code: 0 });
  expect(await satchel(['unpack', join(work, 'out', 'soil_1.0.0.zip'), folder])).toMatchObject({ code: 0 });
  served = await preview({ target: join(work, 'out', 'soil_1.0.0.zip'), cache });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await served.close();
  rmSync(cache, { recursive: true, force: true });
});

/** The captions of the page's first player as the browser has them, once it has all. */
async function tracksOf(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const player = document.querySelector('video') as HTMLVideoElement;
    const tracks = [...player.textTracks];
    const modes = tracks.map(({ mode }) => mode);
    for (const track of tracks) if (track.mode === 'disabled') track.mode = 'hidden';
    for (const element of player.querySelectorAll('track'))
      if (element.readyState < 2) await new Promise((resolve) => (element.onload = resolve));
    return tracks.map(({ kind, label, language, cues }, n) => ({
      kind,
      label,
      language,
      mode: modes[n],
      cues: ([...(cues ?? [])] as VTTCue[]).map((cue) => ({
        start: cue.startTime,
        end: cue.endTime,
        text: cue.getCueAsHTML().textContent,
        tags: [...cue.getCueAsHTML().querySelectorAll('*')].map(({ localName }) => localName),
        line: cue.line,
        snapToLines: cue.snapToLines,
        position: cue.position,
        align: cue.align,
      })),
    }));
  });
}

const place = { snapToLines: true, position: 'auto', align: 'center' };
const expected = [
  {
    kind: 'captions',
    label: 'English',
    language: 'en',
    mode: 'showing',
    cues: [
      { start: 1.25, end: 3, text: 'Sand & clay 1 < 2\nsecond line', tags: ['i', 'b'], ...place, line: 0 },
      { start: 3, end: 4.5, text: 'The end', tags: [], ...place, line: 'auto' },
    ],
  },
  {
    kind: 'captions',
    label: 'العربية',
    language: 'ar',
    mode: 'disabled',
    cues: [
      {
        start: 1.25,
        end: 3,
        text: 'رمل & طين',
        tags: [],
        line: 85,
        snapToLines: false,
        position: 10,
        align: 'start',
      },
    ],
  },
];

/** What the first player says at a time, as soon as it says anything. */
async function saidAt(page: Page, seconds: number): Promise<unknown> {
  const active = await page.waitForFunction((time) => {
    const player = document.querySelector('video') as HTMLVideoElement;
    if (player.currentTime < time) player.currentTime = time;
    const cue = player.textTracks[0]?.activeCues?.[0] as VTTCue | undefined;
    return cue?.getCueAsHTML().textContent;
  }, seconds);
  return active.jsonValue();
}

describe.each(['from file://', 'from a server'])('a lesson with captions, opened %s', (from) => {
  it('has them all, shows those of its language, and says each at its time', async () => {
    const visited = await visit(browser, folder, 'pages/talk.html');
    const { page } = visited;
    if (from === 'from a server') {
      await page.context().setOffline(false);
      await page.goto(`${served.url}pages/talk.html`);
    }
    expect(await tracksOf(page)).toEqual(expected);
    expect(await saidAt(page, 1.5)).toBe('Sand & clay 1 < 2\nsecond line');
    await page.evaluate(() => {
      const player = document.querySelector('video') as HTMLVideoElement;
      player.muted = true;
      player.currentTime = 2.8;
      return player.play();
    });
    await page.waitForFunction(() => {
      const cue = document.querySelector('video')?.textTracks[0]?.activeCues?.[0] as VTTCue | undefined;
      return cue?.text === 'The end';
    });
    expect([...visited.errors, ...visited.failedRequests]).toEqual([]);
    await visited.close();
  });
});

describe('a transcript', () => {
  it('takes the player to what is clicked, and marks what is said', async () => {
    const { page, errors, close } = await visit(browser, folder, 'pages/talk.html', { width: 320 });
    await page.click('.transcript summary');
    await page.getByText('The end').click();
    expect(await page.evaluate(() => document.querySelector('video')?.currentTime)).toBe(3);
    await page.waitForFunction(() => document.querySelector('.now')?.textContent === 'The end');
    await page.getByText('second line').click();
    await page.waitForFunction(() => document.querySelector('.now')?.textContent.includes('second line'));
    expect(await page.locator('.now').allTextContents()).toEqual([
      'Sand & clay 1 < 2\nsecond line',
      'رمل & طين',
    ]);
    expect(errors).toEqual([]);
    await close();
  });

  it('can be read without a script, and printed', async () => {
    const { page, close } = await visit(browser, folder, 'pages/talk.html', { javaScript: false });
    expect(await page.isVisible('.transcript p')).toBe(false);
    await page.click('.transcript summary');
    expect(await page.innerText('.transcript [lang=ar] p:not(.label)')).toBe('رمل & طين');
    expect(await page.innerText('.transcript [lang=es] p:not(.label)')).toBe('Arena y arcilla.');
    await page.emulateMedia({ media: 'print' });
    expect(await page.isVisible('.transcript p')).toBe(true);
    await close();
  });

  it.each([
    { width: 320, colorScheme: 'dark' },
    { width: 1200, colorScheme: 'light' },
  ] as const)('is no stumbling block on $width px in $colorScheme colours', async (options) => {
    expect(await stumblings(browser, folder, ['pages/talk.html'], options)).toEqual([]);
  });
});
