import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFile } from '../../src/package.ts';
import { folder, satchel, work } from '../cli/satchel.ts';
import { record, SPEECH } from '../media/timed/recordings.ts';
import { launchBrowser } from './browser.ts';
import { brokenPictures, overflowing, seriousViolations, visit, type VisitOptions } from './visit.ts';

// What the script adds around the text, on bundles that the command has built, from file://.

const lesson = 'pages/water/rain.html';
const code = '```python\nprint("rain")\n```\n';
const source = {
  'satchel.yaml':
    'id: rain\nversion: 1.0.0\ntitle: Rain\nlanguage: en\nlicense: CC-BY-4.0\ntheme: {logo: moon.png, style: look/own.css, templates: look}\n',
  'look/own.css': '.about { font-style: italic; }\n',
  'look/footer.mustache':
    '<footer class="about"><p><a href="{{up}}index.html">{{packTitle}}</a> by {{#authors}}{{#list}}{{.}}{{/list}}{{/authors}}us</p></footer>\n',
  'water/rain.md': `# Rain\n\nWater :term[rises]{of="evaporation"} from the sea, and leaves its [salt](words.md#salt) there; see [vapour]{.term}.\n\n${code}\n![The moon](../moon.png)\n\n![Talk](../talk.mp3)\n\n[![Linked](../moon.png)](sea.md)\n`,
  'water/sea.md': `# The sea\n\nAll water comes back.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`text\nSalt\n\`\`\`\n\n::: challenge\n#### How deep?\n\nGuess.\n\n${code}\n::: solution\n11 km\n:::\n:::\n\n::: instructor\nBring a map.\n:::\n`,
  'water/words.md':
    '# Words\n\nEvaporation\nVapour\n: Water as a *gas* & more.\n\n[Salt]{#salt}\n: What is left.\n: Na and Cl.\n',
  'water/tides/README.md': '# Tides\n\nThe sea rises and falls.\n',
  'water/tides/film.md': '# A film of the tide\n\n![The tide](../../tide.mp4)\n',
  'translations/ar/water/rain.md': `# المطر\n\nيصعد الماء من البحر.\n\n${code}\n![تلال](../moon.png)\n`,
};

let browser: Browser;
const out = join(work, 'out');
const english = join(out, 'rain_1.0.0');
const arabic = join(out, 'rain_1.0.0_ar');

beforeAll(async () => {
  browser = await launchBrowser();
  const dir = folder('source', source);
  copyFileSync(packageFile('fixtures/demo/pictures/moon.png'), join(dir, 'moon.png'));
  await record(join(dir, 'talk.mp3'), 2, [SPEECH]);
  await record(join(dir, 'tide.mp4'), 1, ['testsrc2=s=320x180:r=10'], ['-pix_fmt', 'yuv420p']);
  const built = await satchel(['build', dir, '-o', out]);
  expect(built, built.stderr).toMatchObject({ code: 0 });
  for (const bundle of [english, arabic])
    expect(await satchel(['unpack', `${bundle}.zip`, bundle])).toMatchObject({ code: 0 });
});

afterAll(() => browser.close());

const open = (bundle: string, options: VisitOptions = {}) => visit(browser, bundle, lesson, options);
const colour = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const [light, dark, black] = ['rgb(255, 255, 255)', 'rgb(21, 25, 30)', 'rgb(0, 0, 0)'];

async function choose(page: Page, ...labels: string[]): Promise<void> {
  await page.click('.tool[aria-label="Settings"]');
  for (const label of labels) await page.click(`.settings label:has-text("${label}")`);
  await page.keyboard.press('Escape');
}

