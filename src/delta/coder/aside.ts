// Literals beside the stream, for others to compress: when there are so many that predicting each bit would take too long.
import { LITERALS, LITERAL_FRAME } from './layout';
import { encoding } from './range';

/** Puts the next literals at LITERALS and returns how many they are; 0 when there are none left. */
declare function readLiterals(): i32;
/** Takes `n` literals from LITERALS. */
declare function writeLiterals(n: i32): void;

const NEWLINE: u32 = 10;

let at: i32 = 0;
let filled: i32 = 0;
let lacking: bool = false;

/** Whether more literals were asked for than there are. */
export function literalsLack(): bool {
  return lacking;
}

/** Whether every literal was taken, and nothing follows. */
export function literalsAreDone(): bool {
  return at == filled && !lacking && readLiterals() == 0;
}

/** Writes `byte` when encoding, reads one when decoding. */
export function codeAside(byte: u32): u32 {
  if (encoding) {
    store<u8>(LITERALS + <usize>at, <u8>byte);
    if (++at == LITERAL_FRAME) finishLiterals();
    return byte;
  }
  if (at == filled) {
    filled = lacking ? 0 : min(LITERAL_FRAME, max(0, readLiterals()));
    at = 0;
    lacking = filled == 0;
  }
  // A newline ends the segment, and with it the run of literals.
  if (lacking) return NEWLINE;
  at++;
  return <u32>load<u8>(LITERALS + <usize>at - 1);
}

export function finishLiterals(): void {
  if (at) writeLiterals(at);
  at = 0;
}
