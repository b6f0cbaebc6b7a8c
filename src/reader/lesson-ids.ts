import type {} from './contents.ts';
import { loadScript } from './load-script.ts';

/** The ids of all pages of the pack, from navigation.js. */
export async function lessonIds(): Promise<string[]> {
  await new Promise<void>((resolve, reject) => {
    loadScript('navigation.js', resolve, reject);
  });
  const ids = new Set<string>();
  const add = (entries: NonNullable<Window['satchelNavigation']>['units']): void => {
    for (const [, path, below] of entries) {
      if (/\.html$/.test(path)) ids.add(path.replace(/\.html$/, ''));
      if (below) add(below);
    }
  };
  add(window.satchelNavigation?.units || []);
  return Array.from(ids);
}
