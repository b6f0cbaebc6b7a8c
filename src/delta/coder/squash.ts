// Probabilities of 16 bits and their logistic domain: x / 256 is the natural logarithm of the odds, |x| ≤ 3071.
import { FINE, SQUASH, STRETCH } from './layout';

export const STRETCH_MAX: i32 = 3071;
/** e^(1/256), the nearest double. */
const STEP: f64 = 1.0039138893383475734;

export function fillSquash(): void {
  let odds: f64 = 1;
  for (let x = 0; x <= STRETCH_MAX; x++) {
    const p = <i32>Math.floor(65536.0 / (1.0 + 1.0 / odds));
    store<i32>(SQUASH + ((STRETCH_MAX + 1 + x) << 2), min(65535, p));
    store<i32>(SQUASH + ((STRETCH_MAX + 1 - x) << 2), max(1, 65536 - p));
    odds *= STEP;
  }
  // stretch is squash turned round, on twelve bits.
  let p = 0;
  for (let x = -STRETCH_MAX; x <= STRETCH_MAX; x++)
    for (const reached = squash(x) >> 4; p <= reached; p++) store<i16>(STRETCH + (p << 1), <i16>x);
  for (; p < 4096; p++) store<i16>(STRETCH + (p << 1), <i16>STRETCH_MAX);
  // The same on sixteen bits, for the lowest: where squash reaches p.
  for (let p = 0, x = -STRETCH_MAX; p < 256; p++) {
    while (squash(x) < p) x++;
    store<i32>(FINE + (p << 2), x);
  }
}

export function clampStretch(x: i32): i32 {
  return max(-STRETCH_MAX, min(STRETCH_MAX, x));
}

/** The probability, of 65536, that belongs to `x`. */
export function squash(x: i32): i32 {
  return load<i32>(SQUASH + ((<usize>(clampStretch(x) + STRETCH_MAX + 1)) << 2));
}

/** Where a probability of 4096 stands in the logistic domain. */
export function stretch(p: i32): i32 {
  return <i32>load<i16>(STRETCH + ((<usize>p) << 1));
}

/** Where a probability of 65536 that is below 256 stands in the logistic domain. */
export function stretchLow(p: i32): i32 {
  return load<i32>(FINE + ((<usize>p) << 2));
}
