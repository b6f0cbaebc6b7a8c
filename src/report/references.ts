import { posix } from 'node:path';
import { decodeEntities } from '../entities.ts';

// Any attribute that loads or links to something, wherever it stands: text that looks like one and names an entry is rare and does
// no harm, since nothing is counted twice.
const ATTRIBUTE = /\s(?:src|href|srcset|poster|data)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/** The paths, each once, that the page at `path` refers to, whether entries or not. The page may come from anyone; it is read in one pass. */
export function referencesOf(html: string, path: string): Set<string> {
  const folder = posix.dirname(path);
  const found = new Set<string>();
  for (const [, quoted = ''] of html.matchAll(ATTRIBUTE)) {
    const value = decodeEntities(quoted.replace(/^["']|["']$/g, ''));
    // `srcset` has several, each with its width; a path of an entry has neither space nor comma.
    for (const reference of value.split(/[\s,]+/)) {
      const [relative = ''] = reference.split(/[?#]/, 1);
      if (relative !== '' && !/^[a-z][a-z0-9+.-]*:|^\//i.test(relative))
        found.add(posix.normalize(`${folder}/${relative}`));
    }
  }
  return found;
}
