import { ANALYSED_FRAMES, analysisOptions, readAnalysis } from './analyse.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { runOf, type Failed, type Job } from './job.ts';
import {
  gainFor,
  isLimited,
  isLoudEnough,
  loudnessIn,
  measuring,
  type Gains,
  type Loudness,
} from './loudness.ts';
import { recordingKindSaid, type RecordingKind } from './presets.ts';

/** What a recording is, and by how much its sound is made louder. */
export interface Found {
  readonly kind: RecordingKind;
  readonly gains: Gains;
}

/** Decodes a recording once to find out what it is and how loud; a kind that its author names is not doubted. */
export async function examine(job: Job): Promise<Found | Failed> {
  const { source, run, probe: found } = job;
  const said = recordingKindSaid(source.kind, source.format);
  // Nothing has to be found out about a silent film of a known kind.
  if (said !== undefined && !found.sound) return { kind: said, gains: { mono: 0, stereo: 0 } };
  const { filters, options } = analysisOptions(found, run.scratch);
  const whole = runOf(job, 2);
  const end = await runFfmpeg({
    ...whole,
    inputOptions: [...(found.film ? ANALYSED_FRAMES : []), ...whole.inputOptions],
    filters,
    outputs: options,
    onShare: (share) => run.onShare?.(share * ANALYSIS_SHARE),
  });
  if ('failed' in end) return end;
  const { kind, mono, stereo } = readAnalysis(found, run.scratch, end.said);
  const gains = await gainsFor(job, { mono, stereo });
  return 'failed' in gains ? gains : { kind: said ?? kind, gains };
}

/** Tries gains that push peaks into the limiter until what comes out is as loud as it should be: sound alone is quick. */
async function gainsFor(
  job: Job,
  { mono, stereo }: { mono: Loudness | undefined; stereo: Loudness | undefined },
): Promise<Gains | Failed> {
  let gains: Gains = { mono: gainFor(mono), stereo: gainFor(stereo) };
  const { sound } = job.probe;
  if (!sound || !(isLimited(mono, gains.mono) || isLimited(stereo, gains.stereo))) return gains;
  for (let round = 0; round < GAIN_ROUNDS; round++) {
    const graph = measuring(`[0:${sound.index}]`, sound.channels, gains);
    const end = await runFfmpeg({ ...runOf(job, 1), ...graph });
    if ('failed' in end) return end;
    const loudness = loudnessIn(end.said);
    if (loudness.every(isLoudEnough)) break;
    gains = { mono: gainFor(loudness[0], gains.mono), stereo: gainFor(loudness[1], gains.stereo) };
  }
  return gains;
}

const GAIN_ROUNDS = 3;

/** How much of a recording's time goes into looking at it. */
export const ANALYSIS_SHARE = 0.1;
