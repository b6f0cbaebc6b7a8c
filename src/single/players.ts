import { posix } from 'node:path';
import type { Carried } from './carried.ts';
import { changeTags, tagHtml, type Tag } from './tags.ts';

// As src/compile/player.ts and fill.ts write it.
const PLAYER = /<(video|audio)\b(?:[^<>"]|"[^"]*")*>((?:<(?:source|track)\b(?:[^<>"]|"[^"]*")*>)*)<\/\1>/g;

/** Players with one recording each, the one that every browser plays; in place of one that is too large a note, and its still. */
export function trimPlayers(html: string, carried: Carried): string {
  return html.replace(PLAYER, (all, media: string, inner: string) => {
    const main = recordingsIn(inner, carried).at(-1);
    if (main === undefined) return all;
    // Those before it are other forms of the same.
    if (carried.hasRoom(main)) return all.replace(/<source\b(?:[^<>"]|"[^"]*")*>(?=.*<source\b)/gs, '');
    return stillOf(all, media, main, carried);
  });
}

function recordingsIn(inner: string, carried: Carried): string[] {
  const found: string[] = [];
  changeTags(inner, ({ name, attributes }) => {
    const path = carried.entryAt(attributes.get('src'));
    if (name === 'source' && carried.isThere(path)) found.push(path);
    return undefined;
  });
  return found;
}

function stillOf(player: string, media: string, recording: string, carried: Carried): string {
  let shown = '';
  changeTags(player, ({ name, attributes }) => {
    if (name !== media) return undefined;
    const label = attributes.get('aria-label') ?? '';
    const poster = attributes.get('poster');
    const still: Tag = {
      name: 'img',
      attributes: new Map([
        ['src', poster],
        ['alt', label],
      ]),
    };
    shown = `${poster === undefined ? '' : tagHtml(still)}${carried.leftNote(recording, label || posix.basename(recording))}`;
    return undefined;
  });
  return shown;
}
