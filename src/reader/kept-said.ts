import { pack } from './pack.ts';

/** What is said where the store that all versions share is missing. */
export function keptSaid(kept: 'here' | 'not'): string {
  return pack.messages.progress[kept === 'here' ? 'keptHere' : 'keptNot'];
}
