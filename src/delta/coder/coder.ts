// Text streams of deltas (schemas/delta-1.md): what the outside calls. One instance codes or decodes one stream.
import { finishLiterals, literalsAreDone } from './aside';
import { fillCopyTables, setSource } from './copy';
import { fillRates } from './counter';
import { IO, LITERALS, MODEL_BITS, PIECE, SOURCE, TEXT } from './layout';
import { fillModel } from './literal';
import { fillWeights } from './mixer';
import { codeNewlineAdded, codePiece, literalCount, startPieces, startWindow } from './piece';
import { consumed, encoding, exhausted, finishRange, startRange } from './range';
import { fillSquash } from './squash';
import { addOld, byteAt, position } from './text';

const NEWLINE: u32 = 10;
let modelBits: u32 = 0;

/** Begins a stream; `bits`: the size of the model, 0 for literals aside. */
export function start(encode: bool, bits: u32): void {
  modelBits = min(bits, MODEL_BITS);
  fillSquash();
  fillRates();
  fillWeights();
  fillCopyTables();
  if (modelBits) fillModel(modelBits);
  startPieces(modelBits > 0);
  startRange(encode);
}

/** Begins a window: all that was known is forgotten, but not what was learned. */
export function empty(): void {
  startWindow();
}

/** Takes `n` bytes at {@link textAt} as an old text, whose last byte is a newline. Returns where it begins, −1 when it is too long. */
export function old(n: i32): i32 {
  const at = position;
  return addOld(n) ? at : -1;
}

/**
 * Codes a piece. Its old version lies from `from` to `end` and is expected to go on at `at` (−1: there is none); `openOld`: that
 * had no newline at its end. When encoding its `length` bytes stand at {@link sourceAt}.
 * Returns how long it is (it begins where {@link textAt} was), or −1 for a stream that cannot be.
 */
export function piece(from: i32, at: i32, end: i32, openOld: bool, length: i32): i32 {
  const begin = position;
  let added = 0;
  if (encoding) {
    if (length > 0 && load<u8>(SOURCE + <usize>(length - 1)) != NEWLINE) {
      store<u8>(SOURCE + <usize>length, NEWLINE);
      length += added = 1;
    }
    setSource(length);
  }
  if (!codePiece(from, at, end)) return -1;
  if (position == begin) return 0;
  added = codeNewlineAdded(at < 0 ? 2 : openOld ? 1 : 0, added);
  const n = position - begin - added;
  return n > PIECE || byteAt(position - 1) != NEWLINE ? -1 : n;
}

/** When encoding: hands over what is left. When decoding: whether the stream ends here. */
export function finish(): bool {
  if (!encoding) return consumed() && !exhausted() && (modelBits > 0 || literalsAreDone());
  finishRange();
  if (modelBits == 0) finishLiterals();
  return true;
}

/** How many literals were coded. */
export function literals(): i32 {
  return literalCount();
}

/** Where the text goes on: old texts are put there. */
export function textAt(): usize {
  return TEXT + <usize>position;
}

/** What the window still holds. */
export function known(): i32 {
  return position;
}

export function ioAt(): usize {
  return IO;
}

export function sourceAt(): usize {
  return SOURCE;
}

export function literalsAt(): usize {
  return LITERALS;
}
