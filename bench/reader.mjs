// What the reader weighs, and how soon its first lesson can be read on a slow device.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const sources = [
  'fixtures/demo',
  ...['python-novice/2025-05', 'python-novice/2026-06', 'iot-beginners/2026-01'].map(
    (name) => `../shared/corpora/${name}`,
  ),
].filter((source) => existsSync(join(root, source)));

export async function bench() {
  const work = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
  const browser = await openBrowser();
  try {
    const bundles = sources.flatMap((source, n) => bundlesOf(source, join(work, String(n))));
    weights(bundles[0]);
    console.log(
      '\n| bundle | lessons | HTML of a lesson ÷ its text: all | median | above 1.3 (their largest text) | first lesson readable, CPU ÷ 6 |\n|---|---|---|---|---|---|',
    );
    for (const folder of bundles) {
      const { all, median, above, largest, count } = ratios(folder);
      const times = [];
      for (let run = 0; run < 5; run++) times.push(await firstLesson(browser, folder));
      const time = times.sort((a, b) => a - b)[2];
      console.log(
        `| ${folder.split('/').at(-1)} | ${count} | ${all.toFixed(2)} | ${median.toFixed(2)} | ${above} (${largest} B) | ${time.toFixed(0)} ms |`,
      );
    }
  } finally {
    await browser.close();
    rmSync(work, { recursive: true, force: true });
  }
}

function bundlesOf(source, out) {
  const satchel = join(root, 'bin/satchel.js');
  const run = (...args) => spawnSync(process.execPath, [satchel, ...args], { encoding: 'utf8' });
  run('build', join(root, source), '-o', out, '--cache', join(out, 'cache'));
  return readdirSync(out)
    .filter((name) => name.endsWith('.zip'))
    .map((name) => {
      const folder = join(out, name.replace(/\.zip$/, ''));
      run('unpack', join(out, name), folder);
      return folder;
    });
}

function weights(folder) {
  const size = (pattern) =>
    readdirSync(join(folder, 'pages'))
      .filter((name) => pattern.test(name))
      .reduce(
        (sum, name) => sum + gzipSync(readFileSync(join(folder, 'pages', name)), { level: 9 }).length,
        0,
      );
  console.log(
    `style ${size(/\.css$/)} B of 12,288; script ${size(/^(?!pack|navigation|glossary|search-).*\.js$/)} B of 25,600 (gzip)`,
  );
}

/** A page's HTML in relation to the part of it that is the lesson's text. */
function ratios(folder) {
  const pages = readdirSync(join(folder, 'pages'), { recursive: true })
    .filter((name) => name.endsWith('.html') && name !== 'index.html')
    .map((name) => readFileSync(join(folder, 'pages', name), 'utf8'));
  const lessons = pages.map((html) => {
    const text = html.slice(html.indexOf('<article'), html.lastIndexOf('</article>'));
    return { page: Buffer.byteLength(html), text: Buffer.byteLength(text) };
  });
  const sum = (key) => lessons.reduce((all, lesson) => all + lesson[key], 0);
  const sorted = lessons.map(({ page, text }) => page / text).sort((a, b) => a - b);
  const over = lessons.filter(({ page, text }) => page > 1.3 * text);
  return {
    count: lessons.length,
    all: sum('page') / sum('text'),
    median: sorted[Math.floor(sorted.length / 2)],
    above: over.length,
    largest: Math.max(0, ...over.map(({ text }) => text)),
  };
}

/** Milliseconds from the click to the first paint of the text, from disk, with the processor slowed down six times. */
async function firstLesson(browser, folder) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, offline: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, 'pages/index.html')).href);
  const lesson = await page.evaluate(() => document.querySelector('.lessons a').href);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.goto(lesson, { waitUntil: 'load' });
  const time = await page.evaluate(
    () =>
      new Promise((resolve) =>
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        }),
      ),
  );
  await context.close();
  return time;
}

/** The browser of the tests. */
async function openBrowser() {
  const outfile = join(root, 'node_modules/.cache/satchel/bench-browser.mjs');
  await build({
    entryPoints: [join(root, 'test/browser/browser.ts')],
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile },
  });
  return (await import(pathToFileURL(outfile).href)).launchBrowser();
}
