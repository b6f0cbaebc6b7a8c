// Segments: what is copied at once or not at all. A segment ends behind a newline; a long line is cut behind `>`, space or
// comma, from its SOFT-th byte on, and at HARD bytes in any case.
import { TEXT } from './layout';
import { byteAt } from './text';

/** Whole vectors, so that a scan need not look at single bytes. */
const SOFT: i32 = 64;
const HARD: i32 = 160;
const HASH_MULTIPLIER: u64 = 0x9e3779b97f4a7c15;

/** Whether a segment ends with `byte`, its `n`-th. */
export function closes(n: i32, byte: u32): bool {
  return byte == 10 || n >= HARD || (n > SOFT && (byte == 62 || byte == 32 || byte == 44));
}

/** The length of the segment at `from`, of at most `limit` bytes (1 or more). */
export function segmentLength(from: i32, limit: i32): i32 {
  for (let n = 0; n < HARD; n += 16) {
    const bytes = v128.load(TEXT + <usize>(from + n));
    const closing = i8x16.bitmask(n < SOFT ? closesAnyway(bytes) : closesLong(bytes));
    if (closing) return min(limit, n + ctz(closing) + 1);
    if (n + 16 >= limit) return limit;
  }
  return HARD;
}

function closesAnyway(bytes: v128): v128 {
  return i8x16.eq(bytes, i8x16.splat(10));
}

function closesLong(bytes: v128): v128 {
  return v128.or(
    v128.or(closesAnyway(bytes), i8x16.eq(bytes, i8x16.splat(62))),
    v128.or(i8x16.eq(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(44))),
  );
}

/** Copies `n` bytes within the text, and up to fifteen more, which are written over later. */
export function copyBytes(from: i32, to: i32, n: i32): void {
  for (let i = 0; i < n; i += 16) v128.store(TEXT + <usize>(to + i), v128.load(TEXT + <usize>(from + i)));
}

/** Names a segment's bytes, in 32 bits. */
export function segmentHash(from: i32, n: i32): u32 {
  let hash: u64 = n;
  let at = TEXT + <usize>from;
  for (; n >= 8; n -= 8) {
    hash = (hash ^ load<u64>(at)) * HASH_MULTIPLIER;
    hash ^= hash >> 32;
    at += 8;
  }
  if (n) hash = (hash ^ (load<u64>(at) & (((<u64>1) << (8 * n)) - 1))) * HASH_MULTIPLIER;
  hash ^= hash >> 29;
  return <u32>((hash * HASH_MULTIPLIER) >> 32);
}
