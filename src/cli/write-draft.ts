import { writeFileSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';

/** Writes a root that others must sign too; one that is there is never overwritten. Throws SatchelError `release-draft-there`. */
export function writeDraft(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new SatchelError('release-draft-there', { file }, {}, { cause: error });
  }
}
