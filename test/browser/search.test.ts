import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, newPath, satchel, writeFiles } from '../build/workbench.ts';
import { launchBrowser } from './browser.ts';
import { seriousViolations, visit, type Visit, type VisitOptions } from './visit.ts';

// Searching in built packs, opened from file://.

const HOSTILE = `<img src=x onerror="document.title='run'">`;
const packs = {
  en: {
    'README.md': '# The garden\n\nA wheelbarrow stands here.\n',
    '1-water/1-rain.md': `# Rain\n\nDrops of rain.\n\n${'More is said of clouds and of wind. '.repeat(60)}\n\n## Measuring <i>temperature</i>\n\n${'Words without end stand before. '.repeat(30)}A thermometer shows the temperature of the soil & air. ${'Words without end follow. '.repeat(30)}\n`,
    '1-water/2-hostile.md': `---\ntitle: ${JSON.stringify(HOSTILE)}\n---\n\n# x\n\nA zebra in \`${HOSTILE}\` and \\</script>\\<script>.\n`,
    '2-light/1-sun.md': '# Sun\n\nThe sun sets the temperature.\n\n## The moon\n\nIt has none.\n',
    '2-light/3-boxes.md':
      '# Boxes\n\n:::tip\nUse the *barometer* often.\n:::\n\n- wind\n- fog of $x=2$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd\nof all.\n',
    '2-light/2-code.md': '# Code\n\n```python\nframe = read_csv("soil-01.csv")\n```\n',
  },
  ar: {
    '1-a/1-b.md': '# الحرارة\n\nمُحَمَّد يقيس درجة الحَرارة في المدرسة.\n\n## المطر\n\nينزل المطر في ٢٠٢٤.\n',
    '1-a/2-c.md': '# الشمس\n\nشمس.\n',
  },
  th: {
    '1-a/1-b.md': '# วัฏจักรของน้ำ\n\nนักเรียนเดินไปโรงเรียนทุกวันเพื่อดื่มน้ำสะอาด\n\n## ฝน\n\nฝนตกหนัก\n',
    '1-a/2-c.md': '# ดวงอาทิตย์\n\nร้อน\n',
  },
};

let browser: Browser;
const folders = new Map<string, string>();

beforeAll(async () => {
  browser = await launchBrowser();
  for (const [language, files] of Object.entries(packs)) {
    const settings = `id: garden\nversion: 1.0.0\ntitle: Garden\nlanguage: ${language}\nlicense: CC0-1.0\n`;
    const source = writeFiles(newPath('source'), { 'satchel.yaml': settings, ...files });
    const out = newPath('out');
    await build(source, out);
    const folder = newPath(language);
    await satchel(['unpack', join(out, 'garden_1.0.0.zip'), folder]);
    folders.set(language, folder);
  }
});

afterAll(() => browser.close());

async function open(language: string, path: string, options: VisitOptions = {}): Promise<Visit> {
  return visit(browser, folders.get(language) ?? '', `pages/${path}`, options);
}

async function search(page: Page, query: string): Promise<void> {
  if (!(await page.isVisible('.searching'))) await page.keyboard.press('/');
  await page.waitForSelector('.searching input');
  await page.fill('.searching input', query);
}

/** The results as they are told: title, the page's own title, excerpt. */
async function results(page: Page): Promise<string[]> {
  await page.waitForSelector('.results li .excerpt:not(:empty)');
  return page.locator('.results li').allInnerTexts();
}

const marks = (page: Page): Promise<string[]> => page.locator('.results li:first-child mark').allInnerTexts();

test('nothing of the search is loaded before it is wanted', async () => {
  const { page, close } = await open('en', 'water/rain.html');
  const scripts = (): Promise<string[]> =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')));
  expect((await scripts()).filter((name) => name.includes('search'))).toEqual([]);
  await close();
});

