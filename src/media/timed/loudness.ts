/** How loud a recording is (EBU R 128). */
export interface Loudness {
  /** LUFS; undefined for silence. */
  readonly integrated: number | undefined;
  /** dBFS. */
  readonly peak: number;
}

/** By how many decibels sound is made louder: as one channel, and as two. */
export interface Gains {
  readonly mono: number;
  readonly stereo: number;
}

/** What recordings are made as loud as, in LUFS: louder than the −23 of broadcasting, since phones and classrooms are no living rooms (EBU R 128 s2). */
export const LOUDNESS_LUFS = -16;
/** −1.5 dBFS, so that no decoder clips (EBU R 128: −1 dBTP). */
const PEAK_DBFS = -1.5;
export const PEAK = 0.84;
/** What is all but silent would become noise. */
const MAX_GAIN = 30;
/** Nobody hears less; EBU R 128 allows as much. */
const NEAR_LU = 0.5;

/** The gain that brings sound from `measured` to where it should be, on top of the `gain` that it was measured with. */
export function gainFor(measured: Loudness | undefined, gain = 0): number {
  if (measured?.integrated === undefined) return gain;
  const wanted = gain + LOUDNESS_LUFS - measured.integrated;
  return Math.round(Math.max(-MAX_GAIN, Math.min(MAX_GAIN, wanted)) * 10) / 10;
}

/** Whether a gain lifts peaks into the limiter, which takes some loudness away again: what comes out has to be measured. */
export function isLimited(measured: Loudness | undefined, gain: number): boolean {
  return measured?.integrated !== undefined && measured.peak + gain > PEAK_DBFS;
}

/** Whether sound is as loud as it should be. */
export function isLoudEnough({ integrated }: Loudness): boolean {
  return integrated === undefined || Math.abs(integrated - LOUDNESS_LUFS) <= NEAR_LU;
}

/** The chain that makes sound of one or two channels louder and keeps its peaks below the limit. */
export function gainChain(channels: 1 | 2, gain: number): string {
  const layout = `aformat=channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`;
  return gain === 0 ? layout : `${layout},volume=${gain}dB,alimiter=limit=${PEAK}:level=0`;
}

/** A graph that measures sound with its gains, as one channel and, where it has more, as two; what counts is what is said of its outputs. */
export function measuring(
  input: string,
  channels: number,
  { mono, stereo }: Gains,
): { filters: string[]; outputs: string[][] } {
  const output = (label: string): string[] => ['-map', label, '-f', 'null', '-'];
  const one = `${gainChain(1, mono)},ebur128=peak=sample[mono]`;
  if (channels === 1) return { filters: [`${input}${one}`], outputs: [output('[mono]')] };
  return {
    filters: [
      `${input}asplit=2[one][two]`,
      `[one]${one}`,
      `[two]${gainChain(2, stereo)},ebur128=peak=sample[stereo]`,
    ],
    outputs: [output('[mono]'), output('[stereo]')],
  };
}

/**
 * The summaries of the ebur128 filters, in the order of the graph:
 * `[Parsed_ebur128_2 @ 0x…] Summary: … I: -23.0 LUFS … Peak: -5.3 dBFS`.
 */
export function loudnessIn(said: string): Loudness[] {
  const found = new Map<number, Loudness>();
  for (const part of said.split(/(?=\[Parsed_ebur128_\d+ @)/)) {
    const [, place, rest] = /^\[Parsed_ebur128_(\d+) @ [^\]]*\] Summary:([^[]*)/.exec(part) ?? [];
    if (place === undefined || rest === undefined) continue;
    const integrated = Number(/\bI:\s+(-?[\d.]+) LUFS/.exec(rest)?.[1]);
    const peak = Number(/\bPeak:\s+(-?[\d.]+|-inf) dBFS/.exec(rest)?.[1]);
    // A graph that is set up twice speaks twice, of silence first. −70 LUFS is the gate of silence (ITU-R BS.1770-4).
    found.set(Number(place), {
      integrated: integrated > -69 ? integrated : undefined,
      peak: Number.isFinite(peak) ? peak : -120,
    });
  }
  return [...found].sort(([a], [b]) => a - b).map(([, loudness]) => loudness);
}
