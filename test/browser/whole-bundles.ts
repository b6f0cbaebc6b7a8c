import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

// Whole bundles as a learner has them: built and unpacked by the command itself, opened from file://.

export interface Sample {
  readonly name: string;
  readonly source: string;
  /** The language of each bundle that must come out, by its name without `.zip`. */
  readonly bundles: Readonly<Record<string, string>>;
  /** So many pages of a bundle, spread over all, are shown to axe-core. The other checks are for every page. */
  readonly axePages: number;
  /** Errors in the content belong to a real tree: they are told by exit code 1, and the bundles are made all the same. */
  readonly exitCodes: readonly number[];
}

/** All pages of an unpacked bundle, as paths in it. */
function pagesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.startsWith('pages') && path.endsWith('.html'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** The first of `paths`, and others at even distances: `count` at most. */
function spread(paths: readonly string[], count: number): string[] {
  const step = Math.max(1, paths.length / count);
  return paths.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** What holds for the bundles of each sample. */
export function testBundles(samples: readonly Sample[]): void {
  describe.each(samples)('the bundles of $name', ({ name: sample, source, bundles, axePages, exitCodes }) => {
    let browser: Browser;
    const out = join(work, 'bundles', sample);

    beforeAll(async () => {
      browser = await launchBrowser();
      const { code, stderr } = await satchel(['build', source, '-o', out, '--cache', join(work, 'cache')]);
      expect(exitCodes, stderr).toContain(code);
      expect(readdirSync(out).sort()).toEqual(Object.keys(bundles).map((name) => `${name}.zip`));
      for (const name of Object.keys(bundles))
        expect(await satchel(['unpack', join(out, `${name}.zip`), join(out, name)])).toMatchObject({
          code: 0,
        });
    });

    afterAll(() => browser.close());

    describe.each(Object.entries(bundles))('%s', (name, language) => {
      const folder = join(out, name);

      it('opens its start page, in its own language', async () => {
        const { page, errors, foreignRequests, close } = await visit(browser, folder, 'index.html');
        await page.waitForURL('**/pages/index.html');
        expect(
          await page.evaluate(() => [
            document.documentElement.lang,
            getComputedStyle(document.documentElement).direction,
          ]),
        ).toEqual([language, language === 'ar' ? 'rtl' : 'ltr']);
        expect([...errors, ...foreignRequests]).toEqual([]);
        await close();
      });

      // Real curricula have dozens of pages and hundreds of photographs to decode, axe-core looks at every element:
      // 10 s on a busy machine of two cores, so that a slower one can need more than the usual 20 s.
      it(
        'holds no stumbling block on any page on 320 px, and is accessible in light colours',
        { timeout: 60_000 },
        async () => {
          const paths = pagesOf(folder);
          expect(paths).toContain('pages/index.html');
          const axe = new Set(spread(paths, axePages));
          expect(await stumblings(browser, folder, paths, { width: 320, axe })).toEqual([]);
        },
      );

      it('is accessible on 1200 px in dark colours', { timeout: 60_000 }, async () => {
        const options = { width: 1200, colorScheme: 'dark' } as const;
        expect(await stumblings(browser, folder, spread(pagesOf(folder), axePages), options)).toEqual([]);
      });
    });
  });
}
