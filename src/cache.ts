import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { digestOf, digestOfFile, shortDigest, type Digest } from './digest.ts';
import { makeFolder } from './folder.ts';

/**
 * What was computed before, on this machine: safe to lose and safe to share between runs. Values are found by key and
 * stand behind their own digest, blobs are found by their digest; so a torn or foreign file is a miss, never an answer.
 */
export interface Cache {
  readonly dir: string;
}

/** The user's cache folder: `$XDG_CACHE_HOME/satchel`, or the place that macOS and Windows have for it. */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  // A relative one is to be ignored (XDG Base Directory Specification): it would lie in whatever folder one stands in.
  if (isAbsolute(xdg)) return join(xdg, 'satchel');
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'satchel', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'satchel');
  return join(homedir(), '.cache', 'satchel');
}

/** A key of everything the value depends on: content digests, options, tool versions (any JSON). `kind` names the folder. */
export function cacheKey(kind: string, inputs: unknown): string {
  return `${kind}/${createHash('sha256').update(JSON.stringify(inputs)).digest('hex')}`;
}

const DIGEST_LENGTH = 'sha256:'.length + 64;

/** The value under `key`, or undefined when there is none that is whole. */
export function readCache(cache: Cache, key: string): Buffer | undefined {
  const stored = readIfThere(valueFile(cache, key));
  if (!stored) return undefined;
  const value = stored.subarray(DIGEST_LENGTH);
  return stored.toString('latin1', 0, DIGEST_LENGTH) === digestOf(value) ? value : undefined;
}

/**
 * Stores a value, which may come in pieces so that a large one need not be joined in memory; false when the cache cannot be
 * written (full, read-only): the work is done again next time.
 */
export function writeCache(cache: Cache, key: string, value: Uint8Array | readonly Uint8Array[]): boolean {
  const pieces = value instanceof Uint8Array ? [value] : value;
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return writeWhole(valueFile(cache, key), [
    Buffer.from(`sha256:${hash.digest('hex')}`, 'latin1'),
    ...pieces,
  ]);
}

/** Where the blob of that digest lies, if it is in the cache. */
export function blobFile(cache: Cache, digest: Digest): string {
  const hex = shortDigest(digest, 64);
  return join(cache.dir, 'blob', hex.slice(0, 2), hex.slice(2));
}

/** The bytes of that digest, or undefined when they are not there whole. */
export function readBlob(cache: Cache, digest: Digest): Buffer | undefined {
  const stored = readIfThere(blobFile(cache, digest));
  return stored && digestOf(stored) === digest ? stored : undefined;
}

// Up to this a file is read at once: thousands of pictures read as streams take five times as long.
const READ_AT_ONCE = 1 << 22;

/** Whether the bytes of that digest are there whole. A film is read in pieces: it may have gigabytes. */
export async function isBlobWhole(cache: Cache, digest: Digest): Promise<boolean> {
  const file = blobFile(cache, digest);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= READ_AT_ONCE) return readBlob(cache, digest) !== undefined;
  return (await digestOfFile(file).catch(() => undefined)) === digest;
}

/** Stores bytes under their digest; false when the cache cannot be written. */
export function writeBlob(cache: Cache, bytes: Uint8Array): boolean {
  return writeWhole(blobFile(cache, digestOf(bytes)), [bytes]);
}

/**
 * Stores the bytes of `file` under their digest, by moving it there where that is possible; undefined when the cache cannot be
 * written: the file is then still there.
 */
export async function adoptBlob(
  cache: Cache,
  file: string,
): Promise<{ digest: Digest; size: number } | undefined> {
  const digest = await digestOfFile(file);
  const { size } = statSync(file);
  const blob = blobFile(cache, digest);
  try {
    makeFolder(dirname(blob));
    renameSync(file, blob);
  } catch {
    if (!copyWhole(file, blob)) return undefined;
  }
  return { digest, size };
}

/** The scratch folder may lie on another file system than the cache. */
function copyWhole(from: string, to: string): boolean {
  const temporary = `${to}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    copyFileSync(from, temporary);
    renameSync(temporary, to);
    return true;
  } catch {
    removeIfPossible(temporary);
    return false;
  }
}

function valueFile(cache: Cache, key: string): string {
  const [kind = '', hex = ''] = key.split('/');
  return join(cache.dir, kind, hex.slice(0, 2), hex.slice(2));
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function writeWhole(file: string, pieces: readonly Uint8Array[]): boolean {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    makeFolder(dirname(file));
    const fd = openSync(temporary, 'wx');
    try {
      for (const piece of pieces) writeFileSync(fd, piece);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
    return true;
  } catch {
    removeIfPossible(temporary);
    return false;
  }
}

function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Not even removing is possible where a file stands in the cache folder's place.
  }
}
