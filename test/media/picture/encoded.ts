import type { Encoded, Outcome } from '../../../src/media/outcome.ts';

/** A rendition whose bytes are in memory, as those of pictures are. */
export type InMemory = Omit<Encoded, 'content' | 'width' | 'height'> & {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
};

/** The renditions of an outcome; none where it was refused. */
export function formsOf({ forms }: Outcome): InMemory[] {
  return forms.map(({ content, width, height, ...facts }) => {
    if (!(content instanceof Uint8Array)) throw new Error('a picture in a file');
    if (width === undefined || height === undefined) throw new Error('a picture without a size');
    return { ...facts, width, height, bytes: Buffer.from(content) };
  });
}

/** The main rendition; throws the reasons where there is none. */
export function mainOf(outcome: Outcome): InMemory {
  const [main] = formsOf(outcome);
  if (!main)
    throw new Error(outcome.findings.map(({ code, params }) => `${code} ${params['reason']}`).join());
  return main;
}
