import { accessSync, constants, existsSync, lstatSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatCount, formatSize } from '../quantity.ts';
import type { Check } from './check.ts';

const ENOUGH_SPACE = 1_000_000_000;
const MAX_COUNTED = 100_000;

/** Where what was made before is kept; a cache that cannot be written costs time and never a build. */
export function checkCache(dir: string): Check {
  const subject = 'cache';
  const purpose = 'keeps what was made, so that nothing is encoded twice';
  const there = nearestFolder(dir);
  if (!isWritable(there)) {
    const next = `let your user write to it, or name another folder with --cache`;
    return { subject, state: 'note', found: `${dir} cannot be written`, purpose, next };
  }
  const { files, size, isWhole } = contentsOf(dir);
  const holds = `${isWhole ? '' : 'more than '}${formatCount(files, 'file')}, ${formatSize(size)}`;
  return {
    subject,
    purpose,
    ...spaceIn(
      there,
      `${dir} holds ${holds}`,
      'free some space; the cache may be deleted at any time: what it held is made again',
    ),
  };
}

export function checkTemporary(dir: string): Check {
  const subject = 'temporary';
  const purpose = 'holds what is being made';
  if (!isWritable(dir)) {
    const next = 'name a folder that can be written in TMPDIR (Windows: TEMP)';
    return { subject, state: 'missing', found: `${dir} cannot be written`, purpose, next };
  }
  return { subject, purpose, ...spaceIn(dir, dir, 'free some space, or name another folder in TMPDIR') };
}

function spaceIn(dir: string, found: string, next: string): Pick<Check, 'state' | 'found' | 'next'> {
  const free = freeIn(dir);
  // Some systems do not say.
  if (free === undefined) return { state: 'ok', found };
  const isLittle = free < ENOUGH_SPACE;
  const space = `${found}; ${formatSize(free)} free`;
  return isLittle ? { state: 'note', found: space, next } : { state: 'ok', found: space };
}

function freeIn(dir: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The folder itself, or the one above in which it would be made. */
function nearestFolder(dir: string): string {
  let at = dir;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return statSync(dir).isDirectory();
  } catch {
    return false;
  }
}

function contentsOf(dir: string): { files: number; size: number; isWhole: boolean } {
  let files = 0;
  let size = 0;
  const folders = [dir];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesIn(folder)) {
      if (files === MAX_COUNTED) return { files, size, isWhole: false };
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else {
        files++;
        size += sizeOf(path);
      }
    }
  }
  return { files, size, isWhole: true };
}

/** Bytes of a file; 0 where it goes away meanwhile or nobody may look at it. */
function sizeOf(path: string): number {
  try {
    return lstatSync(path).size;
  } catch {
    return 0;
  }
}

function entriesIn(folder: string): { name: string; isDirectory: () => boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
