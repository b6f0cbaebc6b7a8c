// Copying a segment of known text: one bit says whether it comes next. What the same segment did elsewhere, what follows the
// segment before, and how long copying has gone on tell how likely that is.
import { noteCopy } from './context';
import { COUNT_MASK, setCounter, stretched, stretchedFinely, tell } from './counter';
import { COPY_BY_LAST, COPY_BY_RUN, COPY_BY_TEXT, COPY_WEIGHTS, SOURCE, TEXT } from './layout';
import { part, trainOne } from './mixer';
import { codeBit, encoding } from './range';
import { copyBytes, segmentHash, segmentLength } from './segment';
import { squash } from './squash';
import { advance, position } from './text';

/** Why a segment is thought to come next. */
export const FOLLOWS: i32 = 0;
export const FOLLOWS_CHANGE: i32 = 1;
export const BEFORE_CHANGE: i32 = 2; // and 3, 4: after one, two or more runs of literals
export const REPLACES: i32 = 5;
export const FOUND_IN_CHANGE: i32 = 6; // and 7: by a long match
export const FOUND_IN_NEW: i32 = 8; // and 9: by a long match
export const BEHIND_CHANGE: i32 = 10; // and 11, 12: as BEFORE_CHANGE

const TABLE_SHIFT: u32 = 16; // 16 of 32 bits
const QUICK: i32 = 30;
const SLOW: i32 = 1023;
const BIAS: i32 = 256;

/** Segments copied from the old version one after the other. */
let run: i32 = 0;
let lastHash: u32 = 0;
/** Names the segment that was last thought of, copied or not. */
export let triedHash: u32 = 0;
/** The text to be coded, when encoding: what is left of it begins at `source`. */
let source: usize = SOURCE;
let sourceEnd: usize = SOURCE;

export function fillCopyTables(): void {
  for (let length = 0; length < 16; length++)
    for (let kind = 0; kind < 64; kind++)
      setCounter(byRun(length, kind), kind == FOLLOWS ? 65535 - 65536 / (4 << length) : 32768, 1);
  for (let state = 0; state < 16; state++) {
    const weights = COPY_WEIGHTS + (state << 4);
    store<i32>(weights, state >> 2 ? 30000 : 0);
    store<i32>(weights, state & 3 ? 20000 : 0, 4);
    store<i32>(weights, 65536, 8);
  }
}

export function setSource(length: i32): void {
  source = SOURCE;
  sourceEnd = SOURCE + <usize>length;
}

/** The next byte to be coded; 0 when decoding. */
export function nextOfSource(): u32 {
  return encoding && source < sourceEnd ? <u32>load<u8>(source++) : 0;
}

export function sourceIsDone(): i32 {
  return source >= sourceEnd ? 1 : 0;
}

export function keepRun(goesOn: bool): void {
  run = goesOn ? run + 1 : 0;
}

export function capRun(): void {
  run = min(run, 1 << 14);
}

/** The segment of literals from `from` on is what the next one follows. */
export function noteLiterals(from: i32): void {
  lastHash = segmentHash(from, position - from);
}

/** Codes whether the segment at `from`, which ends at `end` at the latest, comes next. Returns its length, 0 if not. */
export function codeCopy(from: i32, end: i32, kind: i32): i32 {
  const n = segmentLength(from, end - from);
  copyBytes(from, position, n);
  const hash = segmentHash(from, n);
  triedHash = hash;
  const byText = COPY_BY_TEXT + ((<usize>(hash >> TABLE_SHIFT)) << 2);
  const last = (lastHash ^ ((kind + 1) * 0x51ed270b)) * 0x9e3779b1;
  const byLast = COPY_BY_LAST + ((<usize>(last >> TABLE_SHIFT)) << 2);
  const byLength = byRun(min(15, 32 - clz(run)), kind);
  const text = load<i32>(byText);
  const follows = load<i32>(byLast);
  const state = (min(3, text & COUNT_MASK) << 2) | min(3, follows & COUNT_MASK);
  const weights = COPY_WEIGHTS + ((<usize>state) << 4);
  const x0 = stretched(text);
  const x1 = stretched(follows);
  const x2 = stretchedFinely(load<i32>(byLength));
  const sum = part(weights, x0) + part(weights + 4, x1) + part(weights + 8, x2) + part(weights + 12, BIAS);
  const p = squash(sum >> 8);
  const bit = codeBit(max(2, min(65534, p)), encoding ? comesNext(n) : 0);
  const error = (((bit << 16) - p) * 6) >> 4;
  if (error) {
    trainOne(weights, x0, error);
    trainOne(weights + 4, x1, error);
    trainOne(weights + 8, x2, error);
    trainOne(weights + 12, BIAS, error);
  }
  tell(byText, bit, QUICK);
  tell(byLast, bit, QUICK);
  tell(byLength, bit, SLOW);
  if (!bit) return 0;
  lastHash = hash;
  source += n;
  advance(n);
  noteCopy();
  return n;
}

function byRun(length: i32, kind: i32): usize {
  return COPY_BY_RUN + ((<usize>(length * 64 + kind)) << 2);
}

/** Whether the next `n` bytes of the source are those at `position`. */
function comesNext(n: i32): i32 {
  if (source + <usize>n > sourceEnd) return 0;
  return memory.compare(source, TEXT + <usize>position, n) == 0 ? 1 : 0;
}
