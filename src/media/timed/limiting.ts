import { gainFor, isLimited, LOUDNESS_LUFS, PEAK, type Loudness } from './loudness.ts';

// What the limiter takes away of loudness is reckoned from the tone, the recording at telephone quality that the analysing pass
// has left: good to a tenth of it, so that hardly a recording has to be listened to again to know its gain.

/** ffmpeg's `alimiter`, which lets go again within 50 ms; 5 ms is its attack. */
const [ATTACK_MS, RELEASE_MS] = [5, 50];
/** ITU-R BS.1770-4: blocks of 400 ms, one every 100 ms; what is 10 LU below their mean does not count. */
const [BLOCK_MS, HOP_MS] = [400, 100];
const GATE = 0.1;
/** A loss up to this, in decibels, is reckoned well enough. */
const TRUSTED_LOSS = 3;

/** A gain, in decibels, and whether it can be used without listening to what comes out. */
export interface Reckoned {
  readonly gain: number;
  readonly sure: boolean;
}

/**
 * The gain that makes a recording as loud as it should be behind the limiter: of its tone, samples at `rate` Hz, and how loud all
 * of it was measured to be.
 */
export function reckonGain(tone: Int16Array, rate: number, measured: Loudness | undefined): Reckoned {
  const plain = gainFor(measured);
  if (measured?.integrated === undefined || !isLimited(measured, plain)) return { gain: plain, sure: true };
  const steps = stepsOf(tone, (rate * ATTACK_MS) / 1000);
  const loudest = steps.reduce((most, { peak }) => Math.max(most, peak), 0);
  // The tone lacks the highest notes: its peaks stand for those that were measured.
  const scale = loudest > 0 ? 10 ** (measured.peak / 20) / loudest : 1;
  const unlimited = loudnessOf(steps, 1, Infinity);
  if (unlimited === undefined) return { gain: plain, sure: false };
  const lossAt = (gain: number): number => {
    const factor = 10 ** (gain / 20);
    return gain + unlimited - (loudnessOf(steps, factor, PEAK / scale) ?? unlimited);
  };
  // The loss grows with the gain, but slower: each round comes closer from below.
  let gain = plain;
  for (let round = 0; round < 6; round++)
    gain = gainFor({ ...measured, integrated: measured.integrated - lossAt(gain) });
  const loss = lossAt(gain);
  const reached = Math.abs(measured.integrated + gain - loss - LOUDNESS_LUFS) < 0.3;
  return { gain, sure: reached && loss <= TRUSTED_LOSS };
}

interface Step {
  /** Of 1. */
  readonly peak: number;
  readonly energy: number;
}

function stepsOf(tone: Int16Array, length: number): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at + length <= tone.length; at += length) {
    let [peak, energy] = [0, 0];
    for (let n = at; n < at + length; n++) {
      const value = (tone[n] ?? 0) / 32768;
      peak = Math.max(peak, Math.abs(value));
      energy += value * value;
    }
    steps.push({ peak, energy });
  }
  return steps;
}

/** Decibels, to be compared with others of the same tone only; undefined for silence. */
function loudnessOf(steps: readonly Step[], factor: number, limit: number): number | undefined {
  const recovery = Math.exp(-ATTACK_MS / RELEASE_MS);
  let open = 1;
  const energies = steps.map(({ peak, energy }) => {
    open = Math.min(peak * factor > limit ? limit / (peak * factor) : 1, 1 - (1 - open) * recovery);
    return energy * (factor * open) ** 2;
  });
  const [block, hop] = [BLOCK_MS / ATTACK_MS, HOP_MS / ATTACK_MS];
  const blocks: number[] = [];
  for (let at = 0; at + block <= energies.length; at += hop)
    blocks.push(energies.slice(at, at + block).reduce((sum, energy) => sum + energy, 0));
  const gate = GATE * mean(blocks);
  const heard = mean(blocks.filter((energy) => energy > gate));
  return heard > 0 ? 10 * Math.log10(heard) : undefined;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
