import { readFileSync } from 'node:fs';
import type { Medium } from '../medium.ts';
import type { Outcome, Role } from '../outcome.ts';
import type { ExtraFormat, PresetId, Profile, Said } from '../preset.ts';
import { sniff } from '../sniff.ts';
import { encodePicture } from './encode.ts';
import { measurePicture } from './measure.ts';
import { movingKindSaid, pictureKinds, picturePreset, stillKindSaid } from './presets.ts';
import { sharpBuilds } from './sharp.ts';

/** Pictures made of pixels, also in the newer formats among `formats`. */
export function pictureMedium(formats: readonly ExtraFormat[]): Medium {
  const avif = formats.includes('avif');
  return {
    name: 'picture',
    streamed: false,
    // A moving picture has no other form.
    extrasOf: ({ id }) => (avif && !id.startsWith('moving-') ? ['avif'] : []),
    roleOf: (preset, profile, { kind }) => {
      const role = pictureRole(preset, profile, kind);
      return role === 'extra' && !avif ? undefined : role;
    },
    inputs: async (profile) => ({
      builds: await sharpBuilds(),
      presets: pictureKinds.map((kind) => picturePreset(kind, profile)),
      avif,
    }),
    encode: async ({ bytes, kind }, profiles) => {
      const picture = bytes();
      const outcomes = new Map<Profile, Outcome>();
      for (const profile of profiles)
        outcomes.set(profile, await encodePicture(picture, profile, kind, avif));
      return outcomes;
    },
    // Never loads sharp: a base with all pictures is built on without it.
    recognise: ({ mediaType }, file) => {
      const bytes = readFileSync(file);
      const format = sniff(bytes);
      const size = format?.kind === 'picture' ? measurePicture(bytes, format.mediaType) : undefined;
      const known = format?.mediaType === mediaType && size;
      return Promise.resolve(known ? { mediaType, extension: format.extension, ...size } : undefined);
    },
  };
}

/** What a published rendition of a picture is for in a bundle of `profile`; `said` is what is now said of it. */
export function pictureRole({ id, version }: PresetId, profile: Profile, said?: Said): Role | undefined {
  for (const kind of pictureKinds) {
    const author = kind.startsWith('moving-') ? movingKindSaid(said) : stillKindSaid(said);
    if (author !== undefined && author !== kind) continue;
    // A picture that has become more than a still is to be seen as large as others.
    if (kind === 'poster-picture' && said !== 'poster') continue;
    const preset = picturePreset(kind, profile);
    if (version !== preset.version) continue;
    if (id === preset.id) return 'main';
    if (id === `${preset.id}-narrow`) return 'narrow';
    if (id === `${preset.id}-avif`) return 'extra';
  }
  return undefined;
}