describe('settings', () => {
  it('hold for pages of which the browser keeps nothing together', async () => {
    const { page, errors, close } = await open(english);
    await page.waitForSelector('button.learner');
    await choose(page, 'Dark');
    await page.waitForFunction(async (name) => {
      const request = indexedDB.open('satchel');
      await new Promise((resolve) => (request.onsuccess = resolve));
      const got = request.result.transaction('progress').objectStore('progress').get(name);
      await new Promise((resolve) => (got.onsuccess = resolve));
      request.result.close();
      return typeof got.result === 'string';
    }, 'satchel/~satchel-look');
    await page.evaluate(() => {
      localStorage.clear();
    });
    await page.click('.pager .next');
    await page.waitForFunction(
      (wanted) => getComputedStyle(document.documentElement).backgroundColor === wanted,
      dark,
    );
    expect(errors).toEqual([]);
    await close();
  });

  it('are made with the keyboard alone, and hold on the next page', async () => {
    const { page, errors, close } = await open(english);
    await page.focus('.tool[aria-label="Settings"]');
    await page.keyboard.press('Enter');
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    await page.focus('.settings input:checked');
    await page.keyboard.press('ArrowRight');
    expect(await size()).toBeGreaterThan(before);
    await page.focus('.settings [name="satchel-colours"]:checked');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Settings');
    expect(await colour(page)).toBe(dark);
    await page.click('.pager .next');
    await page.waitForURL('**/sea.html');
    expect(await colour(page)).toBe(dark);
    expect(await size()).toBeGreaterThan(before);
    expect(errors).toEqual([]);
    await close();
  });

  it('go before those of the device, in both directions, and are taken back', async () => {
    const { page, close } = await open(english, { colorScheme: 'dark' });
    expect(await colour(page)).toBe(dark);
    await choose(page, 'Light');
    expect(await colour(page)).toBe(light);
    await page.reload();
    expect(await colour(page)).toBe(light);
    await page.click('.tool[aria-label="Settings"]');
    await page.click('.settings button:has-text("Back to the usual")');
    expect(await colour(page)).toBe(dark);
    await close();
  });

  it('know what the device says about contrast and motion', async () => {
    const { page, close } = await open(english, { colorScheme: 'dark' });
    await page.emulateMedia({ contrast: 'more', colorScheme: 'dark' });
    expect(await colour(page)).toBe(black);
    await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'dark' });
    await choose(page, 'Stronger contrast');
    expect(await colour(page)).toBe(black);
    await close();
  });

  it('work, and are forgotten, where nothing can be stored', async () => {
    const { page, errors, close } = await open(english);
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new Error('no');
        },
      });
    });
    await page.reload();
    await choose(page, 'Dark');
    expect(await colour(page)).toBe(dark);
    expect(errors).toEqual([]);
    await close();
  });

  it('space letters but where they are joined', async () => {
    for (const [bundle, spaced] of [
      [english, true],
      [arabic, false],
    ] as const) {
      const { page, close } = await open(bundle);
      await page.evaluate(() => {
        localStorage.setItem('satchel-look', '{"spacing":"wide"}');
      });
      await page.reload();
      const spacing = (selector: string) =>
        page.evaluate((of) => {
          const element = document.querySelector(of);
          return element && getComputedStyle(element).letterSpacing !== 'normal';
        }, selector);
      const zero = await page.evaluate(
        () => parseFloat(getComputedStyle(document.querySelector('.text p') as Element).letterSpacing) || 0,
      );
      expect(zero > 0).toBe(spaced);
      expect(await spacing('.text p')).not.toBeNull();
      await close();
    }
  });

  it.each([
    { look: {}, width: 320, colorScheme: 'light' },
    { look: { size: 'largest', spacing: 'wide' }, width: 320, colorScheme: 'light' },
    { look: { colours: 'dark', contrast: 'more' }, width: 320, colorScheme: 'light' },
    { look: { contrast: 'more' }, width: 1200, colorScheme: 'light' },
    { look: {}, width: 1200, colorScheme: 'dark' },
  ] as const)('leave no stumbling block: %j', async ({ look, ...options }) => {
    for (const bundle of [english, arabic]) {
      const { page, errors, close } = await open(bundle, options);
      await page.evaluate((set) => {
        localStorage.setItem('satchel-look', JSON.stringify(set));
      }, look);
      await page.reload();
      expect(await overflowing(page)).toEqual([]);
      expect(await seriousViolations(page)).toEqual([]);
      await page.click('.tool');
      expect(
        await page.evaluate(() => document.querySelector('.panel')?.scrollWidth ?? 0),
      ).toBeLessThanOrEqual(options.width);
      expect(await seriousViolations(page)).toEqual([]);
      expect(errors).toEqual([]);
      await close();
    }
  });

  it('are not offered without script', async () => {
    const { page, close } = await open(english, { javaScript: false });
    expect(await page.locator('.tool').count()).toBe(0);
    await close();
  });
});

