import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildLearnerPack } from '../browser/learner-pack.ts';
import { buildGarden } from '../drop/garden.ts';
import { drop } from '../drop/sticks.ts';
import { startFirefox, type Firefox } from './firefox.ts';

// A stick in Firefox as Debian ships it: one store for each file, so that progress lives by progress.html alone.

let folder: string;
let stick: string;
let out: string;
let firefox: Firefox | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-stick-'));
  stick = join(folder, 'stick');
  mkdirSync(stick);
  out = await buildLearnerPack();
  await put('water_1.0.0.zip', 'water_1.0.0_es.zip');
});
afterEach(async () => {
  await firefox?.close();
  firefox = undefined;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function put(...bundles: string[]): Promise<void> {
  const files = bundles.map((name) => join(out, name));
  expect((await drop(['write', ...files, '--to', stick, '--allow-folder'])).exit).toBe(0);
}

test('a learner starts from the stick, and after an update goes on where they left off', async () => {
  const profile = join(folder, 'profile');
  const start = pathToFileURL(join(stick, 'index.html')).href;
  firefox = await startFirefox(profile);
  await firefox.go(start);
  await firefox.until(`document.querySelector('h1')`);
  expect(await firefox.value(`document.querySelector('h1').textContent`)).toBe('What do you want to learn?');
  await firefox.click('li a');
  await firefox.until(`/packs\\/water\\/1\\.0\\.0_en_/.test(location.pathname)`);
  await firefox.click('.lessons a', 'Drops');
  await firefox.until(`document.querySelector('.finish')`);
  await firefox.click('.finish button');
  await firefox.click('.tool[aria-label="Language: EN"]');
  await firefox.click('.languages a[lang="es"]');
  await firefox.until(`/1\\.0\\.0_es_[0-9a-f]{8}\\//.test(location.pathname)`);
  await firefox.close();

  await put('water_1.1.0.zip');
  firefox = await startFirefox(profile);
  await firefox.go(start);
  await firefox.click('li a');
  await firefox.until(`/packs\\/water\\/1\\.1\\.0_en_/.test(location.pathname)`);
  await firefox.until(`document.querySelector('.continue')`);
  expect(await firefox.value(`document.querySelector('.lessons').textContent`)).toContain('Done');
  // The start page asks for releases until there are none.
  const complaints = await firefox.complaints('file://');
  expect(complaints.filter((text) => !/Loading failed.*\/releases\/\d+\.js/.test(text))).toEqual([]);
});

test('a part of a pack has its units, and says of the others that they are not there', async () => {
  const target = join(folder, 'part');
  mkdirSync(target);
  const garden = await buildGarden(folder);
  const files = [garden, join(out, 'water_1.0.0.zip')];
  const written = await drop(['write', ...files, '--to', target, '--allow-folder', '--unit', 'soil,rain']);
  expect(written.exit).toBe(0);
  firefox = await startFirefox(join(folder, 'other'));
  await firefox.go(pathToFileURL(join(target, 'index.html')).href);
  await firefox.click('li a', 'Garden');
  await firefox.until(`/packs\\/garden\\//.test(location.pathname)`);
  await firefox.click('.lessons a', 'Leaves');
  await firefox.until(`document.querySelector('h1')?.textContent === 'Leaves'`);
  expect(await firefox.value(`document.querySelector('main').textContent`)).toContain(
    'This part is not on this stick.',
  );
  await firefox.click('.tool[aria-label="Search"]');
  await firefox.type('[role="searchbox"]', 'dig');
  await firefox.click('.results a', 'Worms');
  await firefox.until(`document.querySelector('h1')?.textContent === 'Worms'`);
  expect(await firefox.value(`document.querySelector('main img').naturalWidth`)).toBeGreaterThan(0);
  // Back to all that is on the stick.
  await firefox.click('.bar a', 'Garden');
  await firefox.click('.bar a', 'All courses');
  await firefox.until(`document.querySelector('#start h1')`);
  await firefox.click('li a', 'Water');
  await firefox.until(`/packs\\/water\\//.test(location.pathname)`);
  expect(
    (await firefox.complaints('file://')).filter((text) => !/Loading failed.*\/releases\/\d+\.js/.test(text)),
  ).toEqual([]);
});
