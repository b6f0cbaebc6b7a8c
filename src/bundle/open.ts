import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import type { PieceMemory } from '../file-pieces.ts';
import type { Container, StoredForm } from './container.ts';
import { openFolder } from './folder-container.ts';
import { MANIFEST_PATH, MAX_MANIFEST_SIZE, parseManifest, type Entry, type Manifest } from './manifest.ts';
import { openZip } from './zip-container.ts';

/** Bytes that {@link Bundle.read} holds in memory at once unless told otherwise. */
export const DEFAULT_READ_LIMIT = 64 * 1024 * 1024;

/** A bundle opened for reading: a ZIP file or the folder it was unpacked into. Close it. */
export interface Bundle {
  readonly kind: 'zip' | 'folder';
  readonly manifest: Manifest;
  /** The bundle's identity. */
  readonly manifestDigest: Digest;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Bytes that an entry's content takes in the ZIP file, as its directory says; undefined in a folder. Throws SatchelError when it is missing. */
  packedSize(path: string): number | undefined;
  /** The content of an entry, proven by its digest. Throws SatchelError when it is missing, damaged or larger than `limit`. */
  read(path: string, limit?: number): Promise<Uint8Array>;
  /**
   * The content of an entry in pieces, of any size; it throws at its end when the digest is not the manifest's. With `memory` they may lie in it, where
   * the next may overwrite it.
   */
  stream(path: string, memory?: PieceMemory): AsyncIterable<Uint8Array>;
  /**
   * Bytes of an entry from `start` up to `end`, which nothing proves; undefined where only the whole can be read, because it lies
   * deflated. Throws SatchelError when it is missing.
   */
  slice(path: string, start: number, end: number): Uint8Array | undefined;
  /** An entry as it lies deflated in a ZIP file, which nothing proves; undefined where it does not. */
  deflated(path: string): StoredForm | undefined;
  close(): Promise<void>;
}

/** Opens a bundle, ZIP file or unpacked folder. Throws SatchelError (`bundle-*`, `manifest-*`, `zip-*`) when it is none or unsafe. */
// eslint-disable-next-line @typescript-eslint/require-await -- what goes wrong rejects
export async function openBundle(file: string): Promise<Bundle> {
  const container = openContainer(file);
  try {
    const [problem] = container.problems;
    if (problem !== undefined) throw problem;
    const bytes = readManifest(container, file);
    return bundleOf(container, parseManifest(bytes), digestOf(bytes), file);
  } catch (error) {
    container.close();
    throw readError(error, file);
  }
}

/** A container, and what is wrong with single records of it. */
export type OpenedContainer = Container & { readonly problems: readonly SatchelError[] };

/** The ZIP file or folder at `file`, with what is wrong with single records of it. Throws SatchelError. */
export function openContainer(file: string): OpenedContainer {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) throw new SatchelError('bundle-not-found', { file });
    if (status.isDirectory()) return { ...openFolder(file), problems: [] };
    if (!status.isFile()) throw new SatchelError('bundle-not-a-file', { file });
    return openZip(file);
  } catch (error) {
    throw readError(error, file);
  }
}

/**
 * Whether a folder is an unpacked bundle, whole or damaged: its manifest.json is one of ours, or what a cut has left of
 * one. Web applications have a manifest.json too.
 */
export function isUnpacked(dir: string): boolean {
  const file = join(dir, MANIFEST_PATH);
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (!status?.isFile() || status.size > MAX_MANIFEST_SIZE) return false;
  const text = readFileSync(file, 'latin1');
  if (text.includes('"formatVersion":')) return true;
  const hasPages = statSync(join(dir, 'pages'), { throwIfNoEntry: false })?.isDirectory() ?? false;
  return hasPages && !text.trimEnd().endsWith('}');
}

