// A byte that is copied from nowhere: eight bits, each predicted by eight contexts and two matches, whose votes three
// mixers weigh, and a last one the three.
import { kinds, last4, tag, word, wordBefore } from './context';
import { COUNT_MASK, setCounter, stretched, tell } from './counter';
import { found, foundLength } from './found';
import { followed, followedLength, following, misses } from './followed';
import { CONTEXTS, FINAL_WEIGHTS, FOLLOWED, FOUND, MODEL } from './layout';
import {
  BIAS_INPUT,
  FOLLOWED_INPUT,
  FOUND_INPUT,
  mix,
  part,
  setInput,
  train,
  trainOne,
  weightsOf,
} from './mixer';
import { codeBit } from './range';
import { squash } from './squash';
import { byteAt } from './text';

const CONTEXT_LIMIT: i32 = 127;
const MATCH_LIMIT: i32 = 255;
const BIAS: i32 = 256;
const WORD_MULTIPLIER: u32 = 0x6f4f2a35;

let bits: u32 = 0;
let slot0: usize = 0;
let slot1: usize = 0;
let slot2: usize = 0;
let slot3: usize = 0;
let slot4: usize = 0;
let slot5: usize = 0;
let slot6: usize = 0;
let slot7: usize = 0;

/** A model of 2^modelBits counters for each context. */
export function fillModel(modelBits: u32): void {
  bits = modelBits;
  for (let length = 0; length < 16; length++)
    for (let missed = 0; missed < 4; missed++) {
      const p = missed == 0 ? 62000 : missed == 1 ? 57000 : missed == 2 ? 52000 : 48000;
      for (let bit = 0; bit < 8; bit++)
        setCounter(followedCounter(length, missed, bit), length ? p : p - 10000, 4);
    }
  for (let length = 0; length < 16; length++)
    for (let other = 0; other < 8; other++)
      for (let bit = 0; bit < 8; bit++)
        setCounter(foundCounter(length, other, bit), 65536 - 65536 / (2 + length * length), 4);
}

function followedCounter(length: i32, missed: i32, bit: i32): usize {
  return FOLLOWED + ((<usize>((((length << 2) | missed) << 3) | bit)) << 2);
}

function foundCounter(length: i32, other: i32, bit: i32): usize {
  return FOUND + ((<usize>((((length << 3) | other) << 3) | bit)) << 2);
}

function followedBucket(length: i32): i32 {
  if (length > 31) return 15;
  if (length > 15) return 14;
  return length > 11 ? 13 : length;
}

function foundBucket(length: i32): i32 {
  if (length > 400) return 15;
  if (length > 31) return 14;
  if (length > 23) return 13;
  if (length > 15) return 12;
  if (length > 11) return 11;
  return length > 8 ? 10 : length;
}

/** Sixteen counters of context `i`: for four bits of a byte. */
function slot(i: u32, context: u32, salt: u32): usize {
  const hash = ((context * 0x2c1b3c6d) ^ salt) * 0x297a2d39;
  return MODEL + ((<usize>(((hash >> (32 - bits)) & ~15) + (i << bits))) << 2);
}

/** `half`: 0 for the upper four bits of a byte, for the lower ones a number made of the upper. */
function findSlots(half: u32): void {
  const last = last4 & 255;
  slot0 = slot(0, last, 0x10000001 + half);
  slot1 = slot(1, last4 & 0xffff, 0x20000002 + half);
  slot2 = slot(2, last4 & 0xffffff, 0x30000003 + half);
  slot3 = slot(3, last4, 0x40000004 + half);
  slot4 = slot(4, (word * WORD_MULTIPLIER) ^ last, 0x60000006 + half);
  slot5 = slot(5, (word * WORD_MULTIPLIER) ^ wordBefore, 0x60000008 + half);
  slot6 = slot(6, (tag * WORD_MULTIPLIER) ^ last, 0x6000000a + half);
  slot7 = slot(7, kinds, 0x6000000b + half);
}

/** A counter gives two inputs: its belief, and its belief once more, straight, by how much it was told. */
function giveInputs(i: i32, at: usize): void {
  const counter = load<i32>(at);
  const n = counter & COUNT_MASK;
  setInput(i, stretched(counter));
  setInput(CONTEXTS + i, n ? (counter >> 21) * (n > 3 ? 2 : 1) : 0);
}

