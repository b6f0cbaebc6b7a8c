import { closeSync, openSync, readSync } from 'node:fs';

/** The bytes of a file in pieces of at most 1 MiB, each in memory of its own. Throws the system's errors. */
export function* filePieces(file: string): Generator<Uint8Array> {
  const fd = openSync(file, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(1 << 20);
      const count = readSync(fd, piece, 0, piece.length, null);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
}
