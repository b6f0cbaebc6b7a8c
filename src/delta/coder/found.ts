// The longest recent match, found by hash: anywhere in the window, old text or new.
import { byteAt, lastLike, position, sameBefore } from './text';

const SHORTEST: i32 = 5;
const COMPARED: i32 = 32;
/** A match of this length is not given up for another one. */
const GOOD: i32 = 16;

/** Where the match goes on; it is `foundLength` bytes long, 0 when there is none. */
export let found: i32 = 0;
export let foundLength: i32 = 0;

export function loseFound(): void {
  foundLength = 0;
}

/** Takes it that the match goes on at `at`, as after `length` bytes. */
export function supposeFound(at: i32, length: i32): void {
  found = at;
  foundLength = length;
}

/** Follows the match over a literal that stands before `position`. */
export function followFound(byte: u32): void {
  if (foundLength && byteAt(found) == byte) {
    found++;
    foundLength++;
  } else foundLength = 0;
}

/** Looks for a longer match than there is. */
export function find(): void {
  if (foundLength >= GOOD) return;
  const at = lastLike(position);
  if (at == 0 || at == found) return;
  const length = sameBefore(at, position, 1, COMPARED);
  if (length >= SHORTEST && length > foundLength) {
    foundLength = length;
    found = at;
  }
}

/** The match was copied for `n` bytes. */
export function copyFound(n: i32): void {
  found += n;
  foundLength += n;
}
