import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface VisitOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScript?: boolean;
  readonly reducedMotion?: 'reduce';
}

/** A page of an unpacked bundle, opened from file://, and all that went wrong with it. */
export interface Visit {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors. Grows while the page lives. */
  readonly errors: string[];
  /** Requests that did not stay in the folder: none may be made. */
  readonly foreignRequests: string[];
  /** Requests within the folder that failed. */
  readonly failedRequests: string[];
  readonly close: () => Promise<void>;
}

/** Opens `path` (relative to `folder`) from file:// as a learner's double-click does. */
export async function visit(
  browser: Browser,
  folder: string,
  path: string,
  { width = 1200, colorScheme = 'light', javaScript = true, reducedMotion }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    javaScriptEnabled: javaScript,
    ...(reducedMotion && { reducedMotion }),
    offline: true,
    // axe is put into the page by the test, which the pages' policy rightly forbids: see seriousViolations.
    bypassCSP: false,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  const failedRequests: string[] = [];
  const root = pathToFileURL(`${folder}/`).href;
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(root))
      foreignRequests.push(request.url());
  });
  page.on('requestfailed', (request) => {
    failedRequests.push(`${request.url()} ${request.failure()?.errorText ?? ''}`);
  });
  await page.goto(root + path, { waitUntil: 'load' });
  return { page, errors, foreignRequests, failedRequests, close: () => context.close() };
}

/** What axe-core finds serious or critical: one line a rule and element. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no policy of the page restrains.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'], preload: false });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
  });
}

/** Elements that make the page scroll sideways: none at a width of 320 px. One line an element. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth && document.body.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const beyond = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right > root.clientWidth + 0.5 || left < -0.5) && !scrolls(element.parentElement);
    });
    const names = beyond.map(
      (element) => `<${element.localName} class="${element.className}"> ${element.textContent.slice(0, 40)}`,
    );
    return names.length > 0 ? names : [`page is ${root.scrollWidth} px wide`];
  });
}

/** Pictures that did not load. Lazy ones are loaded first. */
export async function brokenPictures(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const pictures = [...document.images];
    await Promise.all(
      pictures.map((picture) => {
        picture.loading = 'eager';
        return picture.decode().catch(() => undefined);
      }),
    );
    return pictures.filter((picture) => picture.naturalWidth === 0).map((picture) => picture.src);
  });
}

export interface Link {
  readonly file: string;
  readonly anchor: string;
  readonly href: string;
}

/** Every place a page leads to by links, as file paths with anchors, and every link that leaves the folder otherwise than to the web. */
export async function linksOf(page: Page): Promise<Link[]> {
  const hrefs = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map((link) => link.href),
  );
  return hrefs
    .filter((href) => href.startsWith('file:'))
    .map((href) => {
      const url = new URL(href);
      const anchor = decodeURIComponent(url.hash.slice(1));
      url.hash = '';
      return { file: fileURLToPath(url), anchor, href };
    });
}

/** The ids of a page in an HTML file, read without a browser. */
export function anchorsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id.replaceAll('&amp;', '&')));
}