describe('beside what stands in the text', () => {
  it('pictures open large and close again, by keyboard; links and signs stay what they are', async () => {
    const { page, errors, close } = await open(english, { width: 320 });
    const zooms = page.locator('.text img[role="button"]');
    expect(await zooms.count()).toBe(1);
    expect(await page.locator('.text a img[role]').count()).toBe(0);
    await zooms.focus();
    expect(await zooms.getAttribute('aria-label')).toBe('Enlarge: The moon');
    await page.keyboard.press('Enter');
    const large = page.locator('.zoom img');
    expect(await large.getAttribute('alt')).toBe('The moon');
    const width = () => large.evaluate((image) => image.getBoundingClientRect().width);
    const before = await width();
    await page.click('.zoom button[aria-pressed]');
    expect(await width()).toBeGreaterThan(before);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('.zoom').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('button');
    expect(errors).toEqual([]);
    await close();
  });

  it.each([true, false])(
    'code is copied, where there is a clipboard and where there is none: %s',
    async (there) => {
      const { page, close } = await open(english);
      await page.evaluate((has) => {
        if (!has) Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.addEventListener('copy', () => {
          const { value } = document.activeElement as HTMLTextAreaElement;
          document.documentElement.dataset['copied'] = value;
        });
      }, there);
      await page.focus('.copy');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.copy:text("Copied")');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('copy');
      if (!there)
        expect(await page.evaluate(() => document.documentElement.dataset['copied'])).toBe('print("rain")');
      await close();
    },
  );

  it('recordings are played at the speed that was chosen before', async () => {
    const { page, close } = await open(english);
    await page.selectOption('.speed select', '1.5');
    await page.reload();
    expect(await page.inputValue('.speed select')).toBe('1.5');
    expect(await page.evaluate(() => document.querySelector('audio')?.playbackRate)).toBe(1.5);
    await close();
  });

  it('a page says how long it takes, and the start page all of them', async () => {
    const { page, close } = await visit(browser, arabic, 'pages/index.html', { javaScript: false });
    expect(await page.textContent('.units h2 .time')).toContain('دقيقة');
    expect(await page.locator('.lessons .time').count()).toBe(4);
    expect(await overflowing(page)).toEqual([]);
    await page.click('.lessons a');
    expect(await page.textContent('main header .time')).toContain('دقيقة');
    await close();
  });

  it('nothing is there that does not work without script', async () => {
    const { page, close } = await open(english, { javaScript: false });
    expect(await page.locator('.text button, .text select, .text [role="button"]').count()).toBe(0);
    await close();
  });
});

describe('another language', () => {
  it('opens on the same lesson, where its bundle lies beside this one', async () => {
    const { page, foreignRequests, errors, close } = await open(english);
    expect(foreignRequests).toEqual([]);
    await page.focus('.tool[aria-label="Language: EN"]');
    await page.keyboard.press('Enter');
    expect(await seriousViolations(page)).toEqual([]);
    await page.click('.languages a[lang="ar"][dir="rtl"]');
    await page.waitForURL('**/rain_1.0.0_ar/pages/water/rain.html');
    await page.click('.tool[aria-label^="اللغة"]');
    await page.click('.languages a:text("English")');
    await page.waitForURL('**/rain_1.0.0/pages/water/rain.html');
    expect(errors).toEqual([]);
    await close();
  });

  it('is no link where its bundle is not there', async () => {
    const alone = join(work, 'alone/rain');
    cpSync(english, alone, { recursive: true });
    const { page, close } = await open(alone);
    await page.click('.tool[aria-label="Language: EN"]');
    await page.waitForSelector('.languages small');
    expect(await page.locator('.languages a[href]').count()).toBe(0);
    await close();
  });
});

