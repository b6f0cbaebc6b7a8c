import type { Renditions } from '../media/renditions.ts';

/** Presets of recordings in which people mainly speak. */
const SPEECH = /^(?:speech|talking-head|screencast)-/;

/** Tells of a file of the source whether it is a recording of speech, as far as its renditions show. */
export function speechIn({ renditions }: Pick<Renditions, 'renditions'>): (file: string) => boolean {
  const speech = new Set<string>();
  for (const made of renditions.values())
    for (const [file, forms] of made)
      if (forms.some(({ preset }) => preset !== undefined && SPEECH.test(preset.id))) speech.add(file);
  return (file) => speech.has(file);
}
