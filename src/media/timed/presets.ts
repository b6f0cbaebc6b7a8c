import type { ExtraFormat, Kind, PresetId, Profile, Said } from '../preset.ts';
import type { Format } from '../sniff.ts';

/** Sound: MP3 or AAC-LC, which every device plays. MP4 films have AAC. */
export interface SoundPreset {
  readonly codec: 'mp3' | 'aac';
  readonly channels: 1 | 2;
  readonly sampleRateHz: number;
  /** The most that it takes, on average. */
  readonly bitrateKbps: number;
  /** Whether it is made as loud as all others (EBU R 128); the loudness of music alone is the musicians'. */
  readonly normalised: boolean;
}

/** Film: H.264 in 8-bit 4:2:0, which every device plays. */
export interface FilmPreset {
  /** Lines; films are made smaller, never larger. */
  readonly height: number;
  readonly framesPerSecond: number;
  /** x264's constant rate factor: higher is smaller. */
  readonly rateFactor: number;
  /** The most that its picture takes, over any two seconds. */
  readonly bitrateKbps: number;
  readonly h264Profile: 'baseline' | 'main' | 'high';
  readonly tune?: 'animation' | 'stillimage';
}

/** How recordings of one kind are encoded for one profile: a row of docs/presets.md. */
export interface RecordingPreset extends PresetId {
  readonly kind: RecordingKind;
  readonly profile: Profile;
  /** Absent for what is only heard. */
  readonly film?: FilmPreset;
  /** Absent for what is silent. */
  readonly sound?: SoundPreset;
}

export type RecordingKind = Extract<
  Kind,
  'speech' | 'music' | 'animation' | 'talking-head' | 'screencast' | 'film'
>;

export const recordingKinds = [
  'speech',
  'music',
  'talking-head',
  'screencast',
  'animation',
  'film',
] as const satisfies readonly RecordingKind[];

// LAME keeps to 24 kbit/s; ffmpeg's AAC takes 35 where it is told 24, and Opus is not everywhere.
const SPEECH: Readonly<Record<Profile, SoundPreset>> = {
  low: { codec: 'mp3', channels: 1, sampleRateHz: 22050, bitrateKbps: 24, normalised: true },
  standard: { codec: 'mp3', channels: 1, sampleRateHz: 32000, bitrateKbps: 40, normalised: true },
  high: { codec: 'mp3', channels: 2, sampleRateHz: 44100, bitrateKbps: 80, normalised: true },
};
const SPEECH_IN_FILM: Readonly<Record<Profile, SoundPreset>> = {
  low: { codec: 'aac', channels: 1, sampleRateHz: 24000, bitrateKbps: 32, normalised: true },
  standard: { codec: 'aac', channels: 1, sampleRateHz: 32000, bitrateKbps: 48, normalised: true },
  high: { codec: 'aac', channels: 2, sampleRateHz: 44100, bitrateKbps: 96, normalised: true },
};
const MUSIC: Readonly<Record<Profile, SoundPreset>> = {
  low: { codec: 'aac', channels: 2, sampleRateHz: 32000, bitrateKbps: 56, normalised: false },
  standard: { codec: 'aac', channels: 2, sampleRateHz: 44100, bitrateKbps: 96, normalised: false },
  high: { codec: 'aac', channels: 2, sampleRateHz: 44100, bitrateKbps: 128, normalised: false },
};
const FILM_SOUND: Readonly<Record<Profile, SoundPreset>> = {
  low: { ...MUSIC.low, normalised: true },
  standard: { ...MUSIC.standard, normalised: true },
  high: { ...MUSIC.high, normalised: true },
};

// Text on a recorded screen needs lines; a face does not. Baseline is what phones of 2012 decode in hardware.
const FILM: Readonly<
  Record<'talking-head' | 'screencast' | 'animation' | 'film', Readonly<Record<Profile, FilmPreset>>>
