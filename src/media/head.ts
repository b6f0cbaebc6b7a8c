import { closeSync, openSync, readSync } from 'node:fs';
import { SNIFF_LENGTH } from './sniff.ts';

/** The first bytes of a file, as many as tell its type. */
export function headOf(file: string): Uint8Array {
  const fd = openSync(file, 'r');
  try {
    const head = Buffer.alloc(SNIFF_LENGTH);
    return head.subarray(0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
}
