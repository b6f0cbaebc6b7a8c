import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildLearnerPack, serveBundle } from '../browser/learner-pack.ts';
import { satchel, work } from '../cli/satchel.ts';
import { startFirefox, type Firefox } from './firefox.ts';

// The reader in Firefox as Debian ships it, with its default preferences: one store for each file, and nothing shared.

const profiles: string[] = [];
const unpacked = (version: string): string => join(work, `water-${version}`);
let firefox: Firefox | undefined;
let served: { url: string; close: () => Promise<void> };

beforeAll(async () => {
  const out = await buildLearnerPack();
  for (const version of ['1.0.0', '1.1.0', '1.0.0_es'])
    expect(await satchel(['unpack', join(out, `water_${version}.zip`), unpacked(version)])).toMatchObject({
      code: 0,
    });
  served = await serveBundle(join(out, 'water_1.0.0.zip'));
});
afterEach(async () => {
  await firefox?.close();
  firefox = undefined;
});
afterAll(async () => {
  await served.close();
  for (const profile of profiles) rmSync(profile, { recursive: true, force: true });
});

function newProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), 'satchel-firefox-'));
  profiles.push(profile);
  return profile;
}

async function start(profile: string, preferences = {}): Promise<Firefox> {
  await firefox?.close();
  firefox = await startFirefox(profile, preferences);
  return firefox;
}

/** What the list of lessons says of each, without the time that it needs. */
const marks = (page: Firefox): Promise<string[]> =>
  page.value(`[...document.querySelectorAll('.lessons li')].map((one) => {
    const copy = one.cloneNode(true);
    copy.querySelector('.time')?.remove();
    return copy.textContent.trim().replace(/\\s+/g, ' ');
  })`);
const here = (page: Firefox): Promise<string> => page.value('location.pathname + location.hash');
const visible = (selector: string): string =>
  `document.querySelector('${selector}')?.getClientRects().length`;

