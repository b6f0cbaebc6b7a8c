// How many of the faults that can be thought of are tried: `npm test` and `test:system` try a few, `FAULTS=1/4` every fourth, beginning where
// SEED says, and `npm run test:faults` all.

const SHARE = /^1\/([1-9]\d{0,3})$/.exec(process.env['FAULTS'] ?? '')?.[1];
const isAll = process.env['FAULTS'] === 'all';

/** Whether only a few are tried. */
export const isSample = !isAll && SHARE === undefined;

/** What is random, and which share is taken, follows from it. */
export const SEED = Number(process.env['SEED'] ?? 1);

/** Of points that are numbered from `from` to `last`, those that are tried: each `few`-th, or as many as are asked for. */
export function pointsTried(last: number, few: number, from = 1): number[] {
  const step = isAll ? 1 : Number(SHARE ?? few);
  const first = SHARE === undefined ? from : from + (SEED % step);
  return Array.from({ length: Math.ceil((last - first + 1) / step) }, (_, n) => first + n * step);
}

/** Of `all` random trials, how many are made: `few`, or as many as are asked for. */
export function trials(all: number, few: number): number {
  if (isAll) return all;
  return SHARE === undefined ? few : Math.ceil(all / Number(SHARE));
}
