// npm run screenshots: the pictures in README, of the demo and of the starter's questions as learners see them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { packageFile } from '../../src/package.ts';
import { launchBrowser } from './browser.ts';
import { visit, type VisitOptions } from './visit.ts';

interface Picture extends VisitOptions {
  /** Name in docs/, without its ending. */
  readonly name: string;
  readonly bundle: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const demo = 'sky-above-our-school_1.0.0';
const starter = 'starter_1.0.0';
const phone = { width: 360, height: 640 };
const lesson = 'pages/by-day/how-tall.html';

const pictures: readonly Picture[] = [
  { name: 'page', bundle: demo, path: lesson, width: 1200, height: 1000 },
  { name: 'start', bundle: demo, path: 'pages/index.html', ...phone },
  { name: 'phone', bundle: demo, path: lesson, ...phone },
  { name: 'arabic', bundle: `${demo}_ar`, path: lesson, ...phone },
  { name: 'dark', bundle: demo, path: lesson, ...phone, colorScheme: 'dark' },
  { name: 'questions', bundle: starter, path: 'pages/going-further/questions.html', ...phone, act: answer },
  { name: 'search', bundle: demo, path: lesson, ...phone, act: search },
  {
    ...{ name: 'print', bundle: starter, path: 'pages/going-further/questions.html' },
    ...{ width: 576, height: 1024 },
    act: (page) => page.emulateMedia({ media: 'print' }),
  },
];

async function answer(page: Page): Promise<void> {
  await page.click('#boxes label:has-text("between the brackets")');
  await page.click('#boxes .check');
  await page.waitForSelector('#boxes .good');
  await page.evaluate(() => document.querySelector('#boxes')?.scrollIntoView());
}

async function search(page: Page): Promise<void> {
  await page.click('.tool.search');
  await page.fill('.searching input', 'shadow');
  await page.waitForFunction(() => {
    const shown = Array.from(document.querySelectorAll('.excerpt')).slice(0, 4);
    return shown.length > 0 && shown.every(({ textContent }) => textContent);
  });
}

async function take(browser: Browser, work: string, picture: Picture): Promise<void> {
  const { width, height } = picture;
  const { page, close } = await visit(browser, join(work, picture.bundle), picture.path, picture);
  await page.setViewportSize({ width, height });
  // The last of what the script adds.
  await page.waitForSelector('.tool.learner');
  await picture.act?.(page);
  await keep(packageFile(`docs/${picture.name}.png`), await page.screenshot());
  await close();
}

/** Browsers do not draw every edge the same each time: a picture that only differs so stays as it is. */
async function keep(file: string, picture: Buffer): Promise<void> {
  // Few colours and no gradients: a palette keeps it small without a visible difference.
  const png = await sharp(picture).png({ palette: true, effort: 10 }).toBuffer();
  if (existsSync(file) && (await isAlike(readFileSync(file), png))) return;
  writeFileSync(file, png);
}

async function isAlike(one: Buffer, other: Buffer): Promise<boolean> {
  const [before, after] = await Promise.all(
    [one, other].map((png) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (!before || !after || before.info.width !== after.info.width || before.info.height !== after.info.height)
    return false;
  let differing = 0;
  before.data.forEach((value, n) => {
    if (Math.abs(value - (after.data[n] ?? 0)) > 48) differing++;
  });
  return differing < before.data.length / 2000;
}

function satchel(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [packageFile('bin/satchel.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`satchel ${args.join(' ')}: exit code ${status}`);
}

const work = mkdtempSync(join(tmpdir(), 'satchel-screenshots-'));
try {
  satchel('init', join(work, 'starter'));
  for (const source of [packageFile('fixtures/demo'), join(work, 'starter')])
    satchel('build', source, '-o', work, '--cache', join(work, 'cache'));
  for (const bundle of new Set(pictures.map((picture) => picture.bundle)))
    satchel('unpack', join(work, `${bundle}.zip`), join(work, bundle));
  const browser = await launchBrowser();
  try {
    for (const picture of pictures) await take(browser, work, picture);
  } finally {
    await browser.close();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
