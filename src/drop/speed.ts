import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { discard, removeStale, temporaryName } from '../temporary.ts';
import { openDirect } from './direct-read.ts';

/** Bytes a second. */
export interface Speed {
  readonly write: number;
  readonly read: number;
}

const PIECE = 1 << 20;
const PIECES = 8;

/**
 * How fast a medium is, by writing 8 MiB to it, reading them back and removing them. `now` gives milliseconds. Throws the system's errors.
 */
export function measureSpeed(root: string, now: () => number): Speed {
  const probe = join(root, 'satchel-speed');
  // What a measurement that was cut off has left.
  removeStale(probe);
  const file = temporaryName(probe);
  try {
    const start = now();
    const fd = openSync(file, 'wx');
    try {
      // What is all the same may be written as nothing.
      const piece = Buffer.alloc(PIECE);
      for (let n = 0; n < PIECES; n++) {
        for (let i = 0; i < PIECE; i += 4) piece.writeUInt32LE(Math.imul(i + n * PIECE, 0x9e3779b1) >>> 0, i);
        for (let done = 0; done < PIECE;) done += writeSync(fd, piece, done);
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    const written = now();
    const opened = openDirect(file);
    try {
      let read = 0;
      for (const piece of opened?.pieces() ?? []) read += piece.length;
      if (read !== PIECES * PIECE)
        throw Object.assign(new Error('read less'), { code: 'EIO', syscall: 'read' });
    } finally {
      opened?.close();
    }
    const perSecond = (milliseconds: number): number => (PIECES * PIECE * 1000) / Math.max(1, milliseconds);
    return { write: perSecond(written - start), read: perSecond(now() - written) };
  } finally {
    discard(file);
  }
}

/** Seconds that writing and reading take at a speed. */
export function secondsAt(
  { write, read }: Speed,
  { writtenSize, readSize }: { readonly writtenSize: number; readonly readSize: number },
): number {
  return writtenSize / write + readSize / read;
}
