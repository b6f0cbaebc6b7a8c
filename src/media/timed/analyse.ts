import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loudnessIn, measuring, type Loudness } from './loudness.ts';
import type { RecordingKind } from './presets.ts';
import type { Probe } from './probe.ts';

// One pass finds out what a recording is, and how loud: a thumbnail of the frames that stand for themselves, at most one a
// second, and its sound at telephone quality are enough to tell speech from music and a recorded screen from a film.

/** Seconds of a recording that are looked at to tell its kind. */
export const LOOKED_AT = 600;
const [WIDTH, HEIGHT] = [64, 36];
const PIXELS = WIDTH * HEIGHT;
export const SAMPLE_RATE = 8000;

/** Other frames need not be decoded to be looked at. */
export const ANALYSED_FRAMES = ['-skip_frame', 'nokey'];

/** Options of the analysing run: its outputs are files in `scratch` and what ffmpeg says at its end. */
export function analysisOptions(
  { film, sound }: Probe,
  scratch: string,
): { filters: string[]; options: string[][] } {
  const filters: string[] = [];
  const options: string[][] = [];
  if (sound) {
    const measured = measuring('[measured]', sound.channels, { mono: 0, stereo: 0 });
    filters.push(`[0:${sound.index}]asplit=2[heard][measured]`, ...measured.filters);
    const tone = ['-t', String(LOOKED_AT), '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le'];
    options.push(['-map', '[heard]', ...tone, join(scratch, 'tone')], ...measured.outputs);
  }
  if (film) {
    const seconds = 'select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,1)';
    const thumbs = `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray,settb=1/25,setpts=N`;
    filters.push(`[0:${film.index}]${seconds},${thumbs}[thumbs]`);
    options.push([
      '-map',
      '[thumbs]',
      '-r',
      '25',
      '-frames:v',
      String(LOOKED_AT),
      '-f',
      'rawvideo',
      join(scratch, 'thumbs'),
    ]);
  }
  return { filters, options };
}

/** What the analysing run found. */
export interface Analysis {
  readonly kind: RecordingKind;
  /** Of its first {@link LOOKED_AT} seconds, at {@link SAMPLE_RATE}. */
  readonly tone: Int16Array;
  readonly mono: Loudness | undefined;
  readonly stereo: Loudness | undefined;
}

/** Reads what the analysing run left in `scratch` and said on its standard error. */
export function readAnalysis({ film, sound }: Probe, scratch: string, said: string): Analysis {
  const bytesOf = (name: string): Buffer => {
    const file = join(scratch, name);
    return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  };
  const heard = bytesOf('tone');
  const tone = new Int16Array(heard.buffer.slice(heard.byteOffset, heard.byteOffset + (heard.length & ~1)));
  const speech = sound !== undefined && isSpeech(tone);
  const [mono, stereo] = loudnessIn(said);
  const kind = film ? filmKind(bytesOf('thumbs'), speech) : speech ? 'speech' : 'music';
  return { kind, tone, mono, stereo };
}

/** Shares of windows of a second that are mostly near silence: speech pauses, music hardly (Lu, Zhang and Jiang 2002: LSTER). */
const PAUSING = 0.5;
const SPEECH_PAUSES = 0.15;

/**
 * Whether a tone (of one channel, at {@link SAMPLE_RATE}) is speech: the share of frames of 25 ms with less than half the energy
 * of the second they lie in, over all seconds that are no silence.
 */
export function isSpeech(samples: Int16Array): boolean {
  const frame = SAMPLE_RATE / 40;
  const energies: number[] = [];
  for (let at = 0; at + frame <= samples.length; at += frame) {
    let sum = 0;
    for (let n = at; n < at + frame; n++) sum += (samples[n] ?? 0) ** 2;
    energies.push(sum / frame);
  }
  const loudest = energies.reduce((most, energy) => Math.max(most, energy), 0);
  let [low, counted] = [0, 0];
  for (let at = 0; at + 40 <= energies.length; at += 40) {
    const second = energies.slice(at, at + 40);
    const mean = second.reduce((sum, energy) => sum + energy, 0) / 40;
    if (mean < loudest / 10_000) continue;
    counted += 40;
    low += second.filter((energy) => Math.sqrt(energy) < PAUSING * Math.sqrt(mean)).length;
  }
  return counted > 0 && low / counted >= SPEECH_PAUSES;
}

/** A pixel that differs by more than this, of 256, is another. */
const OTHER = 12;
/** Of a recorded screen, this share of thumbnails is hardly other than the one before. */
const STILL_SECONDS = 0.5;
/** Of a face before a wall, this share of pixels moves at most. */
const CALM = 0.25;

/** What a film is by its thumbnails. */
function filmKind(thumbs: Buffer, speech: boolean): RecordingKind {
  const frames = Math.floor(thumbs.length / PIXELS);
  const changes: number[] = [];
  for (let n = 1; n < frames; n++) {
    let other = 0;
    for (let i = 0; i < PIXELS; i++)
      if (Math.abs((thumbs[n * PIXELS + i] ?? 0) - (thumbs[(n - 1) * PIXELS + i] ?? 0)) > OTHER) other++;
    changes.push(other / PIXELS);
  }
  if (changes.length === 0) return 'film';
  const still = changes.filter((change) => change < 0.005).length / changes.length;
  const flat = isFlat(thumbs.subarray(0, PIXELS * frames));
  if (still >= STILL_SECONDS && flat) return 'screencast';
  if (flat) return 'animation';
  const middle = changes.sort((a, b) => a - b)[changes.length >> 1] ?? 1;
  return speech && middle < CALM ? 'talking-head' : 'film';
}

/** Whether most neighbours are alike, as in what was drawn and not filmed. */
function isFlat(thumbs: Buffer): boolean {
  let [same, all] = [0, 0];
  for (let at = 1; at < thumbs.length; at++) {
    if (at % WIDTH === 0) continue;
    all++;
    if (thumbs[at] === thumbs[at - 1]) same++;
  }
  return all > 0 && same / all > 0.5;
}
