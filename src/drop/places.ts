import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Drop } from './read-drop.ts';
import type { DropFile } from './release.ts';

/** Tells what is in the way of a path of the drop at `root`: the first thing above it that is no plain folder, a link above all. */
export function startPlaces(root: string): (path: string) => string | undefined {
  const plain = new Set<string>();
  return (path) => {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (plain.has(folder)) continue;
      const status = lstatSync(join(root, folder), { throwIfNoEntry: false });
      if (status === undefined) return undefined;
      if (!status.isDirectory()) return folder;
      plain.add(folder);
    }
    return undefined;
  };
}

/**
 * What stands where `files` are to lie and is none of Satchel's files: a link, a device, a folder, or, where case makes no
 * difference, a file with its name in other letters.
 */
export function takenPlaces({ root, present }: Drop, files: readonly DropFile[]): string[] {
  const inTheWay = startPlaces(root);
  const taken = new Set<string>();
  for (const { path } of files) {
    const above = inTheWay(path);
    const size = present.get(path);
    if (above !== undefined) taken.add(above);
    else if (size === undefined ? lstatSync(join(root, path), { throwIfNoEntry: false }) : size < 0)
      taken.add(path);
  }
  return [...taken];
}
