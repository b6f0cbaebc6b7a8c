import type { ExtraFormat } from '../preset.ts';
import type { Gains } from './loudness.ts';
import type { FilmPreset, RecordingPreset, SoundPreset } from './presets.ts';
import type { Probe } from './probe.ts';

/** One film or sound as it will be written: what is known before a byte is encoded. */
export interface PlannedOutput {
  readonly preset: RecordingPreset;
  /** Undefined for the main rendition: H.264 and AAC in MP4. */
  readonly format: ExtraFormat | undefined;
  readonly picture: PlannedPicture | undefined;
  readonly sound: PlannedSound | undefined;
}

export interface PlannedPicture {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly bitrateKbps: number;
}

export interface PlannedSound {
  readonly codec: 'mp3' | 'aac' | 'opus';
  readonly channels: 1 | 2;
  readonly sampleRateHz: number;
  readonly bitrateKbps: number;
  /** Decibels; 0 leaves it as it is. */
  readonly gain: number;
}

const MIN_SOUND_KBPS = 16;
/** Opus sounds the same at two thirds of the bits. */
const OPUS_SHARE = 2 / 3;

/** What becomes of a recording under a preset: never larger, never of a higher bit rate, never of more channels than it is. */
export function planOutput(
  { film, sound }: Probe,
  preset: RecordingPreset,
  gains: Gains,
  format?: ExtraFormat,
): PlannedOutput {
  return {
    preset,
    format,
    picture: film && preset.film && planPicture(film, preset.film),
    sound: sound && preset.sound && planSound(sound, preset.sound, gains, format),
  };
}

function planPicture(film: NonNullable<Probe['film']>, preset: FilmPreset): PlannedPicture {
  // Of a film held upright the width counts: 240 lines of a phone's portrait would be 135 pixels wide.
  const lines = Math.min(film.width, film.height);
  const scale = Math.min(1, preset.height / lines);
  const even = (length: number): number => Math.max(2, 2 * Math.round((length * scale) / 2));
  return {
    width: even(film.width),
    height: even(film.height),
    framesPerSecond: slowed(film.framesPerSecond, preset.framesPerSecond),
    bitrateKbps: Math.min(preset.bitrateKbps, Math.ceil(film.bitrateKbps ?? Infinity)),
  };
}

/** A frame rate that leaves out whole frames: 30 becomes 15, not 25, which would stutter. */
function slowed(rate: number, most: number): number {
  const every = Math.ceil(rate / (most * 1.02));
  return Math.round((rate / every) * 1000) / 1000;
}

function planSound(
  sound: NonNullable<Probe['sound']>,
  preset: SoundPreset,
  gains: Gains,
  format: ExtraFormat | undefined,
): PlannedSound {
  const channels = sound.channels === 1 || preset.channels === 1 ? 1 : 2;
  const codec = format === undefined ? preset.codec : 'opus';
  // One channel needs some three fifths of what two do.
  const share = channels < preset.channels ? 0.6 : 1;
  const most = Math.round(Math.min(preset.bitrateKbps * share, Math.floor(sound.bitrateKbps ?? Infinity)));
  return {
    codec,
    channels,
    sampleRateHz: codec === 'opus' ? 48000 : Math.min(preset.sampleRateHz, nearestRate(sound.sampleRateHz)),
    bitrateKbps: Math.max(MIN_SOUND_KBPS, codec === 'opus' ? Math.round(most * OPUS_SHARE) : most),
    gain: preset.normalised ? gains[channels === 1 ? 'mono' : 'stereo'] : 0,
  };
}

/** ISO/IEC 14496-3 table 1.18: the sampling rates that AAC has. */
const RATES = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];

function nearestRate(rate: number): number {
  return RATES.find((one) => one >= rate) ?? 48000;
}
