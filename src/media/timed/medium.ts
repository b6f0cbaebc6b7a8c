import { headOf } from '../head.ts';
import type { Medium, SourceFile } from '../medium.ts';
import type { Finding, Role } from '../outcome.ts';
import { sharpBuilds } from '../picture/sharp.ts';
import type { ExtraFormat, PresetId, Profile } from '../preset.ts';
import { sniff } from '../sniff.ts';
import {
  EXTRA_ENCODERS,
  isHeard,
  kindFor,
  posterPreset,
  recordingKinds,
  recordingKindSaid,
  recordingPreset,
} from './presets.ts';
import type { Tools } from './tools.ts';

/** Sound and film, encoded with ffmpeg; where that is missing, `tools` says why. */
export function recordingMedium(tools: Tools | Finding, formats: readonly ExtraFormat[]): Medium {
  const extras = formats.filter((format) => format !== 'avif');
  return {
    name: 'recording',
    streamed: true,
    extrasOf: ({ id }) => {
      const heard = recordingKinds.some((kind) => isHeard(kind) && id.startsWith(`${kind}-`));
      return extras.filter((format) => (format === 'opus') === heard);
    },
    ...('code' in tools && { lacking: tools }),
    roleOf: (preset, profile, source) => {
      const role = recordingRole(preset, profile, source);
      return role === 'extra' && !extras.some((format) => preset.id.endsWith(`-${format}`))
        ? undefined
        : role;
    },
    inputs: async (profile) => ({
      ...('code' in tools
        ? { lacking: true }
        : { ffmpeg: tools.ffmpeg.version, ffprobe: tools.ffprobe.version, sharp: await sharpBuilds() }),
      presets: recordingKinds.map((kind) => recordingPreset(kind, profile)),
      poster: posterPreset(profile),
      extras,
      ...missingIn(tools, extras),
    }),
    encode: async (source, profiles, run) =>
      'code' in tools
        ? new Map()
        : (await import('./encode.ts')).encodeRecording(tools, source, profiles, extras, run),
    recognise: ({ mediaType, width, height, durationSeconds }, file) => {
      const format = sniff(headOf(file));
      // The manifest says what ffprobe said then: without it, pages would not be the same on a machine that has none.
      const isKnown = format !== undefined && mediaType.startsWith(format.mediaType.replace(/\/.*/, '/'));
      return Promise.resolve(
        isKnown
          ? {
              mediaType,
              extension: format.extension,
              ...(width !== undefined && height !== undefined && { width, height }),
              ...(durationSeconds !== undefined && { durationSeconds }),
            }
          : undefined,
      );
    },
  };
}

/** Which of the wished for formats this ffmpeg cannot write: another build of the same version may. */
function missingIn(
  tools: Tools | Finding,
  formats: readonly Exclude<ExtraFormat, 'avif'>[],
): { missing?: readonly ExtraFormat[] } {
  if ('code' in tools) return {};
  const missing = formats.filter((format) =>
    EXTRA_ENCODERS[format].some((name) => !tools.encoders.has(name)),
  );
  return missing.length === 0 ? {} : { missing };
}

/** What a published rendition of a recording is for in a bundle of `profile`; `source` is what its author now says of it. */
export function recordingRole(
  { id, version }: PresetId,
  profile: Profile,
  source?: Pick<SourceFile, 'kind' | 'format'>,
): Role | undefined {
  const said = recordingKindSaid(source?.kind, source?.format);
  const poster = posterPreset(profile);
  if (id === poster.id && version === poster.version) return 'poster';
  for (const kind of recordingKinds) {
    if (said !== undefined && kindFor(said, !isHeard(kind)) !== kind) continue;
    const preset = recordingPreset(kind, profile);
    if (version !== preset.version) continue;
    if (id === preset.id) return 'main';
    if (id.startsWith(`${preset.id}-`)) return 'extra';
  }
  return undefined;
}
