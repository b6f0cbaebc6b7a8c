import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cache } from '../cache.ts';
import { makeFolder } from '../folder.ts';
import { removeStale, temporaryName } from '../temporary.ts';

/** Folders for files on their way into the cache. */
export interface Scratch {
  /** Makes a new one. */
  readonly folder: () => string;
  /** Removes them all. */
  readonly close: () => void;
}

/**
 * Scratch folders within the cache's, so that files are moved instead of copied; elsewhere where that cannot be written. What
 * killed runs left there goes with the first.
 */
export function startScratch(cache: Cache): Scratch {
  let root: string | undefined;
  let count = 0;
  const make = (): string => {
    const parent = join(cache.dir, 'scratch');
    try {
      makeFolder(parent);
      const own = join(parent, 'run');
      removeStale(own);
      const dir = temporaryName(own);
      mkdirSync(dir);
      return dir;
    } catch {
      return mkdtempSync(join(tmpdir(), 'satchel-scratch-'));
    }
  };
  return {
    folder: () => {
      root ??= make();
      const dir = join(root, String(++count));
      mkdirSync(dir);
      return dir;
    },
    close: () => {
      if (root !== undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}