describe.each(['file://', 'http://'])('from %s', (scheme) => {
  const root = (): string =>
    scheme === 'file://' ? pathToFileURL(`${unpacked('1.0.0')}/`).href : served.url;

  test('a learner reads, answers, leaves, comes back and goes on; another begins anew; both are carried on', async () => {
    const profile = newProfile();
    const first = await start(profile);
    await first.go(`${root()}index.html`);
    await first.until(`location.pathname.endsWith('pages/index.html')`);
    await first.click('.lessons a', 'Drops');
    await first.until(visible('.finish'));
    await first.click('[data-activity=shape] label', 'A ball');
    await first.click('[data-activity=shape] .check');
    await first.until(`document.querySelector('[data-activity=shape] .result').textContent === 'Right!'`);
    expect(await first.value(`document.querySelector('.told .explanation').textContent`)).toBe(
      'Its skin pulls it round.',
    );
    await first.type('[data-activity=deep] input', '12.4 m');
    await first.click('[data-activity=deep] .check');
    await first.until(`document.querySelector('[data-activity=deep] .result').textContent === 'Right!'`);
    await first.go(`${root()}pages/sea/waves.html`);
    await first.click('.finish button', 'Mark as done');
    await first.until(visible('.finish.done'));
    await first.go(`${root()}pages/rain/clouds.html`);
    await first.until(visible('.finish'));
    await first.value('scrollTo(0, document.body.scrollHeight / 2)');
    // Left at once: nothing that is said while a page goes arrives, and yet the place is known.
    await first.go(`${root()}pages/index.html`);
    await first.until(visible('.continue'));
    expect(await first.complaints(root())).toEqual([]);

    const page = await start(profile);
    await page.go(`${root()}pages/index.html`);
    await page.until(visible('.continue'));
    expect(await marks(page)).toEqual(['Drops Opened 100 %', 'Clouds Opened', 'Salt', 'Waves ✓ Done']);
    await page.click('.continue', 'Clouds');
    await page.until(`scrollY > 300`);
    await page.go(`${root()}pages/rain/drops.html`);
    await page.until(`document.querySelector('[data-activity=shape] .result').textContent === 'Right!'`);
    expect(await page.value(`document.querySelector('[data-activity=deep] input').value`)).toBe('12.4 m');

    await page.click('button.learner');
    await page.click('.learner-panel button', 'Save a progress file');
    const saved = join(profile, 'Downloads', 'progress-water.json');
    await page.until(
      `document.querySelector('.learner-panel .status').textContent === 'The file was saved.'`,
    );
    await page.type('.learner-panel label input[maxlength="60"]', 'Ben\uE007');
    await page.until(`document.querySelector('button.learner')?.title === 'Learner: Ben'`);
    expect(await page.value(`document.querySelector('[data-activity=deep] input').value`)).toBe('');
    await page.go(`${root()}pages/index.html`);
    await page.until(visible('.lessons .mark'));
    expect(await marks(page)).toEqual(['Drops Opened', 'Clouds', 'Salt', 'Waves']);
    expect(await page.complaints(root())).toEqual([]);
    await expect.poll(() => existsSync(saved) && readFileSync(saved, 'utf8')).toMatch(/\}\n$/);

    const other = await start(newProfile());
    await other.go(`${root()}pages/index.html`);
    await other.click('.offer button');
    await other.type('.learner-panel input[type=file]', saved);
    await other.click('.asked button', 'Add to');
    await other.until(visible('.lessons .mark'));
    expect((await marks(other))[3]).toBe('Waves ✓ Done');
    expect(await other.complaints(root())).toEqual([]);
  });

  test('a search with a typo leads to the place, words are explained, settings hold, captions are said', async () => {
    const page = await start(newProfile());
    await page.go(`${root()}pages/rain/drops.html`);
    await page.until(visible('.tool.search'));
    await page.click('a.term');
    await page.until(`document.querySelector('.meaning')?.textContent.includes('Water that falls alone.')`);
    await page.press('/');
    await page.type('.searching input', 'hidrometer');
    await page.until(
      `document.querySelector('.results .excerpt')?.textContent.includes('hydrometer floats')`,
    );
    await page.click('.results a');
    // Its heading is at the page's end.
    await page.until(`location.pathname.endsWith('/sea/salt.html') &&
      scrollY > 300 && document.querySelector('#measuring-salt').getBoundingClientRect().top < innerHeight`);
    expect(await here(page)).toContain('#measuring-salt');

    await page.click('.tool', 'Settings');
    await page.click('.settings label', 'Dark');
    await page.click('.settings label', '145');
    await page.press('\uE00C');
    await page.click('.pager .next');
    await page.until(`location.pathname.endsWith('/sea/waves.html')`);
    await page.until(
      `getComputedStyle(document.documentElement).backgroundColor === 'rgb(21, 25, 30)' &&
        getComputedStyle(document.documentElement).fontSize === '23.2px'`,
    );

    await page.until(`document.querySelector('video').textTracks[0]?.cues?.length === 2`);
    await page.value(`((film) => { film.muted = true; void film.play(); })(document.querySelector('video'))`);
    for (const said of ['The first wave', 'The second wave'])
      await page.until(
        `document.querySelector('video').textTracks[0].activeCues[0]?.text === arguments[0]`,
        said,
      );
    expect(await page.value(`document.querySelector('video').textTracks[0].mode`)).toBe('showing');
    expect(await page.complaints(root())).toEqual([]);
  });

  test('without script all can be read, with answers folded away; and be printed', async () => {
    const page = await start(newProfile(), { 'javascript.enabled': false });
    await page.go(`${root()}pages/rain/drops.html`);
    expect(await page.value(`document.querySelectorAll('button, input, select, textarea').length`)).toBe(0);
    const pdf = await page.print();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await page.complaints(root())).toEqual([]);
  });
});

test('versions that lie side by side share what was done, and a lesson that moved keeps it', async () => {
  const place = join(work, 'side');
  mkdirSync(place);
  cpSync(unpacked('1.0.0'), place, { recursive: true });
  cpSync(join(unpacked('1.1.0'), 'pages'), join(place, 'v2'), { recursive: true });
  cpSync(join(unpacked('1.1.0'), 'media'), join(place, 'media'), { recursive: true });
  const root = pathToFileURL(`${place}/`).href;
  const profile = newProfile();
  const before = await start(profile);
  await before.go(`${root}pages/rain/clouds.html`);
  await before.click('.finish button', 'Mark as done');
  await before.until(visible('.finish.done'));
  const page = await start(profile);
  await page.go(`${root}v2/index.html`);
  await page.until(visible('.lessons .mark'));
  expect((await marks(page)).filter((text) => text.includes('Done'))).toEqual(['Clouds over the sea ✓ Done']);
  await page.go(`${root}v2/sea/sky.html`);
  await page.until(visible('.finish.done'));
  expect(await page.complaints(root)).toEqual([]);
});

test('the same lesson in the other language is one click away', async () => {
  const page = await start(newProfile());
  const place = join(work, 'languages');
  for (const [from, to] of [
    ['1.0.0', 'water_1.0.0'],
    ['1.0.0_es', 'water_1.0.0_es'],
  ] as const)
    cpSync(unpacked(from), join(place, to), { recursive: true });
  const root = pathToFileURL(`${place}/`).href;
  await page.go(`${root}water_1.0.0/pages/rain/drops.html`);
  await page.click('.tool', 'Language');
  await page.click('.languages a', 'Español');
  await page.until(
    `document.documentElement.lang === 'es' && document.querySelector('h1').textContent === 'Gotas'`,
  );
  expect(await page.complaints(root)).toEqual([]);
});
