// The old version of the text that is coded, followed byte by byte, and found again after a change.
import { loseFound } from './found';
import { TEXT } from './layout';
import { byteAt, position, sameBefore } from './text';

const NONE: i32 = -1;
/** How far ahead of the change the old text is searched for what was written last. */
const AHEAD: i32 = 2048;
const COMPARED: i32 = 32;
/** How many places are compared in full, at most, in one search. */
const CANDIDATES: i32 = 64;
/** So much agreement after a change, and the old text is trusted again. */
export const TRUSTED: i32 = 8;
/** So much agreement, and the change is forgotten. */
const SETTLED: i32 = 16;
/** A match found by hash that is this long shows where in the old text we are. */
const ADOPTED: i32 = 20;
const LENGTH_MAX: i32 = 65535;

/** What comes next if nothing changes; NONE without an old text. */
export let followed: i32 = NONE;
export let followedEnd: i32 = NONE;
/** For how many bytes it was right, and how often it was wrong since it last was right for long. */
export let followedLength: i32 = 0;
export let misses: i32 = 0;
let start: i32 = NONE;
/** Where the change began. */
let changed: i32 = NONE;

export function startFollowing(from: i32, at: i32, end: i32): void {
  start = from;
  followed = changed = at;
  followedEnd = at < 0 ? NONE : end;
  followedLength = at < 0 ? 0 : COMPARED;
  misses = 0;
}

/** Whether what comes next in the old text is likely to be copied. */
export function sure(): bool {
  return followed >= 0 && (misses == 0 || followedLength >= TRUSTED);
}

export function following(): bool {
  return followed >= 0 && followed < followedEnd;
}

/** The old text was copied for `n` bytes up to `at`. */
export function followCopy(at: i32, n: i32, length: i32): void {
  followed = at;
  followedLength = min(LENGTH_MAX, length + n);
  misses = 0;
  loseFound();
}

/** The old text was left at `from`; it may go on at `at`. */
export function leave(at: i32, from: i32): void {
  loseTrack(at, from);
  misses = 1;
}

/** Nothing agrees any more: what comes next may be at `at`, and the change began at `from`. */
export function loseTrack(at: i32, from: i32): void {
  followed = at;
  followedLength = 0;
  changed = from;
}

/** Literals begin. */
export function startLiterals(): void {
  followedLength = min(followedLength, 12);
}

export function changeHere(): void {
  if (misses == 0) changed = followed;
}

export function isWithin(at: i32): bool {
  return at >= start && at <= followedEnd;
}

/** Follows the old text over a literal that stands before `position`. */
export function follow(byte: u32): void {
  if (following()) {
    if (byteAt(followed++) == byte) {
      if (followedLength < LENGTH_MAX) followedLength++;
      if (followedLength >= SETTLED) misses = 0;
    } else {
      if (misses == 0) changed = followed - 1;
      followedLength = 0;
      misses++;
    }
  } else if (followed >= 0 && misses == 0) {
    changed = followed;
    misses = 1;
  }
  if (misses && followedLength < TRUSTED && changed >= 0) realign();
}

/** Takes over a match found by hash when it lies in the old text. */
export function adopt(at: i32, length: i32): void {
  if (misses && followedLength < ADOPTED && length >= ADOPTED && isWithin(at)) {
    followed = at;
    followedLength = length;
  }
}

/** Searches the old text, from the change on, for the longest of what was written last, from four bytes on. */
export function realign(): void {
  const last = load<u32>(TEXT + <usize>position - 4);
  const to = min(followedEnd, changed + AHEAD);
  const lasts = i32x4.splat(last);
  let best = max(3, followedLength);
  let at = NONE;
  let candidates = 0;
  for (let i = max(changed + 1, 4); i <= to; i++) {
    if (!isAnyOf(i, lasts)) i += 15;
    else if (load<u32>(TEXT + <usize>i - 4) == last) {
      const length = sameBefore(i, position, start, COMPARED);
      if (length > best) {
        best = length;
        at = i;
      }
      if (length == COMPARED || ++candidates == CANDIDATES) break;
    }
  }
  if (at < 0) return;
  followed = at;
  followedLength = best;
}

/** Whether one of the sixteen places from `at` on stands behind the four bytes. */
function isAnyOf(at: i32, bytes: v128): bool {
  const from = TEXT + <usize>at - 4;
  return v128.any_true(
    v128.or(
      v128.or(i32x4.eq(v128.load(from), bytes), i32x4.eq(v128.load(from + 1), bytes)),
      v128.or(i32x4.eq(v128.load(from + 2), bytes), i32x4.eq(v128.load(from + 3), bytes)),
    ),
  );
}
