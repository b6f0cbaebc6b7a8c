// What was written last, in the ways in which it tells what comes next.
import { TEXT } from './layout';
import { position } from './text';

const MULTIPLIER: u32 = 0x2f0b4a27;
const OUTSIDE: i32 = 0;
const TAG_NAME: i32 = 1;
const IN_TAG: i32 = 2;

/** The last four bytes, the last one lowest. */
export let last4: u32 = 0;
/** A hash of the word that stands before; 0 between words. */
export let word: u32 = 0;
export let wordBefore: u32 = 0;
/** A hash of the tag's name, and of the attribute's when within its value. */
export let tag: u32 = 0;
/** The kinds of the last eight bytes, four bits each. */
export let kinds: u32 = 0;
let place: i32 = OUTSIDE;

/** Notes a literal. */
export function noteByte(byte: u32): void {
  last4 = (last4 << 8) | byte;
  const lower = byte | 32;
  const letter = lower >= 97 && lower <= 122;
  if (letter || byte >= 128) word = (word + lower) * MULTIPLIER;
  else if (word) {
    wordBefore = word;
    word = 0;
  }
  if (byte == 60) {
    place = TAG_NAME;
    tag = 0;
  } else if (place == TAG_NAME && !letter && byte != 47) place = IN_TAG;
  if (place == TAG_NAME) tag = (tag + byte) * MULTIPLIER;
  else if (byte == 62) place = OUTSIDE;
  else if (byte == 61) tag = ((tag & 0xffff0000) ^ wordBefore) * MULTIPLIER;
  kinds = (kinds << 4) | kindOf(byte, letter);
}

/** After a copy only what its last bytes say is known. */
export function noteCopy(): void {
  last4 = bswap(load<u32>(TEXT + <usize>position - 4));
  word = 0;
}

function kindOf(byte: u32, letter: bool): u32 {
  if (byte >= 48 && byte <= 57) return 1;
  if (letter) return 2;
  switch (byte) {
    case 32: // space
      return 3;
    case 10: // newline
      return 4;
    case 46: // .
      return 5;
    case 44: // ,
      return 6;
    case 34: // "
      return 7;
    case 45: // -
      return 8;
    case 60: // <
      return 9;
    case 62: // >
      return 10;
    case 61: // =
      return 11;
    case 47: // /
      return 12;
    case 40: // (
    case 41: // )
      return 13;
    default:
      return 14;
  }
}
