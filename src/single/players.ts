import { posix } from 'node:path';
import type { Carried } from './carried.ts';
import { changeTags } from './tags.ts';

// A player as src/compile/player.ts and fill.ts write it, and what paper shows of it.
const PLAYER =
  /(<(video|audio)\b(?:[^<>"]|"[^"]*")*>(?:<(?:source|track)\b(?:[^<>"]|"[^"]*")*>)*<\/\2>)(<img class="still"(?:[^<>"]|"[^"]*")*>)?/g;

/** Players with one recording each, the one that every browser plays; in place of one that is too large its still, and a note. */
export function trimPlayers(html: string, carried: Carried): string {
  return html.replace(PLAYER, (all, player: string, _media: string, still: string | undefined) => {
    const { label, recordings } = partsOf(player, carried);
    const main = recordings.at(-1);
    if (main === undefined) return all;
    // Those before it are other forms of the same.
    if (carried.hasRoom(main)) return all.replace(/<source\b(?:[^<>"]|"[^"]*")*>(?=.*<source\b)/gs, '');
    const shown = still?.replace(' class="still"', '') ?? '';
    return `${shown}${carried.leftNote(main, label || posix.basename(main))}`;
  });
}

function partsOf(player: string, carried: Carried): { label: string; recordings: string[] } {
  let label = '';
  const recordings: string[] = [];
  changeTags(player, ({ name, attributes }) => {
    label ||= attributes.get('aria-label') ?? '';
    const path = carried.entryAt(attributes.get('src'));
    if (name === 'source' && carried.isThere(path)) recordings.push(path);
    return undefined;
  });
  return { label, recordings };
}