describe('words that the pack explains', () => {
  it('are explained where they stand, for the keyboard too', async () => {
    const { page, errors, close } = await open(english, { width: 320 });
    const terms = page.locator('a.term');
    expect(await terms.allTextContents()).toEqual(['rises', 'salt', 'vapour']);
    await terms.nth(0).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.meaning:has-text("Water as a gas & more.")');
    expect(await terms.nth(0).getAttribute('aria-expanded')).toBe('true');
    await terms.nth(1).click();
    await page.waitForSelector('.meaning:has-text("What is left. Na and Cl.")');
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    await terms.nth(0).focus();
    await page.keyboard.press('Escape');
    expect(await page.locator('.meaning').count()).toBe(1);
    await page.click('.meaning a');
    await page.waitForURL('**/words.html#salt');
    expect(errors).toEqual([]);
    await close();
  });

  it('lead to where they are explained without script', async () => {
    const { page, close } = await open(english, { javaScript: false });
    await page.click('a.term:text("vapour")');
    await page.waitForURL('**/words.html#term-vapour');
    expect(await page.textContent(':target')).toBe('Vapour');
    await close();
  });
});

it('a pack shows its logo, its style and its own footer, in each language', async () => {
  for (const bundle of [english, arabic]) {
    const { page, errors, close } = await open(bundle, { width: 320 });
    expect(await brokenPictures(page)).toEqual([]);
    expect(await page.isVisible('.bar .logo')).toBe(true);
    expect((await page.textContent('footer'))?.trim()).toBe('Rain by us');
    expect(
      await page.evaluate(() => getComputedStyle(document.querySelector('.about') as Element).fontStyle),
    ).toBe('italic');
    await page.click('footer a');
    await page.waitForURL('**/pages/index.html');
    expect(await page.isVisible('.start .logo')).toBe(true);
    expect(await page.isVisible('.bar .tool')).toBe(true);
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }
});

it('a lesson is printed with its pictures, without controls, and with solutions on a sheet of their own', async () => {
  const { page, errors, close } = await visit(browser, english, 'pages/water/sea.html');
  await page.waitForSelector('.finish');
  const before = await page.innerHTML('main');
  await page.evaluate(() => {
    window.print = () => dispatchEvent(new Event('beforeprint'));
  });
  await page.click('.printing button:text("This lesson")');
  await page.waitForSelector('.answers h2');
  await page.emulateMedia({ media: 'print' });
  expect((await page.innerText('.answers')).split(/\s*\n\s*/)).toEqual([
    ...['The sea', '1 · How deep?', 'Solution', '11 km', '2 · How deep?', 'For teachers', 'Bring a map.'],
  ]);
  expect(await page.locator('.answers').evaluate((sheet) => getComputedStyle(sheet).breakBefore)).toBe(
    'page',
  );
  expect(await page.locator('.challenge').innerText()).toMatch(/Guess\.[^]*1 · Solution$/);
  expect(await page.locator('main button:visible').count()).toBe(0);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await page.innerHTML('main')).toBe(before);
  expect(errors).toEqual([]);
  await close();
});

