// A counter is one i32: what it believes of the next bit, 22 bits (−2^21: surely 0, 2^21 − 1: surely 1), then how often it
// was told, 10 bits. The less it was told, the more it learns from one bit.
import { RATES } from './layout';
import { stretch, stretchLow } from './squash';

export const COUNT_MASK: i32 = 1023;
const CERTAIN_ONE: i32 = 2097151;
const CERTAIN_ZERO: i32 = -2097152;

export function fillRates(): void {
  for (let n = 0; n < 1024; n++) store<i32>(RATES + (n << 2), 131072 / (2 * n + 3));
}

/** A counter that believes in 1 by `p` of 65536 as if it had been told `n` times. */
export function setCounter(at: usize, p: i32, n: i32): void {
  store<i32>(at, ((p - 32768) << 16) | n);
}

/** `limit`: the count where a counter stops to get slower. */
export function tell(at: usize, bit: i32, limit: i32): void {
  const counter = load<i32>(at);
  const n = counter & COUNT_MASK;
  const belief = counter >> 10;
  const truth = bit ? CERTAIN_ONE : CERTAIN_ZERO;
  const step = (((truth - belief) >> 7) * load<i32>(RATES + ((<usize>n) << 2))) >> 9;
  store<i32>(at, ((belief + step) << 10) | (n < limit ? n + 1 : n));
}

/** The belief of a counter's value in the logistic domain. */
export function stretched(counter: i32): i32 {
  return stretch((counter >> 20) + 2048);
}

/** A counter's belief as a probability of 65536 that leaves either bit possible. */
export function probability(at: usize): i32 {
  return max(1, min(65535, ((load<i32>(at) >> 10) - CERTAIN_ZERO) >> 6));
}

/** As {@link stretched}, but fine at the ends, where the twelve bits of stretch are too coarse. */
export function stretchedFinely(counter: i32): i32 {
  const p = (counter >> 10) - CERTAIN_ZERO;
  if (p > 4177920) return -stretchLow((4194304 - p) >> 6);
  return p < 16384 ? stretchLow(p >> 6) : stretch(p >> 10);
}
