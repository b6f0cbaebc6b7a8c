// Mixers: a weighted sum of inputs in the logistic domain, whose weights follow the error. All in integers, so that every
// machine computes the same. A weight of 65536 is 1.
import { CONTEXTS, FINAL_WEIGHTS, INPUTS, MATCH_STATES, MIXED, MIXER_SETS, WEIGHTS } from './layout';
import { clampStretch } from './squash';

const FIRST_WEIGHT: i32 = 12000;
const FIRST_MATCH_WEIGHT: i32 = 24000;
const FIRST_FINAL_WEIGHT: i32 = 22000;
/** Errors that are not worth learning from. */
const SMALL_ERROR: i32 = 40;

/** The places of inputs that no context gives. */
export const FOLLOWED_INPUT: i32 = 2 * CONTEXTS;
export const FOUND_INPUT: i32 = FOLLOWED_INPUT + 1;
export const BIAS_INPUT: i32 = FOLLOWED_INPUT + 2;

export function fillWeights(): void {
  for (let set = 0; set < MIXER_SETS; set++) {
    const weights = weightsOf(set);
    for (let i = 0; i < CONTEXTS; i++) store<i32>(weights + ((<usize>i) << 2), FIRST_WEIGHT);
    store<i32>(weights + ((<usize>FOLLOWED_INPUT) << 2), FIRST_MATCH_WEIGHT);
    store<i32>(weights + ((<usize>FOUND_INPUT) << 2), FIRST_MATCH_WEIGHT);
  }
  for (let i = 0; i < MATCH_STATES * 4; i++) store<i32>(FINAL_WEIGHTS + (i << 2), FIRST_FINAL_WEIGHT);
}

export function setInput(i: i32, x: i32): void {
  store<i32>(MIXED + ((<usize>i) << 2), x);
}

export function weightsOf(set: i32): usize {
  return WEIGHTS + ((<usize>(set * INPUTS)) << 2);
}

/** What the inputs come to by `weights`, in the logistic domain. */
export function mix(weights: usize): i32 {
  let sum = weighted(weights, 0);
  sum = i32x4.add(sum, weighted(weights, 16));
  sum = i32x4.add(sum, weighted(weights, 32));
  sum = i32x4.add(sum, weighted(weights, 48));
  sum = i32x4.add(sum, weighted(weights, 64));
  const total =
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3);
  return clampStretch(total >> 8);
}

function weighted(weights: usize, at: usize): v128 {
  return i32x4.shr_s(i32x4.mul(v128.load(MIXED + at), v128.load(weights + at)), 8);
}

/** Moves `weights` by `error`: what was coded less what {@link mix} had said, of 65536, times two. */
export function train(weights: usize, error: i32): void {
  if (error <= SMALL_ERROR && error >= -SMALL_ERROR) return;
  const by = i32x4.splat(error);
  const half = i32x4.splat(0x8000);
  for (let at: usize = 0; at < <usize>(INPUTS * 4); at += 16) {
    const step = i32x4.shr_s(i32x4.add(i32x4.mul(v128.load(MIXED + at), by), half), 16);
    v128.store(weights + at, i32x4.add(v128.load(weights + at), step));
  }
}

/** The part of one of a few inputs, for small mixers. */
export function part(weight: usize, x: i32): i32 {
  return (x * load<i32>(weight)) >> 8;
}

export function trainOne(weight: usize, x: i32, error: i32): void {
  store<i32>(weight, load<i32>(weight) + ((x * error + 0x8000) >> 16));
}