describe('a search', () => {
  test.for([
    ['a word', 'thermometer'],
    ['the beginning of a word', 'thermom'],
    ['a typo', 'termometer'],
    ['two words in any order, in capitals', 'SOIL Thermometer'],
  ] as const)('for %s finds the place, and shows it', async ([, query]) => {
    const { page, errors, foreignRequests, failedRequests, close } = await open('en', 'light/sun.html');
    await search(page, query);
    const [first = ''] = await results(page);
    expect(first).toContain('Measuring temperature');
    expect(first).toContain('Rain');
    expect(first).toMatch(/… .*A thermometer shows the temperature of the soil & air\..* …/);
    expect((await marks(page)).map((text) => text.toLowerCase())).toContain('thermometer');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/water/rain.html#measuring-temperature');
    expect(
      await page.evaluate(() =>
        Math.abs(document.querySelector('#measuring-temperature')?.getBoundingClientRect().top ?? 999),
      ),
    ).toBeLessThan(60);
    expect([...errors, ...foreignRequests, ...failedRequests]).toEqual([]);
    await close();
  });

  test('leads to a place on the same page, and closes', async () => {
    const { page, close } = await open('en', 'water/rain.html');
    await search(page, 'thermometer');
    await results(page);
    await page.click('.results a');
    await page.waitForURL('**/water/rain.html#measuring-temperature');
    await page.waitForSelector('.searching', { state: 'detached' });
    await page.waitForFunction(
      () =>
        Math.abs(document.querySelector('#measuring-temperature')?.getBoundingClientRect().top ?? 999) < 60,
    );
    await close();
  });

  test('finds names in programs by their parts, and the start page’s text', async () => {
    const { page, close } = await open('en', 'index.html');
    await page.click('.tool.search');
    await search(page, 'read_csv');
    expect((await results(page))[0]).toContain('frame = read_csv("soil-01.csv")');
    await page.fill('.searching input', 'wheelbarrow');
    await page.waitForFunction(() =>
      document.querySelector('.results')?.textContent.includes('wheelbarrow stands'),
    );
    await close();
  });

  test('tells boxes, lists and tables apart in its excerpts', async () => {
    const { page, close } = await open('en', 'index.html');
    await search(page, 'barometer');
    expect((await results(page))[0]).toContain(
      'Tip · Use the barometer often. wind · fog of x=2 · a · b · 1 · 2 · End of all.',
    );
    await close();
  });

  test('that finds nothing says so, and what may be meant', async () => {
    const { page, close } = await open('en', 'index.html');
    await search(page, 'thrmomtr');
    await page.waitForSelector('.suggestion:visible');
    expect(await page.innerText('.status')).toBe('Nothing found for “thrmomtr”.');
    await page.click('.suggestion');
    expect((await results(page))[0]).toContain('thermometer');
    await search(page, '<zzzz>&');
    await page.waitForFunction(
      () => document.querySelector('.status')?.textContent === 'Nothing found for “<zzzz>&”.',
    );
    await close();
  });

  test('shows hostile titles and text as text', async () => {
    const { page, errors, close } = await open('en', 'index.html');
    await search(page, 'zebra');
    expect((await results(page))[0]).toContain(HOSTILE);
    await search(page, HOSTILE);
    await page.waitForFunction(() => !document.querySelector('.status')?.textContent.includes('zebra'));
    expect(await page.locator('.searching img, .searching script').count()).toBe(0);
    expect(await page.title()).not.toBe('run');
    expect(errors).toEqual([]);
    await close();
  });
});

test.for([
  ['ar', 'محمد الحراره', 'مُحَمَّد'],
  ['ar', '2024', '٢٠٢٤'],
  ['th', 'โรงเรียน', 'โรงเรียน'],
  ['th', 'น้ำสะอาด', 'น้ำสะอาด'],
  ['th', 'ฝน', 'ฝน'],
] as const)('in %s, “%s” finds and marks “%s”', async ([language, query, marked]) => {
  const { page, errors, close } = await open(language, 'a/c.html', { width: 320 });
  await search(page, query);
  await results(page);
  expect((await page.locator('.results mark').allInnerTexts()).join('|')).toContain(marked);
  expect(errors).toEqual([]);
  await close();
});

