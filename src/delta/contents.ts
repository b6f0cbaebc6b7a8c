import { badSector, type Container, type StoredForm } from '../bundle/container.ts';
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
  /** A content of at most `limit` bytes, proven by its digest. */
  readonly read: (entry: Entry, limit: number) => Buffer;
  /** A content of any size, proven at its end. */
  readonly stream: (entry: Entry) => AsyncIterable<Uint8Array>;
  /** A content as it lies in the ZIP file or folder, where a bundle's writer would write it so; but for its size, it is unproven. */
  readonly stored: (entry: Entry) => StoredForm | undefined;
  readonly close: () => void;
}

/**
 * Opens a bundle, zipped or unpacked. Throws SatchelError as `openBundle` does; what is found to be wrong later is told of
 * the one of the two that it is: `delta-base-damaged`, `delta-target-damaged`.
 */
export function openContents(file: string, role: 'base' | 'target'): Contents {
  const container = openContainer(file);
  const failure = (thrown: unknown, { path }: Entry): unknown => {
    const error = readError(badSector(thrown, path), file);
    if (!(error instanceof SatchelError) || error.exit !== 3) return error;
    return new SatchelError(`delta-${role}-damaged`, { reason: error.message }, {}, { cause: error });
  };
  const attempt = <T>(entry: Entry, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw failure(error, entry);
    }
  };
  try {
    const [problem] = container.problems;
    if (problem !== undefined) throw problem;
    const bytes = readManifest(container, file);
    return {
      kind: container.kind,
      manifest: parseManifest(bytes),
      digest: digestOf(bytes),
      read: (entry, limit) => attempt(entry, () => readEntry(container, entry, limit)),
      stream: async function* (entry) {
        try {
          yield* streamEntry(container, entry);
        } catch (error) {
          throw failure(error, entry);
        }
      },
      stored: (entry) => attempt(entry, () => storedForm(container, entry, failure)),
      close: () => {
        container.close();
      },
    };
  } catch (error) {
    container.close();
    throw readError(error, file);
  }
}

function storedForm(
  container: Container,
  entry: Entry,
  failure: (thrown: unknown, entry: Entry) => unknown,
): StoredForm | undefined {
  const { path, size } = entry;
  const form = container.stored(path);
  if (form === undefined) return undefined;
  if (form.size !== size)
    throw new SatchelError('bundle-entry-size', { path, actual: form.size, expected: size });
  const pieces = function* (): Generator<Uint8Array> {
    try {
      yield* form.pieces();
    } catch (error) {
      throw failure(error, entry);
    }
  };
  return { ...form, pieces };
}
