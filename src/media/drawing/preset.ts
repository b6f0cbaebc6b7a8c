/** How SVG is cleaned: the same for every profile, since it has no pixels. */
export const vectorPreset = { id: 'vector', version: 2 } as const;
