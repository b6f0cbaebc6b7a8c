import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * A name beside `target` that only this run uses: `.<name>.<machine>-<pid>-<random>.tmp`. The process id tells a later
 * run whether the writer still lives; the machine, whether that question makes sense (folders may be shared).
 */
export function temporaryName(target: string): string {
  const random = randomBytes(6).toString('hex');
  return join(dirname(target), `.${basename(target)}.${machine()}-${process.pid}-${random}.tmp`);
}

/** Removes what killed runs on this machine left beside `target`. */
export function removeStale(target: string): void {
  staleBeside(target).forEach(discard);
}

/** What killed runs on this machine left beside `target`. Throws the system’s errors. */
export function staleBeside(target: string): string[] {
  const prefix = `.${basename(target)}.${machine()}-`;
  return readdirSync(dirname(target))
    .filter((name) => {
      if (!name.startsWith(prefix)) return false;
      const pid = /^([0-9]{1,10})-[0-9a-f]{12}\.tmp$/.exec(name.slice(prefix.length))?.[1];
      return pid !== undefined && !isAlive(Number(pid));
    })
    .map((name) => join(dirname(target), name));
}

/** Removes a temporary file or folder if that is possible; if not, it harms nothing, and what went wrong before must be told. */
export function discard(temporary: string): void {
  try {
    rmSync(temporary, { recursive: true, force: true });
  } catch {
    // It stays until a later run removes it.
  }
}

// What file systems answer that cannot flush a folder (network shares, FUSE), or that do not let us open this one.
const NOT_FLUSHED: ReadonlySet<string | undefined> = new Set([
  'EINVAL',
  'ENOTSUP',
  'ENOSYS',
  'EACCES',
  'EPERM',
]);

/** Makes a rename in `folder` last through a power cut, where that can be asked for: Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    // What was renamed is there all the same: no reason to tell that it is not.
    if (!NOT_FLUSHED.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
