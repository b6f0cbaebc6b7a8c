import { isMagic } from '../delta-magic.ts';
import { SatchelError } from '../diagnostic.ts';

// Comments cite APPNOTE.TXT 6.3.10, the ZIP specification.

/** Reads exactly `length` bytes at `offset` of a file, or throws. */
export type ReadAt = (offset: number, length: number, into?: Buffer) => Buffer;

/** Where the central directory lies, as the end of the file says. */
export interface ZipEnd {
  readonly count: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
}

/** Records that a bundle has at most: beyond it the directory itself would fill the memory. */
export const MAX_RECORDS = 2 ** 18;
// A record's fixed part, a name and room for the extra fields of ordinary tools.
const MAX_DIRECTORY_SIZE = MAX_RECORDS * 512;

const END_SIZE = 22;
const LOCATOR_SIZE = 20;
const END64_SIZE = 56;
const END = 0x06054b50;
const LOCATOR = 0x07064b50;
const END64 = 0x06064b50;

/**
 * Finds the one end of central directory record (4.3.16) that every reader would find, with its ZIP64 forms (4.3.14,
 * 4.3.15). Refuses what readers disagree on: bytes after the end, a comment that looks like another end, several disks,
 * ZIP64 fields that contradict the plain ones, a directory that does not end where the end begins.
 */
export function findZipEnd(readAt: ReadAt, fileSize: number, file: string): ZipEnd {
  if (isMagic(readAt(0, Math.min(fileSize, 4)))) throw new SatchelError('bundle-is-delta', { file });
  if (fileSize < END_SIZE) throw new SatchelError('zip-not-zip', { file });
  const tailSize = Math.min(fileSize, END_SIZE + 0xffff);
  const tail = readAt(fileSize - tailSize, tailSize);
  const endInTail = locateEnd(tail, readAt(0, 4), file);
  const end = tail.subarray(endInTail, endInTail + END_SIZE);
  const endOffset = fileSize - tailSize + endInTail;

  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0) throw new SatchelError('zip-multi-disk');
  const plain = {
    count: end.readUInt16LE(10),
    directoryOffset: end.readUInt32LE(16),
    directorySize: end.readUInt32LE(12),
  };
  if (end.readUInt16LE(8) !== plain.count) throw new SatchelError('zip-multi-disk');
  const { fields, start } = zip64Fields(readAt, endOffset) ?? { fields: plain, start: endOffset };
  for (const [name, magic] of [
    ['count', 0xffff],
    ['directoryOffset', 0xffffffff],
    ['directorySize', 0xffffffff],
  ] as const) {
    if (plain[name] !== fields[name] && plain[name] !== magic)
      broken('its plain and its ZIP64 end say different things');
  }
  if (fields.count > MAX_RECORDS || fields.directorySize > MAX_DIRECTORY_SIZE)
    throw new SatchelError('zip-too-many', { count: fields.count, limit: MAX_RECORDS });
  if (fields.directoryOffset + fields.directorySize !== start) {
    if (fields.directoryOffset + fields.directorySize < start) throw new SatchelError('zip-prepended');
    throw new SatchelError('zip-truncated');
  }
  return fields;
}

function locateEnd(tail: Buffer, head: Buffer, file: string): number {
  const last = tail.length - END_SIZE;
  if (tail.readUInt32LE(last) === END && tail.readUInt16LE(last + 20) === 0) return last;
  for (let at = last; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    const commentEnd = at + END_SIZE + tail.readUInt16LE(at + 20);
    if (commentEnd > tail.length) throw new SatchelError('zip-truncated');
    if (commentEnd < tail.length) throw new SatchelError('zip-trailing');
    // Readers that search forwards or take any signature for an end would find what is in the comment.
    if (tail.indexOf('PK', at + END_SIZE) >= 0) throw new SatchelError('zip-comment');
    return at;
  }
  if (head.readUInt32LE(0) === 0x04034b50) throw new SatchelError('zip-truncated');
  throw new SatchelError('zip-not-zip', { file });
}

function zip64Fields(readAt: ReadAt, endOffset: number): { fields: ZipEnd; start: number } | undefined {
  if (endOffset < LOCATOR_SIZE + END64_SIZE) return undefined;
  const locatorOffset = endOffset - LOCATOR_SIZE;
  const locator = readAt(locatorOffset, LOCATOR_SIZE);
  if (locator.readUInt32LE(0) !== LOCATOR) return undefined;
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) !== 1)
    throw new SatchelError('zip-multi-disk');
  const start = uint64(locator, 8);
  // An extensible data sector (4.3.14.2) would stand between; no tool writes one without encryption.
  if (start !== locatorOffset - END64_SIZE) broken('its ZIP64 end is not where its locator says');
  const end64 = readAt(start, END64_SIZE);
  if (end64.readUInt32LE(0) !== END64 || uint64(end64, 4) !== END64_SIZE - 12)
    broken('its ZIP64 end is wrong');
  if (end64.readUInt32LE(16) !== 0 || end64.readUInt32LE(20) !== 0) throw new SatchelError('zip-multi-disk');
  const count = uint64(end64, 32);
  if (uint64(end64, 24) !== count) throw new SatchelError('zip-multi-disk');
  return { fields: { count, directorySize: uint64(end64, 40), directoryOffset: uint64(end64, 48) }, start };
}

/** A 64-bit number, refused where JavaScript could not hold it exactly (8 PiB). */
export function uint64(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) broken('a number in it is too large');
  return Number(value);
}

function broken(problem: string): never {
  throw new SatchelError('zip-directory', { problem });
}
