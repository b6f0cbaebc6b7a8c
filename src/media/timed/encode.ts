import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodingRun, SourceFile } from '../medium.ts';
import { refuse, type Encoded, type Finding, type Outcome } from '../outcome.ts';
import type { ExtraFormat, Profile } from '../preset.ts';
import { ANALYSIS_SHARE, examine, type Found } from './examine.ts';
import { copyOptions, encodingOptions, type Still, type Target } from './command.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { demuxerOf } from './input.ts';
import { runOf, type Failed, type Job } from './job.ts';
import { planOutput } from './plan.ts';
import { encodePoster, posterWidth } from './poster.ts';
import { EXTRA_ENCODERS, kindFor, recordingPreset, type RecordingPreset } from './presets.ts';
import { probe, type Probe } from './probe.ts';
import { copyContainer, formOf } from './form.ts';
import type { Tools } from './tools.ts';

/** More pixels than 8K: no film that a lesson shows has them. */
const MAX_PIXELS = 36_000_000;
const MAX_SECONDS = 12 * 3600;
/** Where a film begins with a black or a title, its middle is no better known: a tenth in, half a minute at most. */
const STILL_AT = 0.1;
const STILL_AT_MOST = 30;

/**
 * Encodes a recording for some profiles: looked at first, decoded once to find out what it is and how loud, and once more for
 * all renditions and the still picture together. Never throws for what the file holds.
 */
export async function encodeRecording(
  tools: Tools,
  source: SourceFile,
  profiles: readonly Profile[],
  formats: readonly ExtraFormat[],
  run: EncodingRun,
): Promise<ReadonlyMap<Profile, Outcome>> {
  const all = (outcome: Outcome): ReadonlyMap<Profile, Outcome> =>
    new Map(profiles.map((profile) => [profile, outcome]));
  const demuxer = source.format && demuxerOf(source.format);
  const found = demuxer && (await probe(tools.ffprobe.file, source.file, demuxer, run.signal));
  if (found === 'too-slow')
    return all(refusal({ failed: 'stopped', reason: 'ffprobe did not answer in time' }));
  if (!found)
    return all(refuse('recording-undecodable', { reason: 'its data is damaged, cut off or protected' }));
  const problem = problemOf(found);
  if (problem !== undefined) return all(refuse('recording-too-large', { reason: problem }));
  const job: Job = { tools, source, demuxer, probe: found, run };
  const examined = await examine(job);
  if ('failed' in examined) return all(refusal(examined));
  return encodeAll(job, examined, profiles, formats);
}

function problemOf({ film, durationSeconds }: Probe): string | undefined {
  if (film && film.width * film.height > MAX_PIXELS)
    return `it is ${film.width} × ${film.height} pixels, more than ${MAX_PIXELS / 1e6} million`;
  if (film && Math.min(film.width, film.height) < 2) return 'its picture has no size';
  return durationSeconds > MAX_SECONDS ? `it says that it lasts over ${MAX_SECONDS / 3600} hours` : undefined;
}

async function encodeAll(
  job: Job,
  { kind: shown, gains }: Found,
  profiles: readonly Profile[],
  formats: readonly ExtraFormat[],
): Promise<ReadonlyMap<Profile, Outcome>> {
  const { run, probe: found, tools } = job;
  const kind = kindFor(shown, found.film !== undefined);
  const { extras, findings } = extrasFor(job, formats);
  const targets = profiles.flatMap((profile): Target[] =>
    [undefined, ...extras].map((format) => ({
      output: planOutput(found, recordingPreset(kind, profile), gains, format),
      file: join(run.scratch, `${profile}-${format ?? 'main'}`),
    })),
  );
  const still = found.film && stillOf(found, targets, run.scratch);
  const end = await runFfmpeg({
    ...runOf(job, 2 + 8 * targets.length),
    ...encodingOptions(found, targets, still, found.film?.interlaced ?? false),
    onShare: (share) => run.onShare?.(ANALYSIS_SHARE + share * (1 - ANALYSIS_SHARE)),
  });
  if ('failed' in end) return new Map(profiles.map((profile) => [profile, refusal(end)]));

  const outcomes = new Map<Profile, Outcome>();
  for (const profile of profiles) {
    const forms: Encoded[] = [];
    for (const target of targets.filter(({ output }) => output.preset.profile === profile)) {
      const form = await formOf(tools, target, run.signal);
      if (!form) break;
      // A newer format that saves nothing is not worth its place.
      const main = forms[0];
      if (main && statSync(target.file).size > 0.9 * statSync(fileOf(main)).size) continue;
      forms.push(main ? form : await smaller(job, target.output.preset, form));
    }
    if (forms.length === 0) {
      const reason = 'nothing that can be played came out of it';
      outcomes.set(profile, { ...refuse('recording-undecodable', { reason }), fleeting: true });
      continue;
    }
    const poster = still && (await encodePoster(still.file, profile));
    outcomes.set(profile, { forms: poster ? [...forms, poster] : forms, findings });
  }
  return outcomes;
}

/** The newer formats that this recording can come in, and what of those that are wished for ffmpeg cannot write. */
function extrasFor(
  { probe: { film }, tools }: Job,
  formats: readonly ExtraFormat[],
): { extras: ExtraFormat[]; findings: Finding[] } {
  const extras: ExtraFormat[] = [];
  const findings: Finding[] = [];
  for (const format of formats) {
    if (format === 'avif' || (format === 'opus') === (film !== undefined)) continue;
    const encoder = EXTRA_ENCODERS[format].find((name) => !tools.encoders.has(name));
    if (encoder === undefined) extras.push(format);
    else findings.push({ code: 'recording-format-missing', params: { format, encoder } });
  }
  return { extras, findings };
}

/** The encoded form, or the recording's own streams where those are no larger and play everywhere. */
async function smaller(job: Job, preset: RecordingPreset, encoded: Encoded): Promise<Encoded> {
  const { source, run, probe: found, tools } = job;
  const container = copyContainer(found, preset);
  if (!container || statSync(fileOf(encoded)).size < source.size) return encoded;
  const file = join(run.scratch, `${preset.profile}-copy`);
  const outputs = [copyOptions(found, container, file)];
  const end = await runFfmpeg({ ...runOf(job, 2), filters: [], outputs });
  const plan = planOutput(found, preset, { mono: 0, stereo: 0 });
  const codec: 'mp3' | 'aac' = container === 'mp3' ? 'mp3' : 'aac';
  const sound = plan.sound && { ...plan.sound, codec };
  const copied =
    'failed' in end ? undefined : await formOf(tools, { output: { ...plan, sound }, file }, run.signal);
  return copied && statSync(file).size < statSync(fileOf(encoded)).size ? copied : encoded;
}

function fileOf({ content }: Encoded): string {
  return 'file' in content ? content.file : '';
}

function stillOf(
  { film, durationSeconds }: Probe,
  targets: readonly Target[],
  scratch: string,
): Still | undefined {
  if (!film) return undefined;
  const width = Math.min(film.width, posterWidth(targets.map(({ output }) => output.picture?.width ?? 0)));
  return {
    atSeconds: Math.min(STILL_AT_MOST, Math.floor(durationSeconds * STILL_AT * 10) / 10),
    width: 2 * Math.round(width / 2),
    height: 2 * Math.max(1, Math.round((width * film.height) / film.width / 2)),
    file: join(scratch, 'still.png'),
  };
}

function refusal({ failed, reason }: Failed): Outcome {
  if (failed === 'refused') return refuse('recording-undecodable', { reason });
  return { ...refuse('recording-too-slow', { reason }), fleeting: true };
}
