import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { MAX_PACKED, unpack } from './media.ts';
import { damaged, damagedFile } from './header.ts';
import { openDelta } from './open.ts';

/** What can be found wrong with a delta without its base: that it is one, is all there, and that its media can be unpacked. */
export function checkDelta(file: string): Diagnostic[] {
  try {
    const delta = openDelta(file);
    try {
      for (const section of delta.sections()) {
        if (!section.packed) continue;
        if (section.size > MAX_PACKED) damaged('a media file in it is too large to be packed');
        unpack(Buffer.concat([...delta.pieces(section)]));
      }
      return [];
    } finally {
      delta.close();
    }
  } catch (thrown) {
    const error = damagedFile(thrown, file);
    if (error instanceof SatchelError && error.exit === 3) return [error.diagnostic];
    throw error;
  }
}