/** The bytes of manifest.json. */
export function readManifest(container: Container, file: string): Buffer {
  const size = container.sizeOf(MANIFEST_PATH);
  if (size === undefined) {
    // A bundle that has lost its manifest is damaged; what has none of its pages either was named by mistake.
    const isOther = container.kind === 'folder' && container.sizeOf('pages/index.html') === undefined;
    throw new SatchelError(isOther ? 'bundle-other-folder' : 'bundle-manifest-missing', { file });
  }
  if (size > MAX_MANIFEST_SIZE)
    throw new SatchelError('manifest-too-large', { size, limit: MAX_MANIFEST_SIZE });
  return container.read(MANIFEST_PATH, MAX_MANIFEST_SIZE);
}

/** The whole content of an entry, proven by its size and digest. */
export function readEntry(container: Container, entry: Entry, limit: number): Buffer {
  const { path, size } = entry;
  if (size > limit) throw new SatchelError('bundle-entry-large', { path, size, limit });
  try {
    const bytes = container.read(path, limit);
    checkContent(entry, bytes.length, digestOf(bytes));
    return bytes;
  } catch (error) {
    // So large, it is not what the manifest says.
    if (error instanceof SatchelError && error.code === 'bundle-entry-large')
      checkContent(entry, Number(error.params['size']), entry.digest);
    throw error;
  }
}

/** The content of an entry in pieces, in `memory` if that is given; throws at the end, or as soon as there are too many bytes, when it is not what the manifest says. */
export async function* streamEntry(
  container: Container,
  entry: Entry,
  memory?: PieceMemory,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of container.stream(entry.path, memory)) {
    size += piece.length;
    if (size > entry.size) checkContent(entry, size, entry.digest);
    hash.update(piece);
    yield piece;
  }
  checkContent(entry, size, `sha256:${hash.digest('hex')}`);
}

/** A failure to read as a SatchelError; anything that is no failure of the file system stays what it is. */
export function readError(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof SatchelError || code === undefined || syscall === undefined) return error;
  return new SatchelError('bundle-unreadable', { file, reason: code }, {}, { cause: error });
}

/** The bundle that lies in a container, as its manifest (already proven) says; `file` names it where something is wrong. */
export function bundleOf(
  container: Container,
  manifest: Manifest,
  manifestDigest: Digest,
  file: string,
): Bundle {
  const entries = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  const find = (path: string): Entry => {
    const entry = entries.get(path);
    if (entry === undefined) throw new SatchelError('bundle-entry-unknown', { path });
    return entry;
  };
  return {
    kind: container.kind,
    manifest,
    manifestDigest,
    entries,
    packedSize: (path) => {
      const { path: known } = find(path);
      const size = container.packedSizeOf(known);
      if (size === undefined && container.kind === 'zip')
        throw new SatchelError('bundle-entry-missing', { path });
      return size;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- what goes wrong rejects, as readers of promises expect
    read: async (path, limit = DEFAULT_READ_LIMIT) => {
      try {
        return readEntry(container, find(path), limit);
      } catch (error) {
        throw readError(error, file);
      }
    },
    stream: async function* (path, memory) {
      try {
        yield* streamEntry(container, find(path), memory);
      } catch (error) {
        throw readError(error, file);
      }
    },
    slice: (path, start, end) => {
      try {
        return container.slice(find(path).path, start, end);
      } catch (error) {
        throw readError(error, file);
      }
    },
    deflated: (path) => {
      if (container.kind === 'folder') return undefined;
      const form = container.stored(find(path).path);
      return form?.deflated ? form : undefined;
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    close: async () => {
      container.close();
    },
  };
}

/** Throws SatchelError where a content is not what the manifest says. */
export function checkContent(entry: Entry, size: number, digest: Digest): void {
  const { path } = entry;
  if (size !== entry.size)
    throw new SatchelError('bundle-entry-size', { path, actual: size, expected: entry.size });
  if (digest !== entry.digest)
    throw new SatchelError('bundle-entry-digest', { path, actual: digest, expected: entry.digest });
}
