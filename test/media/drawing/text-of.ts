import type { Encoded } from '../../../src/media/outcome.ts';

/** The text of the main rendition; empty where there is none. */
export function textOf([main]: readonly Encoded[]): string {
  return main && !('file' in main.content) ? Buffer.from(main.content).toString('utf8') : '';
}
