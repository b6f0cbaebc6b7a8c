import { readFileSync, statSync } from 'node:fs';
import type { Medium } from '../medium.ts';
import { installedVersion, packageRoot } from '../installed.ts';
import { encodeDrawing, MAX_DRAWING_SIZE, measureCleanDrawing } from './encode.ts';
import { vectorPreset } from './preset.ts';

/** Drawings: SVG, the same for every profile. */
export const drawingMedium: Medium = {
  name: 'drawing',
  streamed: false,
  extrasOf: () => [],
  roleOf: ({ id, version }) =>
    id === vectorPreset.id && version === vectorPreset.version ? 'main' : undefined,
  inputs: () => Promise.resolve({ svgo: installedVersion(packageRoot('svgo')), preset: vectorPreset }),
  encode: async ({ bytes }, profiles) => {
    const outcome = await encodeDrawing(bytes());
    return new Map(profiles.map((profile) => [profile, outcome]));
  },
  recognise: async ({ mediaType }, file) => {
    if (mediaType !== 'image/svg+xml' || statSync(file).size > MAX_DRAWING_SIZE) return undefined;
    const size = await measureCleanDrawing(readFileSync(file));
    return size && { mediaType, extension: 'svg', ...size };
  },
  // What was taken out of the source.
  examine: async ({ bytes }) => (await encodeDrawing(bytes())).findings,
};
