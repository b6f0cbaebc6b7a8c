import { readFileSync, statSync } from 'node:fs';
import type { Medium } from '../medium.ts';
import { captionsPreset, encodeCaptions, MAX_CAPTIONS_SIZE, readRendition } from './encode.ts';

/** Captions: WebVTT, the same for every profile. */
export const captionsMedium: Medium = {
  name: 'captions',
  streamed: false,
  extrasOf: () => [],
  roleOf: ({ id, version }) =>
    id === captionsPreset.id && version === captionsPreset.version ? 'main' : undefined,
  inputs: () => Promise.resolve({ preset: captionsPreset }),
  encode: ({ bytes }, profiles) => {
    const outcome = encodeCaptions(bytes());
    return Promise.resolve(new Map(profiles.map((profile) => [profile, outcome])));
  },
  recognise: ({ mediaType }, file) => {
    const isCaptions =
      mediaType === 'text/vtt' &&
      statSync(file).size <= 2 * MAX_CAPTIONS_SIZE &&
      readRendition(readFileSync(file)) !== undefined;
    return Promise.resolve(isCaptions ? { mediaType, extension: 'vtt' } : undefined);
  },
  // What was left out of the source.
  examine: ({ bytes }) => Promise.resolve(encodeCaptions(bytes()).findings),
};
