import { readFileSync } from 'node:fs';

/** One entry of a log of dm-log-writes (drivers/md/dm-log-writes.c). */
export interface LoggedWrite {
  /** Byte of the device where it begins. */
  readonly start: number;
  readonly data: Buffer;
  /** All before it are on the medium by now. */
  readonly isFlush: boolean;
  /** It is on the medium itself when it is told as done. */
  readonly isForced: boolean;
  readonly isDiscard: boolean;
  readonly mark: string | undefined;
}

const MAGIC = 0x6a_7366_7773_6872n;
const [FLUSH, FUA, DISCARD, MARK] = [1n, 2n, 4n, 8n];

/** The writes of a log, in their order. */
export function parseLog(file: string): LoggedWrite[] {
  const bytes = readFileSync(file);
  if (bytes.readBigUInt64LE(0) !== MAGIC) throw new Error('this is no log of dm-log-writes');
  const count = Number(bytes.readBigUInt64LE(16));
  const sector = bytes.readUInt32LE(24);
  const writes: LoggedWrite[] = [];
  let at = sector;
  for (let n = 0; n < count; n++) {
    const start = Number(bytes.readBigUInt64LE(at)) * sector;
    const size = Number(bytes.readBigUInt64LE(at + 8)) * sector;
    const flags = bytes.readBigUInt64LE(at + 16);
    const length = Number(bytes.readBigUInt64LE(at + 24));
    const isMark = (flags & MARK) !== 0n;
    const isDiscard = (flags & DISCARD) !== 0n;
    const mark = isMark
      ? bytes
          .subarray(at + 32, at + 32 + length)
          .toString('latin1')
          .replace(/\0.*$/s, '')
      : undefined;
    at += sector;
    const data = isMark || isDiscard ? Buffer.alloc(0) : bytes.subarray(at, at + size);
    at += data.length;
    writes.push({
      ...{ start, data, isDiscard, mark },
      isFlush: (flags & FLUSH) !== 0n,
      isForced: (flags & FUA) !== 0n,
    });
  }
  return writes;
}
