import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inputOptions } from './input.ts';

/** What a recording is, as far as it decides how it is encoded. All numbers are those of a hostile file: bounded, never trusted. */
export interface Probe {
  readonly durationSeconds: number;
  readonly film?: {
    readonly index: number;
    readonly codec: string;
    /** Upright, with square pixels. */
    readonly width: number;
    readonly height: number;
    readonly framesPerSecond: number;
    readonly pixelFormat: string;
    readonly bitrateKbps: number | undefined;
    readonly h264Profile: string;
    readonly interlaced: boolean;
  };
  readonly sound?: {
    readonly index: number;
    readonly codec: string;
    readonly channels: number;
    readonly sampleRateHz: number;
    readonly bitrateKbps: number | undefined;
  };
}

const PROBE_SECONDS = 20;
const MAX_OUTPUT = 1 << 20;

/** Asks ffprobe. Undefined when it cannot make anything of the file. */
export async function probe(
  ffprobe: string,
  file: string,
  demuxer: string,
  signal?: AbortSignal,
): Promise<Probe | 'too-slow' | undefined> {
  const args = [
    '-v',
    'error',
    ...inputOptions(demuxer),
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    file,
  ];
  try {
    const { stdout } = await promisify(execFile)(ffprobe, args, {
      timeout: PROBE_SECONDS * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
      ...(signal && { signal }),
    });
    return readProbe(JSON.parse(stdout));
  } catch (error) {
    signal?.throwIfAborted();
    // Ended by its time limit or from outside: nothing that the file is to blame for.
    if ((error as { signal?: string | null }).signal === 'SIGKILL') return 'too-slow';
    if (error instanceof SyntaxError || 'code' in (error as object)) return undefined;
    throw error;
  }
}

/** Picks the first film and the first sound out of what ffprobe says. A cover picture is no film. */
export function readProbe(said: unknown): Probe | undefined {
  const { streams, format } = record(said);
  const all = Array.isArray(streams) ? streams.map(record) : [];
  const found = (type: string): Fields | undefined =>
    all.find((one) => one['codec_type'] === type && record(one['disposition'])['attached_pic'] !== 1);
  const [video, audio] = [found('video'), found('audio')];
  const durations = [record(format)['duration'], video?.['duration'], audio?.['duration']];
  const durationSeconds = durations.map(Number).find((value) => value > 0 && value < Infinity) ?? 0;
  if (!video && !audio) return undefined;
  return {
    durationSeconds,
    ...(video && { film: filmOf(video) }),
    ...(audio && { sound: soundOf(audio) }),
  };
}

function filmOf(stream: Fields): NonNullable<Probe['film']> {
  const [width, height] = [whole(stream['width']), whole(stream['height'])];
  const [x, y] = ratio(stream['sample_aspect_ratio'], ':');
  // Anamorphic pixels make a film wider than it is stored.
  const square = x > 0 && y > 0 && x / y > 0.1 && x / y < 10 ? Math.round((width * x) / y) : width;
  const turned = isTurned(stream);
  const rates = [stream['avg_frame_rate'], stream['r_frame_rate']].map((rate) => {
    const [n, d] = ratio(rate, '/');
    return d > 0 ? n / d : 0;
  });
  return {
    index: whole(stream['index']),
    codec: text(stream['codec_name']),
    width: turned ? height : square,
    height: turned ? square : height,
    framesPerSecond: rates.find((rate) => rate > 0 && rate <= 240) ?? 25,
    pixelFormat: text(stream['pix_fmt']),
    bitrateKbps: kilobits(stream['bit_rate']),
    h264Profile: text(stream['profile']),
    interlaced: /^[tb][tb]$/.test(text(stream['field_order'])),
  };
}

function soundOf(stream: Fields): NonNullable<Probe['sound']> {
  return {
    index: whole(stream['index']),
    codec: text(stream['codec_name']),
    channels: Math.max(1, whole(stream['channels'])),
    sampleRateHz: whole(stream['sample_rate']),
    bitrateKbps: kilobits(stream['bit_rate']),
  };
}

/** Phones write films as they lie and say how they were held: a tag until 2022, a display matrix since. */
function isTurned(stream: Fields): boolean {
  const matrices = Array.isArray(stream['side_data_list']) ? stream['side_data_list'].map(record) : [];
  const said = [record(stream['tags'])['rotate'], ...matrices.map((one) => one['rotation'])];
  return said.some((angle) => Math.abs(Number(angle)) % 180 === 90);
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function whole(value: unknown): number {
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}

function kilobits(value: unknown): number | undefined {
  const bits = whole(value);
  return bits > 0 ? bits / 1000 : undefined;
}

function ratio(value: unknown, sign: string): [number, number] {
  const [a, b] = text(value).split(sign).map(Number);
  return [a ?? 0, b ?? 0];
}
