import { closeSync, fsync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SatchelError } from '../diagnostic.ts';
import { makeFolder } from '../folder.ts';
import { encodeManifest, MANIFEST_PATH } from './manifest.ts';
import type { Bundle } from './open.ts';
import { syncFolder } from '../temporary.ts';
import { startTurns } from './turns.ts';
import type { UnpackOptions } from './unpack.ts';
import { verifyBundle } from './verify.ts';

// Flushing one file after the other takes many times longer: file systems flush those that wait together.
const FLUSHED_AT_ONCE = 16;

/** Writes all files of a bundle into the empty folder `root`, flushes them to the disk and reads them back. */
export async function writeFiles(
  bundle: Bundle,
  root: string,
  { onProgress, signal }: UnpackOptions,
): Promise<void> {
  const { manifest } = bundle;
  const folders = new Set([root]);
  const flusher = startFlusher();
  const turns = startTurns(signal);
  const total = manifest.entries.length + 1;
  let done = 0;
  try {
    for (const { path } of manifest.entries) {
      signal?.throwIfAborted();
      const file = join(root, path);
      makeFolders(root, path, folders);
      await flusher.flush(await writeNew(file, bundle.stream(path), turns));
      onProgress?.(++done, total, path);
    }
    await flusher.flush(await writeNew(join(root, MANIFEST_PATH), [encodeManifest(manifest)], turns));
  } finally {
    await flusher.end();
  }
  for (const folder of folders) syncFolder(folder);
  const { findings } = await verifyBundle(root, { signal });
  const [finding] = findings;
  if (finding) throw new SatchelError(finding.code, finding.params);
  onProgress?.(++done, total, MANIFEST_PATH);
}

/** Makes the folders that lead to `path` below `root`, and remembers them. */
function makeFolders(root: string, path: string, known: Set<string>): void {
  const folder = dirname(join(root, path));
  if (known.has(folder)) return;
  makeFolder(folder);
  for (let above = folder; !known.has(above); above = dirname(above)) known.add(above);
}

/** The descriptor of a new file of that content, for the caller to close. */
async function writeNew(
  file: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  turns: (size: number) => Promise<void>,
): Promise<number> {
  const fd = openSync(file, 'wx');
  try {
    for await (const piece of pieces) {
      for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
      await turns(piece.length);
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

interface Flusher {
  /** Takes over a descriptor; resolves when there is room for the next. Throws what went wrong with any before. */
  readonly flush: (fd: number) => Promise<void>;
  /** Resolves when all are flushed and closed. */
  readonly end: () => Promise<void>;
}

function startFlusher(): Flusher {
  const waiting = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const flushed = async (fd: number): Promise<void> => {
    try {
      await promisify(fsync)(fd);
    } catch (error) {
      failure ??= { error };
    } finally {
      closeSync(fd);
    }
  };
  const check = (): void => {
    if (failure) throw failure.error;
  };
  return {
    flush: async (fd) => {
      const one = flushed(fd).finally(() => waiting.delete(one));
      waiting.add(one);
      if (waiting.size >= FLUSHED_AT_ONCE) await Promise.race(waiting);
      check();
    },
    end: async () => {
      await Promise.all(waiting);
      check();
    },
  };
}
