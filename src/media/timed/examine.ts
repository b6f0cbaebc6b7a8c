import { analysisOptions, readAnalysis } from './analyse.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { runOf, type Failed, type Job } from './job.ts';
import {
  gainFor,
  isLimited,
  isLoudEnough,
  loudnessIn,
  measuringFilters,
  measuringOutputs,
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
  const end = await runFfmpeg({
    ...runOf(job, 2),
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
    const filters = measuringFilters(`[0:${sound.index}]`, gains);
    const end = await runFfmpeg({ ...runOf(job, 1), filters, outputs: measuringOutputs });
    if ('failed' in end) return end;
    const [one, two] = loudnessIn(end.said);
    if (!one || !two || (isLoudEnough(one) && isLoudEnough(two))) break;
    gains = { mono: gainFor(one, gains.mono), stereo: gainFor(two, gains.stereo) };
  }
  return gains;
}

const GAIN_ROUNDS = 3;

/** How much of a recording's time goes into looking at it. */
export const ANALYSIS_SHARE = 0.1;
