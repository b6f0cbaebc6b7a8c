import { readFileSync } from 'node:fs';
import type { Medium } from '../medium.ts';
import type { Outcome } from '../outcome.ts';
import type { Profile } from '../preset.ts';
import { sniff } from '../sniff.ts';
import { encodePicture } from './encode.ts';
import { measurePicture } from './measure.ts';
import { picturePresets } from './presets.ts';
import { sharpBuilds } from './sharp.ts';

/** Pictures made of pixels. */
export const pictureMedium: Medium = {
  name: 'picture',
  streamed: false,
  extras: false,
  roleOf: ({ id, version }, profile) => {
    const preset = picturePresets[profile];
    return id === preset.id && version === preset.version ? 'main' : undefined;
  },
  inputs: async (profile) => ({ builds: await sharpBuilds(), preset: picturePresets[profile] }),
  encode: async ({ bytes }, profiles) => {
    const picture = bytes();
    const outcomes = new Map<Profile, Outcome>();
    for (const profile of profiles)
      outcomes.set(profile, await encodePicture(picture, picturePresets[profile]));
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
