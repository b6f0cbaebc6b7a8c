import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { folderOrigin } from '../channel/folder-origin.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, digestOfFile, type Digest } from '../digest.ts';
import { filePieces } from '../file-pieces.ts';
import { makeFolder } from '../folder.ts';
import { holdFolder } from '../hold.ts';
import { writeFailure } from '../system-failure.ts';
import { discard, removeStale, syncFolder, temporaryName } from '../temporary.ts';
import { replaceFile } from '../write-file.ts';
import type { Content, PutOptions, Store } from './store.ts';

/** A channel in a folder of this machine, made when something is first put there. */
export function folderStore(name: string, folder: string): Store {
  return {
    ...folderOrigin(name, folder),
    address: folder,
    localFile: (path) => join(folder, path),
    create: (path, content, options) => createFile(join(folder, path), path, content, options),
    replace: async (path, bytes, expected) => {
      makeFolder(folder);
      const release = await waitForFolder(folder, path);
      try {
        const there = readIfThere(join(folder, path));
        if (!sameBytes(there, expected)) throw new SatchelError('release-raced', { path });
        replaceFile(join(folder, path), bytes, 'release-unproven');
      } finally {
        release();
      }
    },
  };
}

const ATTEMPTS = 200;
const PAUSE_MS = 25;

/** Others replace a small file: that takes moments. */
async function waitForFolder(folder: string, path: string): Promise<() => void> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await holdFolder(folder, (cause) => new SatchelError('release-raced', { path }, {}, { cause }));
    } catch (error) {
      if (left === 1 || !(error instanceof SatchelError)) throw error;
      await pause(PAUSE_MS);
    }
  }
}

/** What is there already is compared; else it is written beside its name, read back, and gets its name in a way that cannot overwrite. */
async function createFile(
  file: string,
  path: string,
  content: Content,
  options: PutOptions = {},
): Promise<'created' | 'same'> {
  const expected = digestOfContent(content);
  const there = async (): Promise<'same' | undefined> => {
    if (!statSync(file, { throwIfNoEntry: false })) return undefined;
    if ((await digestOfFile(file)) === expected) return 'same';
    throw new SatchelError('release-file-taken', { path });
  };
  try {
    makeFolder(dirname(file));
    removeStale(file);
    const known = await there();
    if (known) return known;
    const temporary = temporaryName(file);
    try {
      writeContent(temporary, content, options);
      if ((await digestOfFile(temporary)) !== expected)
        throw new SatchelError('release-unproven', { file: path });
      if (!(await giveName(temporary, file, path))) return (await there()) ?? 'same';
      syncFolder(dirname(file));
      return 'created';
    } finally {
      discard(temporary);
    }
  } catch (error) {
    throw writeFailure(error, file);
  }
}

function writeContent(temporary: string, content: Content, { onBytes, signal }: PutOptions): void {
  const fd = openSync(temporary, 'wx');
  try {
    for (const piece of content.kind === 'bytes' ? [content.bytes] : filePieces(content.file)) {
      for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
      onBytes?.(piece.length);
      signal?.throwIfAborted();
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Whether the file has its new name: false where another has it. */
async function giveName(temporary: string, file: string, path: string): Promise<boolean> {
  try {
    linkSync(temporary, file);
    unlinkSync(temporary);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
  }
  // No links here (FAT, some shares), and a rename would overwrite: one run at a time looks and renames.
  const release = await waitForFolder(dirname(file), path);
  try {
    if (statSync(file, { throwIfNoEntry: false })) return false;
    renameSync(temporary, file);
    return true;
  } finally {
    release();
  }
}

/** The digest of what is to be put. */
export function digestOfContent(content: Content): Digest {
  return content.kind === 'bytes' ? digestOf(content.bytes) : content.digest;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether both are the same bytes, or both are nothing. */
export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.from(a.buffer, a.byteOffset, a.length).equals(b);
}
