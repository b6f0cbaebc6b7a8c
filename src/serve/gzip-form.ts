import { digestOf, type Digest } from '../digest.ts';
import type { Entry } from '../bundle/manifest.ts';
import type { Bundle } from '../bundle/open.ts';

/** A content that is sent as a gzip member. */
export interface GzipForm {
  readonly size: number;
  readonly read: () => Promise<Buffer>;
}

// RFC 1952 §2.3: magic, deflate, no flags, no time, no extra flags, unknown system.
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * Entries as they lie deflated in a ZIP file, in the frame of a gzip member: a small computer that serves a classroom need neither
 * inflate nor deflate them. Undefined where an entry does not lie deflated, or has more than `limit` bytes.
 */
export function gzipForms(bundle: Bundle, limit: number): (entry: Entry) => GzipForm | undefined {
  // Of what was inflated once and was what the manifest says; the same bytes inflate to the same.
  const proven = new Map<string, Digest>();
  return ({ path, size }) => {
    const form = size <= limit && size > 0 ? bundle.deflated(path) : undefined;
    // What did not shrink much is not worth a second kind of answer.
    if (!form || form.storedSize > limit || form.storedSize + HEADER.length + 8 >= size) return undefined;
    return {
      size: HEADER.length + form.storedSize + 8,
      read: async () => {
        const stored = Buffer.concat([...form.pieces()]);
        const digest = digestOf(stored);
        if (proven.get(path) !== digest) {
          await bundle.read(path);
          proven.set(path, digest);
        }
        const trailer = Buffer.alloc(8);
        trailer.writeUInt32LE(form.crc, 0);
        trailer.writeUInt32LE(form.size, 4);
        return Buffer.concat([HEADER, stored, trailer]);
      },
    };
  };
}