it('a whole unit is printed, each lesson on pages of its own with its pictures, by the pages themselves', async () => {
  const { page, errors, foreignRequests, close } = await open(english);
  await page.evaluate(() => {
    // Paper is asked for once, and nobody closes the dialog of a browser without a head.
    window.print = () => {
      document.documentElement.dataset['printed'] = 'yes';
    };
  });
  await page.click('.printing button:text("The whole unit")');
  await page.waitForSelector('[data-printed]');
  await page.emulateMedia({ media: 'print' });
  const sheets = page.locator('.sheets > div:not(:empty)');
  expect(await sheets.locator('h1').allTextContents()).toEqual([
    ...['Rain', 'The sea', 'Tides', 'A film of the tide', 'Words'],
  ]);
  expect(await sheets.locator('.still').isVisible()).toBe(true);
  expect(await sheets.last().innerText()).toMatch(/^The sea\s+1 · How deep\?\s+Solution\s+11 km/);
  expect(await page.getByText('11 km').count()).toBe(1);
  expect(await sheets.locator('.challenge .how').innerText()).toBe('1 · Solution');
  expect(await brokenPictures(page)).toEqual([]);
  for (const hidden of ['body > main', '.sheets .tool', '.bar'])
    expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
  const pdf = (await page.pdf()).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThanOrEqual(3);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await page.locator('.sheets').count()).toBe(0);
  expect([...errors, ...foreignRequests]).toEqual([]);
  await close();
});

it('a lesson is printed even if a picture never comes', async () => {
  const { page, close } = await visit(browser, english, 'pages/water/rain.html');
  await page.clock.install();
  await page.evaluate(() => {
    window.print = () => {
      document.documentElement.dataset['printed'] = 'yes';
    };
    const picture = document.querySelector('.text img') as HTMLImageElement;
    Object.defineProperty(picture, 'complete', { value: false });
  });
  await page.click('.printing button:text("This lesson")');
  await page.clock.runFor(9_000);
  expect(await page.locator('[data-printed]').count()).toBe(0);
  await page.clock.runFor(2_000);
  await page.waitForSelector('[data-printed]');
  await close();
});

it('the start page prints each unit', async () => {
  const { page, errors, close } = await visit(browser, english, 'pages/index.html');
  await page.evaluate(() => {
    window.print = () => {
      document.documentElement.dataset['printed'] = 'yes';
    };
  });
  const print = page.getByRole('button', { name: /^Print: .*Water/ });
  expect(await print.innerText()).toBe('Print');
  await print.click();
  await page.waitForSelector('[data-printed]');
  expect(await page.locator('.sheets h1').allTextContents()).toEqual([
    ...['Rain', 'The sea', 'Tides', 'A film of the tide', 'Words'],
  ]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('body > main').isVisible()).toBe(false);
  expect(errors).toEqual([]);
  await close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it.each(['.table-scroll', 'pre'])(
    '%s shows at which end it scrolls on, and takes the focus',
    async (name) => {
      const { page, close } = await visit(browser, english, 'pages/water/sea.html', {
        width: 320,
        colorScheme,
      });
      const box = page.locator(`article ${name}`).first();
      expect(await box.getAttribute('tabindex')).toBe('0');
      /** How much the two ends differ from the ground, each: 0 for not at all. */
      const ends = async (): Promise<number[]> => {
        const { data, info } = await sharp(await box.screenshot())
          .greyscale()
          .raw()
          .toBuffer({ resolveWithObject: true });
        const row = data.subarray((info.height - 12) * info.width, (info.height - 11) * info.width);
        const ground = row[row.length >> 1] ?? 0;
        return [2, row.length - 3].map((x) => Math.abs((row[x] ?? 0) - ground));
      };
      expect(await ends()).toEqual([0, 0]);
      await box.evaluate((element) => {
        const content = element.firstElementChild as HTMLElement;
        Object.assign(content.style, { display: 'block', width: '900px', paddingBottom: '30px' });
      });
      const [start = 0, more = 0] = await ends();
      expect(start).toBe(0);
      expect(more).toBeGreaterThan(20);
      await box.evaluate((element) => {
        element.scrollTo(9999, 0);
      });
      const [back = 0, end = 0] = await ends();
      expect(back).toBeGreaterThan(20);
      expect(end).toBe(0);
      await close();
    },
  );
});
