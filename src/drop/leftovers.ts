import { compareCodeUnits } from '../order.ts';
import { pathKey } from '../path.ts';
import type { DropPlan } from './plan.ts';
import type { Drop, SoundRelease } from './read-drop.ts';
import type { DropFile } from './release.ts';

/**
 * What neither the new release nor the one before it names, of what Satchel has written: of a write that was cut off and had
 * another content in mind, which goes first, and of older releases, which go when the new one is proven.
 */
export function leftovers(
  drop: Drop,
  files: readonly DropFile[],
  sums: DropFile,
  newest: SoundRelease | undefined,
): Pick<DropPlan, 'clear' | 'remove'> {
  // FAT has one file for both of two names that differ in case.
  const named = new Set([...files, ...(newest?.files ?? [])].map(({ path }) => pathKey(path)));
  const unnamed = [...drop.present.keys()].filter(
    (path) =>
      drop.owned.has(path) &&
      !named.has(pathKey(path)) &&
      // Start pages count releases by their scripts.
      !/^releases\/\d+\.js$/.test(path),
  );
  const isGoingOn = drop.begun?.path !== sums.path || drop.begun.digest === sums.digest;
  const begun = new Set(isGoingOn ? [] : drop.begun.paths);
  // Sums go last, since they are what tells whose the others are; of a release first goes what makes it one.
  const order = (path: string): number => (path.startsWith('releases/') ? 0 : isSums(path) ? 2 : 1);
  const sorted = unnamed.sort((a, b) => order(a) - order(b) || compareCodeUnits(a, b));
  return {
    clear: [...sorted.filter((path) => begun.has(path)), ...(isGoingOn ? [] : [sums.path])],
    remove: sorted.filter((path) => !begun.has(path)),
  };
}

export function isSums(path: string): boolean {
  return path.startsWith('SHA256SUMS-');
}
