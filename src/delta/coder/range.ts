// The binary arithmetic coder (carryless, 32 bits, as in lpaq): one bit costs what its probability says.
import { IO, IO_CHUNK } from './layout';

/** Puts the next coded bytes at IO and returns how many they are; 0 when there are none left. */
declare function read(): i32;
/** Takes `n` coded bytes from IO. */
declare function write(n: i32): void;

/** How far a decoder may read beyond the stream's end: the four bytes that an encoder never needs to write, and a little. */
const OVERDUE_MAX: i32 = 8;

export let encoding: bool = false;
let low: u32 = 0;
let high: u32 = 0xffffffff;
let value: u32 = 0;
let at: i32 = 0;
let filled: i32 = 0;
let overdue: i32 = 0;

export function startRange(encode: bool): void {
  encoding = encode;
  if (!encode) for (let i = 0; i < 4; i++) shiftIn();
}

/** Whether the stream was at its end long ago: what is decoded now is made of nothing. */
export function exhausted(): bool {
  return overdue > OVERDUE_MAX;
}

/** Whether all of the stream was read, and nothing follows. */
export function consumed(): bool {
  return at == filled && (overdue > 0 || read() == 0);
}

/** Codes `bit`, which is 1 by `p` of 65536 (0 < p < 65536). Returns the bit, which a decoder learns only here. */
export function codeBit(p: i32, bit: i32): i32 {
  const range = high - low;
  const middle = low + (range >> 16) * <u32>p + (((range & 0xffff) * <u32>p) >> 16);
  if (!encoding) bit = value <= middle ? 1 : 0;
  if (bit) high = middle;
  else low = middle + 1;
  while (((low ^ high) & 0xff000000) == 0) {
    if (encoding) put(high >> 24);
    else shiftIn();
    low <<= 8;
    high = (high << 8) | 255;
  }
  return bit;
}

/** Writes the fewest bytes that, with zeros behind them, lead to the last bits. */
export function finishRange(): void {
  let end: u32 = 0;
  let n = 0;
  if (low > 0)
    for (n = 1; n < 4; n++) {
      const unit: u32 = (<u32>1) << (32 - 8 * n);
      end = (low + (unit - 1)) & ~(unit - 1);
      if (end >= low && end <= high) break;
    }
  if (n == 4) end = high;
  for (let i = 0; i < n; i++) put((end >> (24 - 8 * i)) & 255);
  write(at);
  at = 0;
}

function put(byte: u32): void {
  store<u8>(IO + <usize>at, <u8>byte);
  if (++at == IO_CHUNK) {
    write(at);
    at = 0;
  }
}

function shiftIn(): void {
  if (at == filled && overdue == 0) {
    filled = min(IO_CHUNK, max(0, read()));
    at = 0;
  }
  value <<= 8;
  if (at < filled) {
    value |= <u32>load<u8>(IO + <usize>at);
    at++;
  } else overdue++;
}
