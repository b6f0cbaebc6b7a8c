import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a file of this package lies (`templates/page.html`), whether the code runs from src/ or from dist/. */
export function packageFile(path: string): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) {
    if (dir === dirname(dir)) throw new Error('package.json of satchel was not found above the running code');
    dir = dirname(dir);
  }
  return join(dir, path);
}

/** Satchel's own version: it stands in manifests and in cache keys. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  return version;
}

declare const SATCHEL_BUILD: string;

/**
 * Names this very build of Satchel (the digest of all its sources and templates), for cache keys: what another build computed
 * is never taken for this one's. `source` when the code runs from src/.
 */
export const toolBuild: string = typeof SATCHEL_BUILD === 'string' ? SATCHEL_BUILD : 'source';
