import type { Format } from '../sniff.ts';

/** ffmpeg's demuxer for each kind of file that is opened at all, by the extension of its format. */
const DEMUXERS: Readonly<Record<string, string>> = {
  mp4: 'mov',
  mov: 'mov',
  m4a: 'mov',
  '3gp': 'mov',
  webm: 'matroska',
  mkv: 'matroska',
  avi: 'avi',
  flv: 'flv',
  wmv: 'asf',
  ts: 'mpegts',
  mpg: 'mpeg',
  m2v: 'mpegvideo',
  ac3: 'ac3',
  ogv: 'ogg',
  ogg: 'ogg',
  opus: 'ogg',
  mp3: 'mp3',
  aac: 'aac',
  wav: 'wav',
  aiff: 'aiff',
  flac: 'flac',
  amr: 'amr',
  gif: 'gif',
};

/** The demuxer for a format, by its bytes: none for playlists, descriptions of images and whatever else makes ffmpeg open other files. */
export function demuxerOf({ extension }: Format): string | undefined {
  return Object.hasOwn(DEMUXERS, extension) ? DEMUXERS[extension] : undefined;
}

/** What stands before each input: no demuxer but the one for its bytes, no protocol but files, no block of memory over 512 MiB. */
export function inputOptions(demuxer: string): string[] {
  return ['-max_alloc', String(512 * 1024 * 1024), '-protocol_whitelist', 'file', '-f', demuxer];
}
