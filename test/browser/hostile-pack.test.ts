import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkConfig } from '../../src/source/config-check.ts';
import { parseYaml } from '../../src/source/yaml.ts';
import { folder, satchel, work } from '../cli/satchel.ts';
import { payloads } from '../compile/payloads.ts';
import { launchBrowser } from './browser.ts';

// Ways of getting a script into a page, in every text that authors, learners and other devices give: in a pack that the command has
// built, opened by a browser, nothing of them runs, is refused as a script, or asks for anything.

const inLine = (payload: string): string => payload.replaceAll('\n', ' ');

function lesson(payload: string): string {
  const line = inLine(payload);
  const value = line.replace(/[{}"]/g, "'");
  return `---
title: ${JSON.stringify(payload)}
description: ${JSON.stringify(payload)}
time: ${JSON.stringify(payload)}
---

See :term[word] and :term[${line.replace(/[[\]]/g, '')}].

:::quiz{id=a title="${value}"}
Which ${line}?

- [ ] Wrong ${line}
  > Said ${line}
- [ ] Wrong too ${line}
  > Said ${line}
- [x] Right ${line}

:::hint ${line}
${line}
:::
:::explanation
${line}
:::
:::

:::number{id=b answer=3 unit="${value}"}
${line}
:::

:::text{id=c answer="${value}|x"}
${line}
:::

:::order{id=d}
${line}

1. a ${line}
2. b ${line}
:::

:::match{id=e}
${line}

- a ${line} = b ${line}
- c ${line} = d ${line}
:::

:::gap{id=f}
${line} [[a|${value}]] [[b]] ${line}
:::

:::reflect{id=g}
${line}
:::

${payload}
`;
}

const SHORT = '"\'><img src=x onerror=alert(1)></script><script>alert(1)</script>';
const UNITS = 10;
const files: Record<string, string> = {
  'satchel.yaml': `id: hostile\nversion: 1.0.0\ntitle: ${JSON.stringify(SHORT)}\ndescription: ${JSON.stringify(SHORT)}\nlanguage: en\nlicense: MIT\nauthors: ${JSON.stringify(payloads.map((payload) => payload.slice(0, 200)))}\n`,
  'words.md': `# Words\n\nword\n: Means ${SHORT}\n\n${payloads.map((payload) => `${inLine(payload)}\n: ${inLine(payload)}\n`).join('\n')}`,
};
for (let n = 0; n < UNITS; n++)
  files[`unit-${n}/index.md`] = `---\ntitle: ${JSON.stringify(payloads[n * 15])}\n---\n\nText.\n`;
payloads.forEach((payload, n) => {
  files[`unit-${n % UNITS}/lesson-${n}.md`] = lesson(payload);
});

let browser: Browser;
let page: Page;
let root: string;
/** What ran, was refused or asked for. */
const harm: string[] = [];

beforeAll(async () => {
  const source = folder('hostile', files);
  const built = await satchel(['build', source, '-o', join(work, 'out')]);
  expect(built, built.stderr.slice(-2000)).toMatchObject({ code: 0 });
  const unpacked = join(work, 'unpacked');
  expect(await satchel(['unpack', join(work, 'out', 'hostile_1.0.0.zip'), unpacked])).toMatchObject({
    code: 0,
  });
  root = pathToFileURL(`${unpacked}/`).href;
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('dialog', (dialog) => {
    harm.push(`ran: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      harm.push(`${page.url().slice(-40)}: ${message.text()}`);
  });
  page.on('pageerror', (error) => harm.push(`${page.url().slice(-40)}: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(root) && !url.startsWith('blob:')) harm.push(`asked for ${url.slice(0, 100)}`);
  });
});
afterAll(() => browser.close());

/** What in the page could run though nothing has run yet. */
async function active(): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll('*'))
      for (const { name, value } of element.attributes) {
        if (/^on|^(?:srcdoc|formaction)$/i.test(name)) found.push(`${element.localName}[${name}]`);
        if (
          /^(?:href|src|action|data|xlink:href)$/.test(name) &&
          /^\s*(?:javascript|vbscript|data:text)/i.test(value)
        )
          found.push(`${name}=${value}`);
      }
    const ours = /\/(?:look|pack|reader|navigation|glossary|learner|search[^/]*)\.js$/;
    for (const script of document.scripts)
      if (!ours.test(script.src)) found.push(`script ${script.outerHTML}`);
    for (const frame of document.querySelectorAll('iframe'))
      if (!/\/(?:progress|pages\/.*)\.html/.test(frame.src)) found.push(`frame ${frame.src}`);
    const others = document.querySelectorAll('object, embed, base, form:not([role=search])');
    found.push(...[...others].map(({ outerHTML }) => outerHTML));
    return found;
  });
}

async function nothingHappened(): Promise<void> {
  expect(await active(), page.url()).toEqual([]);
  expect(harm).toEqual([]);
}

