import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { photo } from '../media/picture/pictures.ts';
import { launchBrowser } from './browser.ts';
import { visit } from './visit.ts';

/** What a learner's browser takes of a picture that has several renditions. */
describe('a picture with several renditions', () => {
  const source = join(work, 'pictures');
  const folder = join(work, 'pictures-unpacked');
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    mkdirSync(source);
    writeFileSync(join(source, 'satchel.yaml'), 'id: pictures\nlicense: CC0-1.0\nmedia: {formats: [avif]}\n');
    writeFileSync(join(source, 'a.md'), '# A\n\n![Waves](wide.png)\n\n![Mist](smooth.png)\n');
    writeFileSync(join(source, 'wide.png'), await photo(1700, 1000).blur(0.8).png().toBuffer());
    writeFileSync(join(source, 'smooth.png'), await photo(480, 288).blur(1.2).png().toBuffer());
    const out = join(work, 'pictures-out');
    expect((await satchel(['build', source, '-o', out, '--profile', 'high'])).code).toBe(0);
    expect((await satchel(['unpack', join(out, 'pictures_0.0.0_high.zip'), folder])).code).toBe(0);
  });
  afterAll(() => browser.close());

  const taken = async (width: number): Promise<readonly string[]> => {
    const shown = await visit(browser, folder, 'pages/a.html', { width });
    expect([...shown.errors, ...shown.foreignRequests, ...shown.failedRequests]).toEqual([]);
    const sources = await shown.page.evaluate(async () => {
      const pictures = [...document.querySelectorAll<HTMLImageElement>('main img')];
      for (const picture of pictures) {
        picture.loading = 'eager';
        await picture.decode();
      }
      return pictures.map(({ currentSrc }) => currentSrc.replace(/^.*\//, ''));
    });
    await shown.close();
    return sources;
  };

  it('is the narrow one on a narrow screen, the wide one on a wide screen, and AVIF where there is one', async () => {
    const [narrow = '', onNarrow] = await taken(600);
    const [wide = '', onWide] = await taken(1400);
    expect([narrow, wide]).toEqual([
      expect.stringMatching(/^wide-.*webp$/),
      expect.stringMatching(/^wide-.*webp$/),
    ]);
    const [less, more] = [narrow, wide].map((name) => statSync(join(folder, 'media', name)).size);
    expect(less).toBeLessThan(0.45 * (more ?? 0));
    expect([onNarrow, onWide]).toEqual([expect.stringMatching(/^smooth-.*avif$/), onNarrow]);
  });
});
