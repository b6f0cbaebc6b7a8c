import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFile } from '../../src/package.ts';
import { satchel, work } from '../cli/satchel.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { visit } from './visit.ts';

// Whole bundles as a learner has them: built and unpacked by the command itself, opened from file://.

interface Sample {
  readonly name: string;
  readonly source: string;
  /** The language of each bundle that must come out, by its name without `.zip`. */
  readonly bundles: Readonly<Record<string, string>>;
  /** So many pages of a bundle, spread over all, are shown to axe-core. The other checks are for every page. */
  readonly axePages: number;
  /** Errors in the content belong to a real tree: they are told by exit code 1, and the bundles are made all the same. */
  readonly exitCodes: readonly number[];
}

const starter = join(work, 'starter');

const own: readonly Sample[] = [
  {
    name: 'fixtures/demo',
    source: packageFile('fixtures/demo'),
    bundles: {
      'sky-above-our-school_1.0.0': 'en',
      'sky-above-our-school_1.0.0_ar': 'ar',
      'sky-above-our-school_1.0.0_es': 'es',
    },
    axePages: Infinity,
    exitCodes: [0],
  },
  {
    name: 'satchel init',
    source: starter,
    bundles: { 'starter_1.0.0': 'en', 'starter_1.0.0_es': 'es' },
    axePages: Infinity,
    exitCodes: [0],
  },
];

// Real curricula may lie beside the checkout. They are no part of it: without them these tests are not there.
const real: readonly Sample[] = [
  { name: 'python-novice/2025-05', bundles: { 'python-novice_0.0.0': 'en' } },
  { name: 'python-novice/2026-06', bundles: { 'python-novice_0.0.0': 'en' } },
  {
    name: 'iot-beginners/2026-01',
    bundles: {
      'iot-beginners_0.0.0': 'en',
      'iot-beginners_0.0.0_ar': 'ar',
      'iot-beginners_0.0.0_es': 'es',
    },
  },
]
  .map(({ name, bundles }) => ({
    name,
    source: packageFile(join('../shared/corpora', name)),
    bundles,
    axePages: 6,
    exitCodes: [0, 1],
  }))
  .filter(({ source }) => existsSync(source));

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  expect(await satchel(['init', starter])).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await browser.close();
});

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

describe.each([...own, ...real])(
  'the bundles of $name',
  ({ name: sample, source, bundles, axePages, exitCodes }) => {
    const out = join(work, 'bundles', sample);

    beforeAll(async () => {
      const { code, stderr } = await satchel(['build', source, '-o', out, '--cache', join(work, 'cache')]);
      expect(exitCodes, stderr).toContain(code);
      expect(readdirSync(out).sort()).toEqual(Object.keys(bundles).map((name) => `${name}.zip`));
      for (const name of Object.keys(bundles))
        expect(await satchel(['unpack', join(out, `${name}.zip`), join(out, name)])).toMatchObject({
          code: 0,
        });
    });

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
      it('holds no stumbling block on any page on 320 px', { timeout: 60_000 }, async () => {
        const paths = pagesOf(folder);
        expect(paths).toContain('pages/index.html');
        expect(await stumblings(browser, folder, paths, { width: 320, axe: false })).toEqual([]);
      });

      it.each([
        { width: 320, colorScheme: 'light' },
        { width: 1200, colorScheme: 'dark' },
      ] as const)(
        'is accessible on $width px in $colorScheme colours',
        { timeout: 60_000 },
        async (options) => {
          expect(await stumblings(browser, folder, spread(pagesOf(folder), axePages), options)).toEqual([]);
        },
      );
    });
  },
);