const PART = Math.ceil(payloads.length / 3);
it.each([0, 1, 2])(
  'in the texts of lessons, questions and words, answered and told (part %i)',
  { timeout: 60_000 },
  async (part) => {
    let questions = 0;
    for (const n of payloads.keys()) {
      if (Math.floor(n / PART) !== part) continue;
      await page.goto(`${root}pages/unit-${n % UNITS}/lesson-${n}.html`);
      questions += await page.evaluate(async () => {
        const all = (selector: string): HTMLElement[] => [
          ...document.querySelectorAll<HTMLElement>(selector),
        ];
        for (const input of all('.question input[type=radio]').slice(0, 1)) input.click();
        for (const field of document.querySelectorAll<HTMLInputElement>(
          '.question :is(input[type=text], textarea)',
        ))
          field.value = '<img src=x onerror=alert(1)>';
        for (const select of document.querySelectorAll('select')) select.selectedIndex = 1;
        for (const button of all('.question .move.down:not(:disabled)').slice(0, 1)) button.click();
        for (const button of all('.question .check')) button.click();
        for (const button of all('.question .show:not([hidden])')) button.click();
        for (const hint of document.querySelectorAll('details')) hint.open = true;
        for (const term of all('a.term').slice(0, 1)) {
          term.click();
          while (!document.querySelector('.meaning')?.textContent)
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return all('.question.live').length;
      });
      await nothingHappened();
    }
    expect(questions).toBeGreaterThan(PART * 4);
  },
);

it('in titles, authors and the list of words', async () => {
  for (const path of ['index', 'words', 'unit-3']) {
    await page.goto(`${root}pages/${path}.html`);
    await nothingHappened();
  }
  await page.click('.bar .contents');
  await page.waitForSelector('.drawer[open] [aria-current]');
  await nothingHappened();
});

it('in what is searched', { timeout: 60_000 }, async () => {
  await page.goto(`${root}pages/index.html`);
  await page.keyboard.press('/');
  await page.waitForSelector('.searching input');
  const queries = Array.from({ length: Math.ceil(payloads.length / 6) }, (_, n) =>
    payloads
      .slice(n * 6, n * 6 + 6)
      .map(inLine)
      .join(' '),
  );
  for (const query of [...queries, 'alert', 'script', 'onerror', 'javascript']) {
    await page.evaluate(() => {
      const status = document.querySelector('.searching .status');
      if (status) status.textContent = 'asked';
    });
    await page.fill('.searching input', query);
    // Results are shown at once with what is told of them.
    await page.waitForFunction(
      () => !/^asked$|looking/.test(document.querySelector('.searching .status')?.textContent ?? ''),
    );
    await nothingHappened();
  }
  await page.waitForSelector('.results .excerpt:not(:empty)');
  await nothingHappened();
});

it('in names of learners, and in what comes from other devices', { timeout: 60_000 }, async () => {
  await page.goto(`${root}pages/index.html`);
  await page.waitForSelector('.progress, .offer');
  await page.click('button.learner');
  const question = page.locator('.asked');
  const at = Date.UTC(2024, 0);
  for (const [n, payload] of payloads.entries()) {
    const attempt = (response: string): unknown => [
      { at, attempt: 1, kind: payload, success: false, score: 0, response },
    ];
    const record = {
      opened: { at },
      place: { at, y: payload },
      done: { at, is: true },
      activities: {
        a: attempt(`${payload}[,]${payload}`),
        ...Object.fromEntries(['b', 'c', 'd', 'e', 'f', 'g', payload].map((id) => [id, attempt(payload)])),
      },
    };
    const content = JSON.stringify({
      format: 'satchel-progress',
      formatVersion: 1,
      pack: { id: 'hostile', version: payload, title: payload },
      learner: { id: payload, name: payload },
      lessons: { 'unit-0/lesson-0': record, [payload]: record },
    });
    await page.setInputFiles('.learner-panel input[type=file]', {
      name: 'progress.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
    await question.getByRole('button').nth(1).waitFor();
    if (n % 8 === 0) {
      await Promise.all([page.waitForEvent('load'), question.getByRole('button').first().click()]);
      await page.waitForSelector('button.learner[title^="Learner"]');
      await nothingHappened();
      await page.click('button.learner');
    } else await question.getByRole('button').last().click();
  }
  expect(await page.locator('.learners button').count()).toBeGreaterThan(15);
  await nothingHappened();
  await page.goto(`${root}pages/unit-0/lesson-0.html`);
  await page.waitForSelector('.finish.done');
  expect(await page.locator('.question .result:not(:empty)').count()).toBeGreaterThan(3);
  await nothingHappened();
});

it('in addresses', { timeout: 60_000 }, async () => {
  for (let n = 0; n < payloads.length; n += 6) {
    await page.goto('about:blank');
    const code = payloads
      .slice(n, n + 6)
      .map(inLine)
      .join(' ');
    await page.goto(`${root}pages/index.html#progress=${n % 4 === 0 ? encodeURIComponent(code) : code}`);
    await page.getByText('This cannot be read').waitFor();
    await nothingHappened();
  }
});

it.each([
  ...payloads,
  'https://lrs.example.org; script-src *',
  "https://lrs.example.org 'unsafe-inline'",
  'https://lrs.example.org"><script>alert(1)</script>',
  '#000;}*{background:url(//evil.example)',
  '#00000g',
])('settings that stand in the policy or the style are nothing else: %j', async (payload) => {
  const text = JSON.stringify({ id: 'kept', lrs: payload, theme: { accent: payload } });
  const { value } = await checkConfig(await parseYaml(text, 'satchel.yaml'));
  expect(value['id']).toBe('kept');
  expect(value['lrs']).toBeUndefined();
  expect((value['theme'] as Record<string, unknown> | undefined)?.['accent']).toBeUndefined();
});
