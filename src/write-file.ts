import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SatchelError, type Code } from './diagnostic.ts';
import { makeFolder } from './folder.ts';
import { writeFailure } from './system-failure.ts';
import { discard, removeStale, syncFolder, temporaryName } from './temporary.ts';

/**
 * Writes bytes beside `file`, reads them back, then renames: there is the old file or the new one at any time. Throws SatchelError:
 * `env-*`, and `unproven` where other bytes are read back.
 */
export function replaceFile(file: string, bytes: Uint8Array, unproven: Code): void {
  const temporary = temporaryName(file);
  try {
    makeFolder(dirname(file));
    removeStale(file);
    const fd = openSync(temporary, 'wx');
    try {
      writeFileSync(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (!readFileSync(temporary).equals(bytes)) throw new SatchelError(unproven, { file });
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    discard(temporary);
    throw writeFailure(error, file);
  }
}
