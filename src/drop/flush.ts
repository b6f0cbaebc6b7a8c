import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync } from 'node:fs';
import { syncFolder } from '../temporary.ts';

/** Brings what was written to the medium. Everything throws the system's errors. */
export interface Flusher {
  /** Takes over the descriptor of a file that has been written. */
  readonly wrote: (fd: number) => void;
  /** Returns when all that was written, and the folders that hold it, are on the medium. */
  readonly barrier: (folders: Iterable<string>) => void;
}

/**
 * Flushing a file after the other makes a stick of thousands of small ones many times slower than copying them: where the system can
 * flush a whole file system (syncfs(2), which tells of errors since Linux 5.8), files are flushed together, before anything is
 * written that speaks of them.
 */
export function startFlusher(root: string): Flusher {
  const together = process.platform === 'linux' && syncFileSystem(root);
  return {
    wrote: (fd) => {
      try {
        if (!together) fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
    barrier: (folders) => {
      if (!together) for (const folder of folders) syncFolder(folder);
      // Nothing else has flushed what was written: without it, that is not on the medium.
      else if (!syncFileSystem(root)) throw flushFailure('it could not be started', 'EAGAIN');
      // FAT's own syncfs(2) does not ask the device to empty its cache; flushing a folder does.
      else syncFolder(root);
    },
  };
}

/** Whether there is a program that does it. Throws where it failed. */
function syncFileSystem(root: string): boolean {
  const { status, error, stderr } = spawnSync('sync', ['-f', '--', root], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error || status === null) return false;
  if (status === 0) return true;
  // Programs of that name that know no -f say so at the first call, when nothing is written yet.
  if (/usage|invalid option|unrecognized/i.test(stderr)) return false;
  throw flushFailure(stderr.trim(), stderr.includes('No space left on device') ? 'ENOSPC' : 'EIO');
}

function flushFailure(reason: string, code: 'EAGAIN' | 'EIO' | 'ENOSPC'): Error {
  return Object.assign(new Error(reason), { code, syscall: 'syncfs' });
}
