// The window: old texts, then what is decoded, in one buffer, and an index of it by the hash of six bytes.
import { ENDS, HASHES, HASH_BITS, TEXT, WINDOW, WINDOW_TEXTS } from './layout';
import { forgetReplaced } from './replaced';

/** No hash is taken of less than this at the beginning of a window. */
const FIRST_HASHED: i32 = 12;
/** Every so many positions of old text are indexed: a match is found a byte later, in half the time. */
const OLD_STRIDE: i32 = 2;

/** Where the next byte of text goes. */
export let position: i32 = 0;
let oldEnd: i32 = 0;
let ends: i32 = 0;
let pendingFrom: i32 = 0;
let pendingTo: i32 = 0;

export function emptyWindow(): void {
  forgetReplaced();
  if (position) memory.fill(HASHES, 0, (<usize>4) << HASH_BITS);
  position = oldEnd = ends = pendingFrom = pendingTo = 0;
}

/** Takes `n` bytes at `position` as an old text. */
export function addOld(n: i32): bool {
  if (n < 0 || n > WINDOW - position || ends == WINDOW_TEXTS) return false;
  if (pendingTo != position) {
    indexOld();
    pendingFrom = position;
  }
  position += n;
  oldEnd = pendingTo = position;
  store<i32>(ENDS + ((<usize>ends) << 2), position);
  ends++;
  return true;
}

export function advance(n: i32): void {
  position += n;
}

export function byteAt(at: i32): u32 {
  return <u32>load<u8>(TEXT + <usize>at);
}

export function append(byte: u32): void {
  store<u8>(TEXT + <usize>position, <u8>byte);
  position++;
}

/** The end of the text that `at` lies in: of an old text, or what is decoded so far. */
export function endOfTextAt(at: i32): i32 {
  if (at >= oldEnd) return position;
  let low = 0;
  let high = ends - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(ENDS + ((<usize>middle) << 2)) > at) high = middle;
    else low = middle + 1;
  }
  return load<i32>(ENDS + ((<usize>low) << 2));
}

/** Bytes of old text that are not indexed yet. */
export function unindexed(): i32 {
  return pendingTo - pendingFrom;
}

/** Indexes old texts, which is put off until it is needed: most of them are copied from end to end. */
export function indexOld(): void {
  for (let at = max(pendingFrom, FIRST_HASHED); at <= pendingTo; at += OLD_STRIDE) indexAt(at);
  pendingFrom = pendingTo;
}

/** Indexes `at` by the six bytes before it. */
export function indexAt(at: i32): void {
  if (at >= FIRST_HASHED) store<i32>(bucketOf(at), at);
}

/** Where the same six bytes as those before `at` ended last, perhaps; 0 when they never did. */
export function lastLike(at: i32): i32 {
  return at >= FIRST_HASHED ? load<i32>(bucketOf(at)) : 0;
}

function bucketOf(at: i32): usize {
  const last = TEXT + <usize>at;
  const hash = (load<u32>(last - 4) * 0x2f0b4a27) ^ (<u32>load<u16>(last - 6));
  return HASHES + ((<usize>(((hash + 0x51ed270b) * 0x9e3779b1) >> (32 - HASH_BITS))) << 2);
}

/** How many bytes before `a` and `b` are the same: at most `most`, and none of them before `start`. */
export function sameBefore(a: i32, b: i32, start: i32, most: i32): i32 {
  let n = 0;
  while (n < most && a - 1 - n >= start && byteAt(a - 1 - n) == byteAt(b - 1 - n)) n++;
  return n;
}
