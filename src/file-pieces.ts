import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of a piece at most. */
export const PIECE_SIZE = 1 << 20;

/**
 * Memory for pieces that are done with before the next one is asked for: else gigabytes would lie about until they are collected, which takes a
 * process to twice the memory that it needs.
 */
export type PieceMemory = readonly [Buffer, Buffer];

export function pieceMemory(): PieceMemory {
  return [Buffer.allocUnsafeSlow(PIECE_SIZE), Buffer.allocUnsafeSlow(PIECE_SIZE)];
}

/** The bytes of a file in pieces, in memory of their own or in `memory`, where the next may overwrite it. Throws the system's errors. */
export function filePieces(file: string, memory?: PieceMemory): Generator<Uint8Array> {
  return openedPieces(openSync(file, 'r'), memory);
}

/** The same of a file that is open; it is closed behind the last. */
export function* openedPieces(fd: number, memory?: PieceMemory): Generator<Uint8Array> {
  try {
    for (let n = 0; ; n = 1 - n) {
      const piece = memory?.[n] ?? Buffer.allocUnsafe(PIECE_SIZE);
      const count = readSync(fd, piece, 0, piece.length, null);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
}
