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
  type Link,
  type VisitOptions,
} from './visit.ts';

/**
 * Opens pages of an unpacked bundle one after the other and gives everything a learner would stumble over: one line each,
 * beginning with the page. `paths` are relative to `folder`; axe-core looks at those in `axe`, or at all.
 */
export async function stumblings(
  browser: Browser,
  folder: string,
  paths: Iterable<string>,
  options: VisitOptions & { readonly axe?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const found: string[] = [];
  const anchors = new Map<string, ReadonlySet<string>>();
  for (const path of paths) {
    const visited = await visit(browser, folder, path, options);
    const { page } = visited;
    const broken = (await brokenPictures(page)).map((src) => `broken picture ${src}`);
    const links = (await linksOf(page)).flatMap(({ file, anchor, href }) =>
      brokenLink(folder, anchors, { file, anchor, href }),
    );
    const wide = (await overflowing(page)).map((element) => `overflows: ${element}`);
    const violations = options.axe?.has(path) === false ? [] : await seriousViolations(page);
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

/** `anchors`: those of files that were read already. */
function brokenLink(
  folder: string,
  anchors: Map<string, ReadonlySet<string>>,
  { file, anchor, href }: Link,
): string[] {
  if (relative(folder, file).startsWith('..')) return [`link leaves the folder: ${href}`];
  if (!existsSync(file)) return [`link to nothing: ${href}`];
  if (anchor === '' || !file.endsWith('.html')) return [];
  const known = anchors.get(file) ?? anchorsIn(readFileSync(file, 'utf8'));
  anchors.set(file, known);
  if (known.has(anchor)) return [];
  return [`link to a missing anchor: ${href}`];
}
