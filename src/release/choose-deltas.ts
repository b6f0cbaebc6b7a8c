import { cheapestWay, type Step } from '../delta/chain.ts';
import { BASE_DIGITS } from '../delta/header.ts';
import { shortDigest, type Digest } from '../digest.ts';

/** A delta that was made. */
export interface MadeDelta {
  readonly base: Digest | undefined;
  readonly baseVersion: string | undefined;
  readonly target: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Whether a delta is published. */
export type Verdict =
  | { readonly isKept: true }
  /** It saves too little of the whole ZIP file. */
  | { readonly isKept: false; readonly why: 'whole'; readonly wholeSize: number }
  /** Deltas that are there lead to the same for hardly more. */
  | { readonly isKept: false; readonly why: 'chain'; readonly steps: number; readonly chainSize: number };

/** A delta has at most that share of the ZIP file. */
const MAX_SHARE = 0.7;
/** A delta has at most that share of the chain of others that does the same. */
const MAX_CHAIN_SHARE = 0.9;

/** Bytes of the largest delta that is worth its place beside a ZIP file of `wholeSize` bytes. */
export function largestKept(wholeSize: number): number {
  return Math.floor(wholeSize * MAX_SHARE);
}

/**
 * Whether `delta`, to a bundle whose ZIP file has `wholeSize` bytes, is worth its place among `steps`, the deltas that are there. To be asked from
 * the newest base to the oldest, so that those go by the newer ones.
 */
export function judgeDelta(delta: MadeDelta, wholeSize: number, steps: readonly Step[]): Verdict {
  if (delta.size > largestKept(wholeSize)) return { isKept: false, why: 'whole', wholeSize };
  if (delta.base === undefined) return { isKept: true };
  const way = cheapestWay(
    steps.filter(({ base }) => base !== undefined),
    delta.base,
    delta.target,
  );
  if (way && delta.size > way.size * MAX_CHAIN_SHARE)
    return { isKept: false, why: 'chain', steps: way.steps.length, chainSize: way.size };
  return { isKept: true };
}

/** A delta as a step of a way. */
export function stepOf(
  {
    base,
    target,
    size,
  }: { readonly base?: Digest | undefined; readonly target: Digest; readonly size: number },
  file: string,
): Step {
  return { file, size, base: base && shortDigest(base, BASE_DIGITS), target };
}
