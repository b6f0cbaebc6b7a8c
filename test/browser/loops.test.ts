import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { record } from '../media/timed/recordings.ts';
import { launchBrowser } from './browser.ts';
import { visit, type VisitOptions } from './visit.ts';

/** A page with a moving picture that has become a film, and with a film that was held upright, in several widths. */
describe('films in a page', () => {
  const source = join(work, 'films');
  const folder = join(work, 'films-unpacked');
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    mkdirSync(source);
    writeFileSync(join(source, 'satchel.yaml'), 'id: films\nversion: 1.0.0\nlicense: CC0-1.0\n');
    writeFileSync(join(source, 'a.md'), '# A\n\n![Moving](moving.gif)\n\n![Tall](tall.mp4)\n');
    const sized = '![Tall](tall.mp4){width=90}\n\n<video src="tall.mp4" width="50%"></video>\n';
    writeFileSync(join(source, 'b.md'), `# B\n\n${sized}\n<video src="tall.mp4" width="5000"></video>\n`);
    await record(join(source, 'moving.gif'), 6, ['testsrc2=s=400x300:r=10']);
    await record(join(source, 'tall.mp4'), 1, ['testsrc2=s=180x320:r=10']);
    const out = join(work, 'films-out');
    expect((await satchel(['build', source, '-o', out])).code).toBe(0);
    expect((await satchel(['unpack', join(out, 'films_1.0.0.zip'), folder])).code).toBe(0);
  });
  afterAll(() => browser.close());

  const shown = async (options: VisitOptions) => {
    const { page, errors, failedRequests, close } = await visit(browser, folder, 'pages/a.html', options);
    const films = await page.evaluate(async () => {
      const [loop, film] = [...document.querySelectorAll('video')] as [HTMLVideoElement, HTMLVideoElement];
      const { autoplay } = loop;
      if (autoplay && loop.paused) await new Promise((resolve) => (loop.onplaying = resolve));
      return {
        runs: autoplay && !loop.paused,
        canBeStarted: loop.controls && loop.poster !== '',
        loop: loop.clientWidth,
        film: film.clientHeight / innerHeight,
      };
    });
    expect([...errors, ...failedRequests]).toEqual([]);
    await close();
    return films;
  };

  it('run by themselves where they were moving pictures, unless the device asks for less motion', async () => {
    expect(await shown({})).toMatchObject({ runs: true });
    expect(await shown({ reducedMotion: 'reduce' })).toMatchObject({ runs: false, canBeStarted: true });
  });

  it('are not larger than the moving picture was, and no taller than the window', async () => {
    const { loop, film } = await shown({ width: 1400 });
    expect(loop).toBe(400);
    expect(film).toBeLessThanOrEqual(0.86);
  });

  it.for([320, 1400])('are as wide as their author asks, within the column: window of %i', async (width) => {
    const { page, close } = await visit(browser, folder, 'pages/b.html', { width });
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('video')].map(({ clientWidth, parentElement }) => ({
        film: clientWidth,
        column: parentElement?.clientWidth ?? 0,
      })),
    );
    await close();
    const column = widths[0]?.column ?? 0;
    expect(widths.map(({ film }) => film)).toEqual([90, Math.round(column / 2), column]);
  });

  it('are their stills on paper, whether they run or not', async () => {
    const { page, close } = await visit(browser, folder, 'pages/a.html');
    await page.evaluate(async () => {
      const loop = document.querySelector('video.loop') as HTMLVideoElement;
      if (loop.paused) await new Promise((resolve) => (loop.onplaying = resolve));
    });
    const onScreen = await page
      .locator('.still')
      .evaluateAll((stills) => stills.map((still) => still.clientWidth));
    const pdf = (await page.pdf()).toString('latin1');
    await close();
    expect(onScreen).toEqual([0, 0]);
    // ISO 32000-1 §8.9.5: the pixels of each picture stand in its dictionary.
    const printed = pdf
      .split('endobj')
      .filter((object) => object.includes('/Subtype /Image') && !object.includes('/DeviceGray'))
      .map((object) =>
        ['Width', 'Height'].map((side) => Number(new RegExp(`/${side} (\\d+)`).exec(object)?.[1])),
      );
    expect(printed).toEqual([
      [400, 300],
      [180, 320],
    ]);
  });
});