/** Codes a byte; `byte` is it when encoding. */
export function codeByte(byte: u32): u32 {
  const old: u32 = following() ? byteAt(followed) | 256 : 0;
  const like: u32 = foundLength ? byteAt(found) | 256 : 0;
  const oldLength = old ? followedBucket(followedLength) : 0;
  const likeLength = like ? foundBucket(foundLength) : 0;
  const missed = min(misses, 3);
  const oldState = oldLength < 1 ? 1 : oldLength < 5 ? 2 : oldLength < 14 ? 3 : 4;
  const likeState = likeLength < 10 ? 1 : likeLength < 13 ? 2 : likeLength < 15 ? 3 : 4;
  const last = last4 & 255;
  // The bits coded so far, with a 1 before them.
  let known: u32 = 1;
  for (let i = 7; i >= 0; i--) {
    if (i == 7) findSlots(0);
    else if (i == 3) findSlots((known + 1) * 0x3d4d51cb);
    const inHalf = i > 3 ? known : (1 << (3 - i)) | (known & ((1 << (3 - i)) - 1));
    const at = (<usize>inHalf) << 2;
    giveInputs(0, slot0 + at);
    giveInputs(1, slot1 + at);
    giveInputs(2, slot2 + at);
    giveInputs(3, slot3 + at);
    giveInputs(4, slot4 + at);
    giveInputs(5, slot5 + at);
    giveInputs(6, slot6 + at);
    giveInputs(7, slot7 + at);

    let oldAt: usize = 0;
    let oldBit = 0;
    let oldInput = 0;
    if (old && old >> (i + 1) == known) {
      oldBit = (old >> i) & 1;
      oldAt = followedCounter(oldLength, missed, i);
      const x = stretched(load<i32>(oldAt));
      oldInput = oldBit ? x : -x;
    }
    let likeAt: usize = 0;
    let likeBit = 0;
    let likeInput = 0;
    if (like && like >> (i + 1) == known) {
      likeBit = (like >> i) & 1;
      likeAt = foundCounter(likeLength, oldAt == 0 ? 0 : oldBit == likeBit ? 1 : 2, i);
      const x = stretched(load<i32>(likeAt));
      likeInput = likeBit ? x : -x;
    }
    setInput(FOLLOWED_INPUT, oldInput);
    setInput(FOUND_INPUT, likeInput);
    setInput(BIAS_INPUT, BIAS);

    const state = (oldAt == 0 ? 0 : oldState) * 5 + (likeAt == 0 ? 0 : likeState);
    const weights0 = weightsOf(state);
    const weights1 = weightsOf(256 + known);
    const weights2 = weightsOf(512 + last);
    const final = FINAL_WEIGHTS + ((<usize>state) << 4);
    const x0 = mix(weights0);
    const x1 = mix(weights1);
    const x2 = mix(weights2);
    const p = squash((part(final, x0) + part(final + 4, x1) + part(final + 8, x2)) >> 8);
    const bit = codeBit(max(2, min(65534, p)), (byte >> i) & 1);

    const truth = bit ? 65535 : 0;
    train(weights0, (truth - squash(x0)) << 1);
    train(weights1, (truth - squash(x1)) << 1);
    train(weights2, (truth - squash(x2)) << 1);
    const error = ((bit << 16) - p) >> 2;
    trainOne(final, x0, error);
    trainOne(final + 4, x1, error);
    trainOne(final + 8, x2, error);
    tell(slot0 + at, bit, CONTEXT_LIMIT);
    tell(slot1 + at, bit, CONTEXT_LIMIT);
    tell(slot2 + at, bit, CONTEXT_LIMIT);
    tell(slot3 + at, bit, CONTEXT_LIMIT);
    tell(slot4 + at, bit, CONTEXT_LIMIT);
    tell(slot5 + at, bit, CONTEXT_LIMIT);
    tell(slot6 + at, bit, CONTEXT_LIMIT);
    tell(slot7 + at, bit, CONTEXT_LIMIT);
    if (oldAt) tell(oldAt, oldBit == bit ? 1 : 0, MATCH_LIMIT);
    if (likeAt) tell(likeAt, likeBit == bit ? 1 : 0, MATCH_LIMIT);
    known = (known << 1) | (<u32>bit);
  }
  return known & 255;
}
