import { realpathSync, statSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';

/**
 * Refuses to write `file` over something that is read for it, or over what is no file: a rename takes the place of a
 * device, too. Throws SatchelError: `delta-output-is-input`, `env-not-a-file`.
 */
export function refuseOccupied(file: string, inputs: readonly (string | undefined)[]): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) return;
  const real = realpathSync(file);
  for (const input of inputs)
    if (input !== undefined && realpathSync(input) === real)
      throw new SatchelError('delta-output-is-input', { file });
  if (!there.isFile()) throw new SatchelError('env-not-a-file', { file: `“${file}”` });
}