test('what is typed while the search still loads is kept, and found when it has', async () => {
  const { page, errors, close } = await open('en', 'light/sun.html');
  // The script comes when the test says so.
  await page.evaluate(() => {
    const { head } = document;
    const add = head.appendChild.bind(head);
    head.appendChild = <T extends Node>(tag: T): T => {
      if (!(tag instanceof HTMLScriptElement) || !tag.src.endsWith('/search.js')) return add(tag);
      Object.assign(window, { release: () => void add(tag) });
      return tag;
    };
  });
  await page.keyboard.press('/');
  await page.keyboard.type('thermom');
  expect(await page.inputValue('.searching input')).toBe('thermom');
  // Enter before there are results leads nowhere, and closing loses nothing.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.searching', { state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.press('End');
  await page.keyboard.type('eter');
  expect(await page.locator('.results').count()).toBe(0);
  await page.evaluate(() => {
    (window as unknown as { release: () => void }).release();
  });
  expect((await results(page))[0]).toContain('Measuring temperature');
  expect(await page.inputValue('.searching input:focus')).toBe('thermometer');
  expect(errors).toEqual([]);
  await close();
});

test('a search that cannot be loaded says that it is missing', async () => {
  const script = join(folders.get('en') ?? '', 'pages/search.js');
  renameSync(script, `${script}.away`);
  const { page, close } = await open('en', 'light/sun.html');
  await page.keyboard.press('/');
  await page.getByRole('alert').getByText('missing').waitFor();
  expect(await page.locator('.tool.search').count()).toBe(0);
  await close();
  renameSync(`${script}.away`, script);
});

test('everything can be done with the keyboard', async () => {
  const { page, close } = await open('en', 'light/sun.html');
  await page.focus('.tool.search');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.searching input:focus');
  await page.keyboard.type('sun /');
  await results(page);
  expect(await page.inputValue('.searching input')).toBe('sun /');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.closest('.results')?.className)).toBe('results');
  await page.keyboard.press('ArrowUp');
  await page.waitForSelector('.searching input:focus');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.searching', { state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('search');
  await close();
});

test.for(['light', 'dark'] as const)('the open search has no serious faults in %s', async (colorScheme) => {
  for (const language of folders.keys()) {
    const { page, close } = await open(language, 'index.html', { width: 320, colorScheme });
    await search(page, language === 'en' ? 'temperature' : language === 'ar' ? 'المطر' : 'ฝน');
    await results(page);
    expect(await seriousViolations(page), language).toEqual([]);
    expect(
      await page.evaluate(
        () =>
          (document.querySelector('.searching')?.scrollWidth ?? 0) -
          (document.querySelector('.searching')?.clientWidth ?? 0),
      ),
    ).toBe(0);
    await close();
  }
});

test('an index that is missing or torn is told, and the others are searched', async () => {
  const folder = folders.get('en') ?? '';
  const index = join(folder, 'pages/search-water.js');
  renameSync(index, `${index}.away`);
  const { page, close } = await open('en', 'index.html');
  await search(page, 'temperature');
  expect((await results(page))[0]).toContain('Sun');
  await page.waitForFunction(() => document.querySelector('.status')?.textContent.includes('missing'));
  await close();
  writeFileSync(index, `satchelSearch(JSON.parse('"water"'),JSON.pa`);
  const torn = await open('en', 'index.html');
  await search(torn.page, 'temperature');
  await torn.page.waitForFunction(() => document.querySelector('.status')?.textContent.includes('missing'));
  await torn.close();
  rmSync(index);
  renameSync(`${index}.away`, index);
});

test('a page that cannot be read leaves its result without an excerpt', async () => {
  const folder = folders.get('th') ?? '';
  rmSync(join(folder, 'pages/a/b.html'));
  const { page, close } = await open('th', 'index.html');
  await search(page, 'ฝน');
  await page.waitForSelector('.results li a');
  expect(await page.innerText('.results li a')).toBe('ฝน');
  await close();
});

test('a page in the frame of a search does nothing but tell its text', async () => {
  const { page, close } = await open('en', 'index.html');
  await search(page, 'thermometer');
  await results(page);
  await page.waitForFunction(() => document.querySelectorAll('iframe[name]').length === 0);
  await close();
});
