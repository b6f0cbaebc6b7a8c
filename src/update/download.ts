import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { targetPath } from '../channel/layout.ts';
import type { ChannelFile } from '../channel/contents.ts';
import type { Origin } from '../channel/origin.ts';
import { SatchelError } from '../diagnostic.ts';
import { isDigest, shortDigest, type Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { STATE_FOLDER } from '../channel/state.ts';

/** What has come of downloads, by the digest of the whole file: it stays there until it is used. */
function partialFolder(folder: string): string {
  return join(folder, STATE_FOLDER, 'partial');
}

export function partialFile(folder: string, digest: Digest): string {
  return join(partialFolder(folder), shortDigest(digest, 64));
}

/** How many bytes of which files have come. */
export function readPartial(folder: string): Map<Digest, number> {
  const found = new Map<Digest, number>();
  const partials = partialFolder(folder);
  if (!statSync(partials, { throwIfNoEntry: false })?.isDirectory()) return found;
  for (const name of readdirSync(partials)) {
    const digest = `sha256:${name}`;
    const status = statSync(join(partials, name), { throwIfNoEntry: false });
    if (isDigest(digest) && status?.isFile()) found.set(digest, status.size);
  }
  return found;
}

export interface DownloadOptions {
  /** Bytes that have come since it was told last. */
  readonly onBytes?: ((size: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads a file of a channel into `folder`, goes on where an earlier run has stopped, and proves it by its length and digest. What proves wrong is
 * thrown away and fetched once more, from its beginning. Gives the file's name. Throws SatchelError: `update-file-wrong`, whatever the
 * origin throws, `env-*`.
 */
export async function download(
  origin: Origin,
  file: ChannelFile,
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  const to = partialFile(folder, file.digest);
  let wrong: string | undefined;
  for (let time = 1; time <= 2; time++) {
    wrong = await fetchInto(to, origin, file, options);
    if (wrong === undefined) return to;
    rmSync(to, { force: true });
  }
  throw new SatchelError('update-file-wrong', {
    ...{ path: file.path, channel: origin.name, reason: wrong ?? '' },
  });
}

/** What is wrong with the file once it has come; undefined where nothing is. */
async function fetchInto(
  to: string,
  origin: Origin,
  { path, digest, size }: ChannelFile,
  { onBytes, signal }: DownloadOptions,
): Promise<string | undefined> {
  try {
    makeFolder(join(to, '..'));
    const there = statSync(to, { throwIfNoEntry: false })?.size ?? 0;
    if (there > size) return `it has more than ${size} bytes`;
    const hash = createHash('sha256');
    if (there > 0)
      for await (const piece of createReadStream(to, { highWaterMark: 1 << 20 })) {
        hash.update(piece as Buffer);
        signal?.throwIfAborted();
      }
    let came = there;
    const fd = openSync(to, 'a');
    try {
      if (came < size)
        for await (const piece of origin.stream(targetPath(path, digest), there, size, signal)) {
          // Never more than was signed for, whatever is sent.
          if (came + piece.length > size) return `it has more than ${size} bytes`;
          for (let at = 0; at < piece.length;) at += writeSync(fd, piece, at);
          hash.update(piece);
          came += piece.length;
          onBytes?.(piece.length);
        }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (came < size) return `it ends after ${came} of ${size} bytes`;
    return `sha256:${hash.digest('hex')}` === digest ? undefined : 'it has other bytes';
  } catch (error) {
    throw writeFailure(error, to);
  }
}
