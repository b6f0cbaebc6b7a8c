import {
  ANALYSED_FRAMES,
  analysisOptions,
  LOOKED_AT,
  readAnalysis,
  SAMPLE_RATE,
  type Analysis,
} from './analyse.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { runOf, type Failed, type Job } from './job.ts';
import { reckonGain } from './limiting.ts';
import { gainFor, isLimited, isLoudEnough, loudnessIn, measuring, type Gains } from './loudness.ts';
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
  const { kind, ...heard } = readAnalysis(found, run.scratch, end.said);
  const gains = await gainsFor(job, heard);
  return 'failed' in gains ? gains : { kind: said ?? kind, gains };
}

/** The gains that bring a recording to its loudness behind the limiter; where that cannot be reckoned, it is listened to again. */
async function gainsFor(
  job: Job,
  { tone, mono, stereo }: Pick<Analysis, 'tone' | 'mono' | 'stereo'>,
): Promise<Gains | Failed> {
  const { sound, durationSeconds } = job.probe;
  const [one, two] = [reckonGain(tone, SAMPLE_RATE, mono), reckonGain(tone, SAMPLE_RATE, stereo)];
  let gains: Gains = { mono: one.gain, stereo: two.gain };
  const limited = isLimited(mono, one.gain) || isLimited(stereo, two.gain);
  const sure = one.sure && two.sure && !(limited && durationSeconds > LOOKED_AT);
  if (!sound || sure) return gains;
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
