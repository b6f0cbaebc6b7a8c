import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { SatchelError } from '../diagnostic.ts';

/**
 * Refuses to write `file`, an absolute name, over something that is read for it, into a folder that is, or over what is no
 * file: a rename takes the place of a device, too. Throws SatchelError: `delta-output-is-input`, `env-not-a-file`.
 */
export function refuseOccupied(file: string, inputs: readonly (string | undefined)[]): void {
  const there = statSync(file, { throwIfNoEntry: false });
  const real = there && realpathSync(file);
  const place = join(realPlace(dirname(file)), basename(file));
  for (const input of inputs) {
    if (input === undefined) continue;
    const read = realpathSync(input);
    if (real === read || place.startsWith(join(read, sep)))
      throw new SatchelError('delta-output-is-input', { file });
  }
  if (there?.isFile() === false) throw new SatchelError('env-not-a-file', { file: `“${file}”` });
}

/** Where a folder lies that is still to be made, perhaps, with no link on the way. */
function realPlace(folder: string): string {
  if (existsSync(folder) || dirname(folder) === folder) return realpathSync(folder);
  return join(realPlace(dirname(folder)), basename(folder));
}