> = {
  'talking-head': {
    low: { height: 240, framesPerSecond: 15, rateFactor: 30, bitrateKbps: 100, h264Profile: 'baseline' },
    standard: { height: 360, framesPerSecond: 25, rateFactor: 27, bitrateKbps: 300, h264Profile: 'main' },
    high: { height: 720, framesPerSecond: 30, rateFactor: 25, bitrateKbps: 1100, h264Profile: 'high' },
  },
  screencast: {
    low: {
      height: 240,
      framesPerSecond: 10,
      rateFactor: 30,
      bitrateKbps: 120,
      h264Profile: 'baseline',
      tune: 'stillimage',
    },
    standard: {
      height: 480,
      framesPerSecond: 15,
      rateFactor: 27,
      bitrateKbps: 400,
      h264Profile: 'main',
      tune: 'stillimage',
    },
    high: {
      height: 720,
      framesPerSecond: 30,
      rateFactor: 25,
      bitrateKbps: 1200,
      h264Profile: 'high',
      tune: 'stillimage',
    },
  },
  animation: {
    low: {
      height: 240,
      framesPerSecond: 15,
      rateFactor: 30,
      bitrateKbps: 150,
      h264Profile: 'baseline',
      tune: 'animation',
    },
    standard: {
      height: 480,
      framesPerSecond: 25,
      rateFactor: 27,
      bitrateKbps: 500,
      h264Profile: 'main',
      tune: 'animation',
    },
    high: {
      height: 720,
      framesPerSecond: 30,
      rateFactor: 25,
      bitrateKbps: 1500,
      h264Profile: 'high',
      tune: 'animation',
    },
  },
  film: {
    low: { height: 240, framesPerSecond: 15, rateFactor: 31, bitrateKbps: 150, h264Profile: 'baseline' },
    standard: { height: 360, framesPerSecond: 25, rateFactor: 28, bitrateKbps: 450, h264Profile: 'main' },
    high: { height: 720, framesPerSecond: 30, rateFactor: 26, bitrateKbps: 1600, h264Profile: 'high' },
  },
};

/** Which sound goes with a kind: people speak in recordings of screens and of themselves. */
const SOUND: Readonly<Record<RecordingKind, Readonly<Record<Profile, SoundPreset>>>> = {
  speech: SPEECH,
  music: MUSIC,
  'talking-head': SPEECH_IN_FILM,
  screencast: SPEECH_IN_FILM,
  animation: FILM_SOUND,
  film: FILM_SOUND,
};

/** ffmpeg's encoders: what every recording needs, and what each newer format does. */
export const ENCODERS = ['libx264', 'aac', 'libmp3lame'];
export const EXTRA_ENCODERS: Readonly<Record<Exclude<ExtraFormat, 'avif'>, readonly string[]>> = {
  opus: ['libopus'],
  vp9: ['libvpx-vp9', 'libopus'],
  av1: ['libsvtav1', 'libopus'],
};

const VERSION = 1;

/** The row for a kind and a profile. */
export function recordingPreset(kind: RecordingKind, profile: Profile): RecordingPreset {
  const film = isHeard(kind) ? undefined : FILM[kind][profile];
  return {
    id: `${kind}-${profile}`,
    version: VERSION,
    kind,
    profile,
    ...(film && { film }),
    sound: SOUND[kind][profile],
  };
}

/** The still picture that stands for a film until it plays. */
export function posterPreset(profile: Profile): PresetId {
  return { id: `poster-${profile}`, version: 1 };
}

/** What an author's word says about a recording; undefined where it is to be found out. */
export function recordingKindSaid(
  said: Said | undefined,
  format: Format | undefined,
): RecordingKind | undefined {
  if (format?.extension === 'gif') return 'animation';
  return recordingKinds.find((one) => one === said);
}

/** The kind as far as there is a picture and sound for it: a film that is called speech is somebody who speaks. */
export function kindFor(kind: RecordingKind, isFilm: boolean): RecordingKind {
  const heard = isHeard(kind);
  if (isFilm) return heard ? (kind === 'speech' ? 'talking-head' : 'film') : kind;
  return heard ? kind : 'speech';
}

export function isHeard(kind: RecordingKind): kind is 'speech' | 'music' {
  return kind === 'speech' || kind === 'music';
}
