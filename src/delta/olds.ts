import type { Entry } from '../bundle/manifest.ts';
import { shortDigest } from '../digest.ts';
import type { Contents } from './contents.ts';
import { isText, newTexts } from './plan.ts';
import { textMax } from './text-codec.ts';

// Shorter lines (tags, blanks, brackets) are everywhere and tell nothing.
const MIN_LINE = 24;
/** Lines of base that are remembered at most: 100 MB. */
const MAX_LINES = 1 << 21;
const MIN_VOTES = 3;
const SHARED = -1;

/**
 * For each text of target whose path base does not have, the place of the entry of base that is most like it: the one
 * whose path differs by the digest in it alone, else the one with the most lines in common that no other entry of base has.
 */
export function likeliestOlds(base: Contents, target: Contents): Map<string, number> {
  const found = new Map<string, number>();
  const texts = newTexts(base.manifest, target.manifest);
  const names = uniqueNames(base);
  const nameless = texts.filter((entry) => {
    const place = names.get(nameOf(entry));
    if (place !== undefined && place !== SHARED) found.set(entry.path, place);
    return !found.has(entry.path);
  });
  if (nameless.length === 0) return found;
  const owners = lineOwners(base);
  for (const entry of nameless) {
    const votes = new Map<number, number>();
    for (const line of linesOf(target.read(entry, textMax))) {
      const owner = owners.get(line);
      if (owner !== undefined && owner !== SHARED) votes.set(owner, (votes.get(owner) ?? 0) + 1);
    }
    const [best] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (best && best[1] >= MIN_VOTES) found.set(entry.path, best[0]);
  }
  return found;
}

function nameOf({ path, digest }: Entry): string {
  return path.replace(shortDigest(digest, 12), '*');
}

/** Places of texts of base by their paths without the digest. */
function uniqueNames(base: Contents): Map<string, number> {
  const names = new Map<string, number>();
  base.manifest.entries.forEach((entry, i) => {
    if (isText(entry)) names.set(nameOf(entry), names.has(nameOf(entry)) ? SHARED : i);
  });
  return names;
}

/** The place of the one text of base that has a line, by the line's hash. */
function lineOwners(base: Contents): Map<number, number> {
  const owners = new Map<number, number>();
  for (const [place, entry] of base.manifest.entries.entries()) {
    if (!isText(entry)) continue;
    if (owners.size > MAX_LINES) break;
    for (const line of linesOf(base.read(entry, textMax))) {
      const owner = owners.get(line) ?? place;
      owners.set(line, owner === place ? place : SHARED);
    }
  }
  return owners;
}

/** The hashes (FNV-1a) of the longer lines of a text. A collision costs bytes of a delta at worst. */
function* linesOf(text: Uint8Array): Generator<number> {
  let hash = 0x811c9dc5;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const byte = text[i];
    if (byte !== undefined && byte !== 0x0a) hash = Math.imul(hash ^ byte, 0x01000193);
    else {
      if (i - start >= MIN_LINE) yield hash;
      hash = 0x811c9dc5;
      start = i + 1;
    }
  }
}
