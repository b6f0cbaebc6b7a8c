import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Asset } from '../../../src/media/asset.ts';
import { findTools, type Tools } from '../../../src/media/timed/tools.ts';

// Recordings that tests make out of nothing, with the ffmpeg that Satchel itself would take.

export async function tools(): Promise<Tools> {
  const found = await findTools();
  if ('code' in found) throw new Error(`${found.code} ${JSON.stringify(found.params)}`);
  return found;
}

/** Syllables and pauses, as in speech: dark noise that is let through for a third of a second and now and then for none. */
export const SPEECH =
  'aevalsrc=(random(0)-0.5)*0.2*lt(mod(t\\,0.45)\\,0.28)*lt(mod(t\\,2.7)\\,2.1):s=22050,lowpass=f=2000';
/** A chord that swells a little. */
export const MUSIC =
  'aevalsrc=(sin(440*PI*t)+sin(554*PI*t)+sin(660*PI*t))*0.1*(1+0.2*sin(2*PI*t))|(sin(440*PI*t)+sin(660*PI*t))*0.1:s=44100';
/** Something that moves all over. */
export const FILM = 'testsrc2=s=640x360:r=30';

/** Writes a recording of `seconds` from lavfi sources. */
export async function record(
  file: string,
  seconds: number,
  sources: readonly string[],
  options: readonly string[] = [],
): Promise<void> {
  const { ffmpeg } = await tools();
  const inputs = sources.flatMap((source) => ['-f', 'lavfi', '-i', source]);
  const args = ['-v', 'error', '-nostdin', '-y', ...inputs, '-t', String(seconds), ...options, file];
  execFileSync(ffmpeg.file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

export function assetAt(dir: string, path: string): Asset {
  const file = join(dir, path);
  return { path, file, size: statSync(file).size };
}

export interface Stream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly r_frame_rate: string;
  readonly avg_frame_rate: string;
  readonly channels?: number;
  readonly duration: string;
}

/** What ffprobe says of a file. */
export async function inspected(
  file: string,
): Promise<{ streams: Stream[]; durationSeconds: number; kbps: number }> {
  const { ffprobe } = await tools();
  const args = ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', file];
  const { streams, format } = JSON.parse(execFileSync(ffprobe.file, args, { encoding: 'utf8' })) as {
    streams: Stream[];
    format: { duration: string };
  };
  const durationSeconds = Number(format.duration);
  return { streams, durationSeconds, kbps: (statSync(file).size * 8) / 1000 / durationSeconds };
}

/** The seconds of frames at which playing can begin. */
export async function keyframes(file: string): Promise<number[]> {
  const { ffprobe } = await tools();
  const select = ['-select_streams', 'v', '-skip_frame', 'nokey', '-show_entries', 'frame=pkt_dts_time'];
  const said = execFileSync(ffprobe.file, ['-v', 'error', ...select, '-of', 'csv=p=0', file], {
    encoding: 'utf8',
  });
  return said
    .trim()
    .split(/\s+/)
    .map((line) => Number.parseFloat(line));
}

/** Integrated loudness in LUFS, as EBU R 128 measures it. */
export async function loudnessOf(file: string): Promise<number> {
  const { ffmpeg } = await tools();
  const args = ['-hide_banner', '-nostats', '-i', file, '-af', 'ebur128', '-f', 'null', '-'];
  const script = `"$@" 2>&1 >/dev/null`;
  const said = execFileSync('sh', ['-c', script, 'sh', ffmpeg.file, ...args], { encoding: 'utf8' });
  return Number(/\bI:\s+(-?[\d.]+) LUFS\s+Threshold/.exec(said)?.[1]);
}
