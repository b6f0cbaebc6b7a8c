import type { EncodingRun, SourceFile } from '../medium.ts';
import type { FfmpegEnd, FfmpegRun } from './ffmpeg.ts';
import { inputOptions } from './input.ts';
import type { Probe } from './probe.ts';
import type { Tools } from './tools.ts';

/** A recording on its way. */
export interface Job {
  readonly tools: Tools;
  readonly source: SourceFile;
  readonly demuxer: string;
  readonly probe: Probe;
  readonly run: EncodingRun;
}

/** A run of ffmpeg that did not do it. */
export type Failed = Extract<FfmpegEnd, { failed: unknown }>;

/** Where no clock counts frames, as in GIFs. */
const UNKNOWN_SECONDS = 600;

/** A run over the whole recording, which may take `pace` times its duration. */
export function runOf(
  { tools, source, demuxer, probe: found, run }: Job,
  pace: number,
): Omit<FfmpegRun, 'filters' | 'outputs'> {
  const durationSeconds = found.durationSeconds;
  return {
    ffmpeg: tools.ffmpeg.file,
    file: source.file,
    inputOptions: inputOptions(demuxer),
    durationSeconds,
    limitSeconds: run.limitSeconds ?? 60 + pace * (durationSeconds > 0 ? durationSeconds : UNKNOWN_SECONDS),
    signal: run.signal,
  };
}
