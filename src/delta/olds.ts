import type { Entry } from '../bundle/manifest.ts';
import { shortDigest } from '../digest.ts';
import type { Contents } from './contents.ts';
import { isText, newTexts } from './plan.ts';
import { textMax } from './text-codec.ts';

// Shorter pieces (tags, blanks, brackets) are everywhere and tell nothing.
const MIN_PIECE = 24;
/** Pieces of base that are remembered at most: 100 MB. */
const MAX_PIECES = 1 << 21;
const MIN_VOTES = 3;
const SHARED = -1;

/**
 * For each text of target whose path base does not have, the place of the entry of base that is most like it: the one
 * whose path differs by the digest in it alone, else the one with the most pieces in common that no other entry of base has.
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
  const owners = pieceOwners(base);
  for (const entry of nameless) {
    const votes = new Map<number, number>();
    for (const piece of piecesOf(target.read(entry, textMax))) {
      const owner = owners.get(piece);
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

/** The place of the one text of base that has a piece, by the piece's hash. */
function pieceOwners(base: Contents): Map<number, number> {
  const owners = new Map<number, number>();
  for (const [place, entry] of base.manifest.entries.entries()) {
    if (!isText(entry)) continue;
    if (owners.size > MAX_PIECES) break;
    for (const piece of piecesOf(base.read(entry, textMax))) {
      const owner = owners.get(piece) ?? place;
      owners.set(piece, owner === place ? place : SHARED);
    }
  }
  return owners;
}

/**
 * The hashes (FNV-1a) of the longer pieces of a text: its lines, and within them, since search indexes and data are one line, about
 * each 128 bytes, cut where the last four bytes say so and thus alike in every text. A collision costs bytes of a delta at worst.
 */
function* piecesOf(text: Uint8Array): Generator<number> {
  let hash = 0x811c9dc5;
  let start = 0;
  let last4 = 0;
  for (let i = 0; i <= text.length; i++) {
    const byte = text[i] ?? 0x0a;
    const longEnough = i - start >= MIN_PIECE;
    const cut = longEnough && Math.imul(last4, 0x9e3779b1) >>> 25 === 0;
    if (byte !== 0x0a && !cut) hash = Math.imul(hash ^ byte, 0x01000193);
    else {
      if (longEnough) yield hash;
      hash = 0x811c9dc5;
      start = i + 1;
    }
    last4 = (last4 << 8) | byte;
  }
}
