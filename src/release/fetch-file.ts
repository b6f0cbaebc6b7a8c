import { closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChannelFile } from '../channel/contents.ts';
import { targetPath } from '../channel/layout.ts';
import type { Origin } from '../channel/origin.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOfFile, shortDigest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { discard, removeStale, temporaryName } from '../temporary.ts';
import type { Store } from './store.ts';

/**
 * A file of a channel on this machine: where it lies, or fetched into `folder`; proven by its digest. Throws SatchelError
 * `channel-incomplete`, `release-unproven`, `env-*`.
 */
export async function fetchFile(
  store: Origin & Partial<Pick<Store, 'localFile'>>,
  listed: ChannelFile,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const path = targetPath(listed.path, listed.digest);
  const local = store.localFile?.(path);
  if (local !== undefined) {
    if (await isWhole(local, listed)) return local;
    throw statSync(local, { throwIfNoEntry: false })
      ? new SatchelError('release-unproven', { file: path })
      : new SatchelError('channel-incomplete', { channel: store.name, file: path });
  }
  const file = join(folder, `${shortDigest(listed.digest, 64)}.zip`);
  if (await isWhole(file, listed)) return file;
  await fetchTo(store, path, listed, file, signal);
  return file;
}

async function isWhole(file: string, { size, digest }: ChannelFile): Promise<boolean> {
  const there = statSync(file, { throwIfNoEntry: false });
  return there?.isFile() === true && there.size === size && (await digestOfFile(file)) === digest;
}

async function fetchTo(
  origin: Origin,
  path: string,
  listed: ChannelFile,
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const temporary = temporaryName(file);
  try {
    makeFolder(dirname(file));
    removeStale(file);
    const fd = openSync(temporary, 'wx');
    try {
      let left = listed.size;
      for await (const piece of origin.stream(path, 0, listed.size, signal)) {
        left -= piece.length;
        // Endless data ends here.
        if (left < 0) break;
        for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (!(await isWhole(temporary, listed))) throw new SatchelError('release-unproven', { file: path });
    renameSync(temporary, file);
  } catch (error) {
    throw writeFailure(error, file);
  } finally {
    discard(temporary);
  }
}
