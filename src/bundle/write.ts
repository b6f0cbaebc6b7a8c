import { closeSync, fstatSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { SatchelError, wording } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { writeArchive } from './archive.ts';
import { isDeflated, type Content, type RecordSource } from './content.ts';
import { FileSink } from './file-sink.ts';
import { encodeManifest, MANIFEST_PATH, parseManifest, type Manifest } from './manifest.ts';
import { discard, removeStale, syncFolder, temporaryName } from '../temporary.ts';
import { verifyBundle } from './verify.ts';
import { writeRecords } from './write-records.ts';

/** A bundle to be written: its manifest, and where the content of each entry is taken from. */
export interface WriteOptions {
  /** The ZIP file. Its folder is made if need be. */
  readonly file: string;
  readonly manifest: Manifest;
  readonly contents: (path: string) => Content | undefined;
  /** Stops the run between two entries; what was there before stays. */
  readonly signal?: AbortSignal | undefined;
  /** Entries done, entries in all (the manifest among them), the last one's path; each is written, then verified. */
  readonly onProgress?:
    ((done: number, total: number, path: string, stage: 'write' | 'verify') => void) | undefined;
}

// archiver writes from buffers, and computes checksums in JavaScript.
const MAX_BUFFERED = 16 * 1024 * 1024;
const MAX_BUFFERED_TOTAL = 1024 * 1024 * 1024;

/**
 * Writes a bundle beside its target, reads it back in full, then renames it: killed at any moment, there is the old
 * bundle or the new one. Throws SatchelError when the manifest breaks a rule of the format (`manifest-*`), a content is
 * not what the manifest says (`bundle-content-*`) or the file cannot be written (`env-*`, `bundle-write-failed`).
 */
export async function writeBundle(options: WriteOptions): Promise<{ size: number; digest: Digest }> {
  const { file } = options;
  const { sources, digest } = recordSources(options.manifest, options.contents);
  const temporary = temporaryName(file);
  try {
    makeFolder(dirname(file));
    removeStale(file);
    const size = await writeFile(temporary, sources, options);
    await readBack(temporary, digest, options);
    renameSync(temporary, file);
    syncFolder(dirname(file));
    return { size, digest };
  } catch (error) {
    discard(temporary);
    throw writeFailure(error, file);
  }
}

/** The records of a bundle in their order, and the digest of its manifest, which is the first. Throws `manifest-*` and `bundle-content-missing`. */
export function recordSources(
  manifest: Manifest,
  contents: WriteOptions['contents'],
): { sources: RecordSource[]; digest: Digest } {
  const manifestBytes = encodeManifest(manifest);
  parseManifest(manifestBytes);
  const digest = digestOf(manifestBytes);
  const own = { path: MANIFEST_PATH, size: manifestBytes.length, digest, deflated: true };
  const sources = manifest.entries.map((entry): RecordSource => {
    const content = contents(entry.path);
    if (content === undefined) throw new SatchelError('bundle-content-missing', { path: entry.path });
    const { path, size, digest } = entry;
    return { path, size, digest, deflated: isDeflated(entry), content };
  });
  return { sources: [{ ...own, content: { bytes: manifestBytes } }, ...sources], digest };
}

async function writeFile(
  temporary: string,
  sources: readonly RecordSource[],
  { signal, onProgress }: WriteOptions,
): Promise<number> {
  const inFiles = sources.filter(({ content }) => 'file' in content);
  const large =
    inFiles.some(({ size }) => size > MAX_BUFFERED) ||
    inFiles.reduce((sum, { size }) => sum + size, 0) > MAX_BUFFERED_TOTAL;
  let done = 0;
  const onRecord = ({ path }: RecordSource): void => {
    onProgress?.(++done, sources.length, path, 'write');
    signal?.throwIfAborted();
  };
  signal?.throwIfAborted();
  const fd = openSync(temporary, 'wx');
  try {
    const sink = new FileSink(fd);
    if (large) await writeRecords(sink, sources, onRecord, signal);
    else await writeArchive(sink, sources, onRecord);
    sink.flush();
    fsyncSync(fd);
    return fstatSync(fd).size;
  } finally {
    closeSync(fd);
  }
}

async function readBack(
  temporary: string,
  digest: Digest,
  { file, signal, onProgress }: WriteOptions,
): Promise<void> {
  const read = await verifyBundle(temporary, {
    signal,
    onProgress: (done, total, path) => onProgress?.(done, total, path, 'verify'),
  });
  const [finding] = read.findings;
  if (finding === undefined && read.digest === digest) return;
  const reason = finding ? wording(finding).message : 'it reads back as another bundle';
  throw new SatchelError('bundle-write-failed', { file, reason });
}
