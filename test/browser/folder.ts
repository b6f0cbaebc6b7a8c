import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Browser } from 'playwright-core';
import {
  anchorsIn,
  brokenPictures,
  linksOf,
  overflowing,
  seriousViolations,
  visit,
  type VisitOptions,
} from './visit.ts';

/**
 * Opens pages of an unpacked bundle one after the other and gives everything a learner would stumble over: one line each,
 * beginning with the page. `paths` are relative to `folder`.
 */
export async function stumblings(
  browser: Browser,
  folder: string,
  paths: Iterable<string>,
  options: VisitOptions & { readonly axe?: boolean } = {},
): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const visited = await visit(browser, folder, path, options);
    const { page } = visited;
    const broken = (await brokenPictures(page)).map((src) => `broken picture ${src}`);
    const links = (await linksOf(page)).flatMap(({ file, anchor, href }) =>
      brokenLink(folder, file, anchor, href),
    );
    const wide = (await overflowing(page)).map((element) => `overflows: ${element}`);
    const violations = options.axe === false ? [] : await seriousViolations(page);
    const requests = [
      ...visited.foreignRequests.map((url) => `leaves the folder: ${url}`),
      ...visited.failedRequests.map((url) => `failed request: ${url}`),
    ];
    await visited.close();
    found.push(
      ...[...visited.errors, ...requests, ...broken, ...links, ...wide, ...violations].map(
        (text) => `${path}: ${text}`,
      ),
    );
  }
  return found;
}

function brokenLink(folder: string, file: string, anchor: string, href: string): string[] {
  if (relative(folder, file).startsWith('..')) return [`link leaves the folder: ${href}`];
  if (!existsSync(file)) return [`link to nothing: ${href}`];
  if (anchor === '' || !file.endsWith('.html') || anchorsIn(readFileSync(file, 'utf8')).has(anchor))
    return [];
  return [`link to a missing anchor: ${href}`];
}
