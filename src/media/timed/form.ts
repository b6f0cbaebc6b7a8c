import type { Encoded } from '../outcome.ts';
import type { Target } from './command.ts';
import type { PlannedOutput } from './plan.ts';
import type { RecordingPreset } from './presets.ts';
import { probe, type Probe } from './probe.ts';
import type { Tools } from './tools.ts';

/** A rendition that was written, as far as ffprobe reads back what was planned: undefined where it does not. */
export async function formOf(
  { ffprobe }: Tools,
  { output, file }: Target,
  signal?: AbortSignal,
): Promise<Encoded | undefined> {
  const { demuxer, mediaType, extension } = containerOf(output);
  const found = await probe(ffprobe.file, file, demuxer, signal);
  if (
    !found ||
    found === 'too-slow' ||
    Boolean(found.film) !== Boolean(output.picture) ||
    Boolean(found.sound) !== Boolean(output.sound)
  )
    return undefined;
  const { preset, format } = output;
  return {
    role: format === undefined ? 'main' : 'extra',
    mediaType,
    extension,
    preset: { id: format === undefined ? preset.id : `${preset.id}-${format}`, version: preset.version },
    ...(found.film && { width: found.film.width, height: found.film.height }),
    durationSeconds: Math.round(found.durationSeconds * 100) / 100,
    content: { file },
  };
}

interface Container {
  readonly demuxer: string;
  readonly mediaType: string;
  readonly extension: string;
}

function containerOf({ picture, sound, format }: PlannedOutput): Container {
  const opus = sound ? ', opus' : '';
  switch (format) {
    case 'vp9':
      return { demuxer: 'matroska', mediaType: `video/webm; codecs="vp9${opus}"`, extension: 'webm' };
    case 'av1':
      return {
        demuxer: 'matroska',
        mediaType: `video/webm; codecs="av01.0.05M.08${opus}"`,
        extension: 'webm',
      };
    case 'opus':
      return { demuxer: 'ogg', mediaType: 'audio/ogg; codecs=opus', extension: 'opus' };
    default:
      if (picture) return { demuxer: 'mov', mediaType: 'video/mp4', extension: 'mp4' };
      return sound?.codec === 'mp3'
        ? { demuxer: 'mp3', mediaType: 'audio/mpeg', extension: 'mp3' }
        : { demuxer: 'mov', mediaType: 'audio/mp4', extension: 'm4a' };
  }
}

/** Whether a recording's own streams play on every device and fit the preset: then they can be carried as they are. */
export function copyContainer(
  { film, sound }: Probe,
  preset: RecordingPreset,
): 'mp4' | 'ipod' | 'mp3' | undefined {
  if (film) {
    const plain =
      film.codec === 'h264' &&
      /^yuvj?420p$/.test(film.pixelFormat) &&
      /^(?:Constrained Baseline|Baseline|Main|High)$/.test(film.h264Profile);
    if (!plain || !preset.film || Math.min(film.width, film.height) > preset.film.height) return undefined;
  }
  // What has to be made louder cannot stay as it is.
  if (sound && (sound.channels > 2 || preset.sound?.normalised)) return undefined;
  if (!film && sound?.codec === 'mp3') return 'mp3';
  if (sound && sound.codec !== 'aac') return undefined;
  return film ? 'mp4' : 'ipod';
}
