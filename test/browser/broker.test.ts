import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import { packageFile } from '../../src/package.ts';
import { launchBrowser } from './browser.ts';

// progress.html, which every version of every pack must find as it was: its bytes, and what it answers.

const names = ['progress.html', 'progress.js'];
/** Frozen: another copy may lie where a newer pack is put, and browsers keep one store for each file. */
const DIGESTS = [
  'sha256:b2ede1c71ed22073b02d8b33ba4f54d9a742ecd5d716560c15c3a8ba2f84d95b',
  'sha256:197e9f510a63030f84e3c6a383435b3d18cda1fc9056f03c987119ad8298a76a',
];
let browser: Browser;
let page: Page;
const folder = mkdtempSync(join(tmpdir(), 'satchel-broker-'));

beforeAll(async () => {
  for (const name of names)
    writeFileSync(join(folder, name), readFileSync(packageFile(`templates/broker/${name}`)));
  writeFileSync(join(folder, 'page.html'), '<!doctype html><iframe src="progress.html"></iframe>');
  writeFileSync(join(folder, 'other.html'), '<!doctype html><iframe src="page.html"></iframe>');
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(pathToFileURL(join(folder, 'page.html')).href);
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

let asked = 1e9;
/** The answer to a message, or nothing where the one to another that is sent after it comes first. */
async function ask(message: unknown): Promise<unknown> {
  return page.evaluate(
    async ({ message, last }) => {
      const broker = document.querySelector('iframe')?.contentWindow as Window;
      return new Promise((resolve) => {
        const listen = ({ data }: MessageEvent<{ id: number }>): void => {
          // The last answer to what was asked before may come late.
          if (data.id === 0 || (data.id > 1e9 && data.id !== last)) return;
          removeEventListener('message', listen);
          resolve(data.id === last ? undefined : data);
        };
        addEventListener('message', listen);
        broker.postMessage(message, '*');
        // A write waits for what was asked before it.
        broker.postMessage({ satchel: 1, id: last, do: 'set', key: 'satchel/~last', value: null }, '*');
      });
    },
    { message, last: ++asked },
  );
}

it('has the bytes that it had when it was published', () => {
  expect(names.map((name) => digestOf(readFileSync(packageFile(`templates/broker/${name}`))))).toEqual(
    DIGESTS,
  );
});

it('keeps, gives, lists and deletes texts, each change only upon what it was made from', async () => {
  const set = (key: string, value: string | null, rest = {}): unknown => ({
    ...{ satchel: 1, id: 7, do: 'set', key, value },
    ...rest,
  });
  for (const name of ['a/1', 'a/2', 'a/\uffef', 'b/1'])
    expect(await ask(set(`satchel/${name}`, name))).toEqual({ satchel: 1, id: 7, value: null });
  const list = { satchel: 1, id: 8, do: 'list', prefix: 'satchel/a/' };
  expect(await ask(list)).toEqual({
    satchel: 1,
    id: 8,
    value: ['a/1', 'a/2', 'a/\uffef'].map((name) => [`satchel/${name}`, name]),
  });
  expect(await ask({ ...list, after: 'satchel/a/1' })).toMatchObject({ value: [['satchel/a/2', 'a/2'], {}] });
  expect(await ask({ ...list, after: 'satchel/b' })).toMatchObject({ value: [] });
  expect(await ask(set('satchel/a/1', 'new', { expected: 'old' }))).toMatchObject({ error: 'changed' });
  expect(await ask(set('satchel/a/1', 'new', { expected: null }))).toMatchObject({ error: 'changed' });
  expect(await ask(set('satchel/a/1', 'new', { expected: 'a/1' }))).toMatchObject({ value: null });
  expect(await ask({ satchel: 1, id: 9, do: 'get', key: 'satchel/a/1' })).toMatchObject({ value: 'new' });
  expect(await ask(set('satchel/a/1', null, { expected: 'new' }))).toMatchObject({ value: null });
  expect(await ask({ satchel: 1, id: 9, do: 'get', key: 'satchel/a/1' })).toMatchObject({ value: null });
});

it('lists a thousand at a time', async () => {
  await page.evaluate(async () => {
    const broker = document.querySelector('iframe')?.contentWindow as Window;
    const done = new Promise<void>((resolve) => {
      addEventListener('message', ({ data }: MessageEvent<{ id: number }>) => {
        if (data.id === 1200) resolve();
      });
    });
    for (let n = 1; n <= 1200; n++)
      broker.postMessage({ satchel: 1, id: n, do: 'set', key: `satchel/many/${1000 + n}`, value: '' }, '*');
    await done;
  });
  const { value } = (await ask({ satchel: 1, id: 5, do: 'list', prefix: 'satchel/many/' })) as {
    value: string[][];
  };
  expect(value).toHaveLength(1000);
  const rest = await ask({ satchel: 1, id: 5, do: 'list', prefix: 'satchel/many/', after: value[999]?.[0] });
  expect((rest as { value: unknown[] }).value).toHaveLength(200);
});

it.each([
  [null],
  ['satchel'],
  [[]],
  [{ id: 1, do: 'get', key: 'satchel/a' }],
  [{ satchel: 2, id: 1, do: 'get', key: 'satchel/a' }],
  [{ satchel: 1, id: 0, do: 'get', key: 'satchel/a' }],
  [{ satchel: 1, id: 1.5, do: 'get', key: 'satchel/a' }],
  [{ satchel: 1, id: '1', do: 'get', key: 'satchel/a' }],
])('says nothing to what is no request: %j', async (message) => {
  expect(await ask(message)).toBeUndefined();
});

it.each([
  [{ do: 'get', key: 'other/a' }],
  [{ do: 'get', key: ['satchel/a'] }],
  [{ do: 'get', key: `satchel/${'x'.repeat(1000)}` }],
  [{ do: 'get' }],
  [{ do: 'set', key: 'satchel/a' }],
  [{ do: 'set', key: 'satchel/a', value: 7 }],
  [{ do: 'set', key: 'satchel/a', value: {} }],
  [{ do: 'set', key: 'satchel/a', value: 'x', expected: 7 }],
  [{ do: 'set', key: '__proto__', value: 'x' }],
  [{ do: 'list', prefix: '' }],
  [{ do: 'list', prefix: 'satchel/', after: 'a' }],
  [{ do: 'clear' }],
  [{ do: 'constructor' }],
  [{}],
])('refuses what is a bad one: %j', async (request) => {
  expect(await ask({ satchel: 1, id: 3, ...request })).toEqual({ satchel: 1, id: 3, error: 'bad-request' });
  expect(await ask({ satchel: 1, id: 4, do: 'get', key: 'satchel/a' })).toMatchObject({ value: null });
});

it('listens to the page that has it alone, not to the page around that', async () => {
  const around = await browser.newPage();
  await around.goto(pathToFileURL(join(folder, 'other.html')).href);
  const heard = await around.evaluate(async () => {
    const inner = (frames[0] as Window)[0] as Window;
    const answers: unknown[] = [];
    addEventListener('message', ({ data }) => answers.push(data));
    inner.postMessage({ satchel: 1, id: 1, do: 'set', key: 'satchel/stolen', value: 'x' }, '*');
    // What another page asks afterwards is answered after it.
    const other = document.body.appendChild(document.createElement('iframe'));
    other.src = 'progress.html';
    await new Promise<void>((resolve) => {
      addEventListener('message', ({ data }: MessageEvent<{ id: number }>) => {
        if (data.id === 0)
          other.contentWindow?.postMessage({ satchel: 1, id: 2, do: 'get', key: 'satchel/stolen' }, '*');
        if (data.id === 2) resolve();
      });
    });
    return answers;
  });
  expect(heard).toEqual([
    { satchel: 1, id: 0, value: 'ready' },
    { satchel: 1, id: 2, value: null },
  ]);
  await around.close();
});
