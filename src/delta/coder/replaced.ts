// By what a segment of an old version was replaced the last time: a change of the template is the same on every page.
import { REPLACED, REPLACED_BITS } from './layout';

/** Forgets all: places are of one window. */
export function forgetReplaced(): void {
  memory.fill(REPLACED, 0, (<usize>8) << REPLACED_BITS);
}

/** Where the replacement of the segment named `hash` begins; 0 when none is known. */
export function replacementOf(hash: u32): i32 {
  const at = entryOf(hash);
  return load<u32>(at) == hash ? load<i32>(at, 4) : 0;
}

export function noteReplacement(hash: u32, at: i32): void {
  store<u32>(entryOf(hash), hash);
  store<i32>(entryOf(hash), at, 4);
}

function entryOf(hash: u32): usize {
  return REPLACED + ((<usize>(hash >> (32 - REPLACED_BITS))) << 3);
}
