import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { record } from '../media/timed/recordings.ts';
import { launchBrowser } from './browser.ts';
import { seriousViolations, visit } from './visit.ts';

/** Moving pictures that are too small to become films. */
describe('a moving picture', () => {
  const source = join(work, 'moving');
  const folder = join(work, 'moving-unpacked');
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    mkdirSync(source);
    writeFileSync(join(source, 'satchel.yaml'), 'id: moving\nversion: 1.0.0\nlicense: CC0-1.0\n');
    const linked = '[![Linked](moving.gif)](moving.gif)';
    writeFileSync(
      join(source, 'a.md'),
      `# A\n\n![Moving](moving.gif){width=50%}\n\n${linked}\n\n![Still](still.png)\n`,
    );
    await record(join(source, 'moving.gif'), 2, ['testsrc=s=160x120:r=4']);
    await record(join(source, 'still.png'), 1, ['testsrc=s=160x120:r=1']);
    const out = join(work, 'moving-out');
    expect((await satchel(['build', source, '-o', out])).code).toBe(0);
    expect((await satchel(['unpack', join(out, 'moving_1.0.0.zip'), folder])).code).toBe(0);
  });
  afterAll(() => browser.close());

  it('is stopped and started by a button, and keeps its place', async () => {
    const { page, errors, close } = await visit(browser, folder, 'pages/a.html');
    const [picture, still] = [page.locator('main img').first(), page.locator('main canvas').first()];
    const button = page.getByRole('button', { name: 'Pause' });
    expect(await button.count()).toBe(2);
    expect(await page.locator('a button').count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    const before = await picture.boundingBox();
    await button.first().click();
    expect(await picture.isVisible()).toBe(false);
    expect(await button.first().getAttribute('aria-pressed')).toBe('true');
    expect(await still.boundingBox()).toEqual(before);
    const { channels } = await sharp(await still.screenshot()).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
    expect(await seriousViolations(page)).toEqual([]);
    await button.first().click();
    expect([await picture.isVisible(), await still.isVisible()]).toEqual([true, false]);
    expect(errors).toEqual([]);
    await close();
  });

  it('begins stopped where the device asks for less motion', async () => {
    const { page, close } = await visit(browser, folder, 'pages/a.html', { reducedMotion: 'reduce' });
    await page.locator('main canvas').nth(1).waitFor();
    expect(
      await page.locator('main img').evaluateAll((all) => all.map((one) => (one as HTMLElement).hidden)),
    ).toEqual([true, true, false]);
    await close();
  });
});
