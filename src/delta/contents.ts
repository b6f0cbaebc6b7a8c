import type { StoredForm } from '../bundle/container.ts';
import { parseManifest, type Entry, type Manifest } from '../bundle/manifest.ts';
import { openContainer, readEntry, readError, readManifest, streamEntry } from '../bundle/open.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';

/** One of the two bundles of a delta, opened for reading entry by entry. Close it. */
export interface Contents {
  readonly kind: 'zip' | 'folder';
  readonly manifest: Manifest;
  /** The bundle's identity. */
  readonly digest: Digest;
  /** A content, proven by its digest. Throws SatchelError when it is missing, damaged or larger than `limit`. */
  readonly read: (entry: Entry, limit: number) => Buffer;
  /** A content of any size, proven at its end. */
  readonly stream: (entry: Entry) => AsyncIterable<Uint8Array>;
  /** A content as it lies in the ZIP file or folder, unproven, where a bundle's writer would write it so. */
  readonly stored: (entry: Entry) => StoredForm | undefined;
  readonly close: () => void;
}

/** Opens a bundle, zipped or unpacked. Throws SatchelError as `openBundle` does. */
export function openContents(file: string): Contents {
  const container = openContainer(file);
  try {
    const [problem] = container.problems;
    if (problem !== undefined) throw problem;
    const bytes = readManifest(container, file);
    return {
      kind: container.kind,
      manifest: parseManifest(bytes),
      digest: digestOf(bytes),
      read: (entry, limit) => readEntry(container, entry, limit),
      stream: (entry) => streamEntry(container, entry),
      stored: ({ path }) => container.stored(path),
      close: () => {
        container.close();
      },
    };
  } catch (error) {
    container.close();
    throw readError(error, file);
  }
}

/** What is wrong with base must not be taken for a fault of the delta. */
export function baseDamaged(error: unknown): unknown {
  if (!(error instanceof SatchelError) || error.exit !== 3) return error;
  return new SatchelError('delta-base-damaged', { reason: error.message }, {}, { cause: error });
}
