import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { encodeManifest, MANIFEST_PATH } from './manifest.ts';
import { openBundle, type Bundle } from './open.ts';
import { discard, removeStale, syncFolder, temporaryName } from './temporary.ts';
import { verifyBundle } from './verify.ts';
import { writeError } from './write.ts';

/** What unpacking did. `unchanged`: the folder held this very bundle already, whole. */
export interface Unpacked {
  /** Absolute. */
  readonly dir: string;
  readonly digest: Digest;
  /** Files, the manifest among them. */
  readonly entries: number;
  /** Bytes of all files. */
  readonly size: number;
  readonly state: 'written' | 'unchanged';
}

export interface UnpackOptions {
  /** Entries done, entries in all, the path of the last one. */
  readonly onProgress?: ((done: number, total: number, path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks a bundle into `dir`, which must be new, empty, or hold this very bundle already. Only what the manifest names
 * is written, under its own checked path, into a new folder beside `dir` that takes its place when every byte is proven.
 * Throws SatchelError: whatever {@link openBundle} does, a damaged or missing entry (`bundle-entry-*`), a folder in the
 * way (`unpack-*`), a failure to write (`bundle-write-failed`).
 */
export async function unpackBundle(
  file: string,
  dir: string,
  options: UnpackOptions = {},
): Promise<Unpacked> {
  const target = resolve(dir);
  const bundle = await openBundle(file);
  try {
    const { manifest, manifestDigest } = bundle;
    const manifestBytes = encodeManifest(manifest);
    const unpacked = {
      dir: target,
      digest: manifestDigest,
      entries: manifest.entries.length + 1,
      size: manifest.entries.reduce((sum, entry) => sum + entry.size, manifestBytes.length),
    };
    const inTheWay = firstName(target);
    if (inTheWay === undefined) {
      await replaceEmpty(bundle, manifestBytes, target, options);
      return { ...unpacked, state: 'written' };
    }
    if (await holds(target, manifestDigest)) return { ...unpacked, state: 'unchanged' };
    throw new SatchelError('unpack-not-empty', { dir, path: inTheWay });
  } finally {
    await bundle.close();
  }
}

/** The first thing in a folder; undefined when it is empty or not there. */
function firstName(dir: string): string | undefined {
  try {
    const status = lstatSync(dir, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (!status.isDirectory()) throw new SatchelError('unpack-not-a-folder', { dir });
    return readdirSync(dir).sort(compareCodeUnits)[0];
  } catch (error) {
    throw writeError(error, dir);
  }
}

async function holds(dir: string, digest: Digest): Promise<boolean> {
  try {
    const found = await verifyBundle(dir);
    return found.digest === digest && found.findings.length === 0;
  } catch (error) {
    if (error instanceof SatchelError) return false;
    throw error;
  }
}

async function replaceEmpty(
  bundle: Bundle,
  manifestBytes: Uint8Array,
  target: string,
  options: UnpackOptions,
): Promise<void> {
  const temporary = temporaryName(target);
  try {
    mkdirSync(dirname(target), { recursive: true });
    removeStale(target);
    // Not recursive: a folder that is there already is not ours.
    mkdirSync(temporary);
    await writeFiles(bundle, manifestBytes, temporary, options);
    const read = await verifyBundle(temporary, { signal: options.signal });
    const [finding] = read.findings;
    if (finding) throw new SatchelError(finding.code, finding.params);
    if (lstatSync(target, { throwIfNoEntry: false })) rmdirSync(target);
    renameSync(temporary, target);
    syncFolder(dirname(target));
  } catch (error) {
    discard(temporary);
    throw writeError(error, target);
  }
}

async function writeFiles(
  bundle: Bundle,
  manifestBytes: Uint8Array,
  root: string,
  { onProgress, signal }: UnpackOptions,
): Promise<void> {
  const { entries } = bundle.manifest;
  const folders = new Set([root]);
  let done = 0;
  for (const { path } of entries) {
    signal?.throwIfAborted();
    const file = join(root, path);
    if (!folders.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    folders.add(dirname(file));
    await writeNew(file, bundle.stream(path));
    onProgress?.(++done, entries.length + 1, path);
  }
  await writeNew(join(root, MANIFEST_PATH), [manifestBytes]);
  onProgress?.(++done, entries.length + 1, MANIFEST_PATH);
}

async function writeNew(
  file: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const fd = openSync(file, 'wx');
  try {
    for await (const piece of pieces)
      for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
  } finally {
    closeSync(fd);
  }
}
