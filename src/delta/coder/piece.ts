// Coding a text, or a piece of one: segments are copied from the old version and from whatever else is known, and what is in
// neither is written out as literals up to the end of a segment.
import { codeAside, literalsLack } from './aside';
import { noteByte } from './context';
import { probability, setCounter, tell } from './counter';
import * as copy from './copy';
import { copyFound, find, followFound, found, foundLength, loseFound, supposeFound } from './found';
import * as old from './followed';
import { FLAGS, PIECE, WINDOW } from './layout';
import { codeByte } from './literal';
import { codeBit, exhausted } from './range';
import { noteReplacement, replacementOf } from './replaced';
import { closes, segmentLength } from './segment';
import { append, emptyWindow, endOfTextAt, indexAt, indexOld, position, unindexed } from './text';

/** Where a flag stands: what it costs depends on that. */
const END_WITH_OLD: i32 = 0;
const END_WITHOUT_OLD: i32 = 1;
const END_EARLY: i32 = 2;
const END_IN_CHANGE: i32 = 3;
/** And two more: for an old version without a last newline, and where there is none. */
const NEWLINE_ADDED: i32 = 4;

/** What the last segment of a piece may reach beyond its end. */
const ROOM: i32 = 255;
/** So few literals in a window are not worth an index of its old texts, unless that is made in no time. */
const INDEXED_FROM: i32 = 32;
const INDEXED_AT_ONCE: i32 = 1 << 20;
const FLAG_LIMIT: i32 = 1023;
/** Literals of one stream, when each is predicted: that takes a microsecond. */
const MODELLED_MAX: i32 = 1 << 22;
/** A match is copied from when it is this long: in a change, and where no old version helps. */
const COPIED_IN_CHANGE: i32 = 31;
const COPIED_IN_NEW: i32 = 15;
const LONG_IN_CHANGE: i32 = 400;
const LONG_IN_NEW: i32 = 31;

let modelled: bool = true;
let literals: i32 = 0;
let literalsBefore: i32 = 0;
/** Where the old version went on when literals began, and where it may go on behind what they replace. */
let before: i32 = -1;
let behind: i32 = -1;
/** Runs of literals since. */
let runs: i32 = 0;

export function startPieces(withModel: bool): void {
  modelled = withModel;
  setCounter(flagAt(END_WITH_OLD), 58982, 2);
  for (let where = END_WITHOUT_OLD; where <= NEWLINE_ADDED; where++) setCounter(flagAt(where), 66, 30);
  setCounter(flagAt(NEWLINE_ADDED + 1), 65470, 30);
  setCounter(flagAt(NEWLINE_ADDED + 2), 6554, 2);
}

/** A new window. */
export function startWindow(): void {
  emptyWindow();
  literalsBefore = literals;
}

export function literalCount(): i32 {
  return literals;
}

function flagAt(where: i32): usize {
  return FLAGS + ((<usize>where) << 2);
}

function codeFlag(where: i32, bit: i32): i32 {
  const at = flagAt(where);
  bit = codeBit(probability(at), bit);
  tell(at, bit, FLAG_LIMIT);
  return bit;
}

/** Codes whether the last newline is none of the text's own; `where`: 0, or 1 and 2 as told at NEWLINE_ADDED. */
export function codeNewlineAdded(where: i32, added: i32): i32 {
  return codeFlag(NEWLINE_ADDED + where, added);
}

/**
 * Codes one piece, whose source is set when encoding; its old version lies from `from` to `end`, and is expected to go on at
 * `at` (all −1: there is none). Returns false for a stream that cannot be.
 */
export function codePiece(from: i32, at: i32, end: i32): bool {
  const limit = position + PIECE + 1;
  if (limit + ROOM > WINDOW) return false;
  old.startFollowing(from, at, end);
  loseFound();
  copy.capRun();
  before = behind = at;
  runs = 0;
  while (position <= limit && !exhausted() && !(modelled ? literals > MODELLED_MAX : literalsLack())) {
    const sure = old.sure();
    const useful = old.followed >= 0 && !(sure && !old.following());
    if (!useful && codeFlag(old.followed < 0 ? END_WITHOUT_OLD : END_WITH_OLD, copy.sourceIsDone()))
      return true;
    if (useful ? (sure ? copyNext() : copyInChange()) : copyInNew()) continue;
    if (useful && codeFlag(sure ? END_EARLY : END_IN_CHANGE, copy.sourceIsDone())) return true;
    if (useful) skipSegment();
    if (sure && useful) old.changeHere();
    codeLiterals();
  }
  return false;
}

function copyNext(): bool {
  const at = old.followed;
  before = at;
  runs = 0;
  const n = copy.codeCopy(at, old.followedEnd, old.misses ? copy.FOLLOWS_CHANGE : copy.FOLLOWS);
  if (n == 0) return copyReplacement();
  old.followCopy(at + n, n, old.followedLength);
  copy.keepRun(true);
  return true;
}

/** Where the old version was just left: copies what replaced the same segment elsewhere. */
function copyReplacement(): bool {
  const replaced = copy.triedHash;
  const at = replacementOf(replaced);
  noteReplacement(replaced, position);
  if (at == 0) return false;
  supposeFound(at, COPIED_IN_CHANGE + 1);
  if (codeFound(copy.REPLACES) == 0) {
    loseFound();
    return false;
  }
  skipSegment();
  old.leave(behind, before);
  old.realign();
  return true;
}

/** After a change: copies what was found elsewhere, else what the old version has where it changed, or behind that. */
function copyInChange(): bool {
  if (foundLength > COPIED_IN_CHANGE) {
    const n = codeFound(copy.FOUND_IN_CHANGE + (foundLength > LONG_IN_CHANGE ? 1 : 0));
    if (n) {
      if (old.isWithin(found)) old.followCopy(found, n, 0);
      else {
        old.loseTrack(old.followed, before);
        old.realign();
      }
      return true;
    }
  }
  const kind = min(runs, 2);
  if (resume(before, copy.BEFORE_CHANGE + kind)) return true;
  if (behind != before && resume(behind, copy.BEHIND_CHANGE + kind)) return true;
  old.loseTrack(behind, before);
  return false;
}

function copyInNew(): bool {
  return (
    foundLength > COPIED_IN_NEW && codeFound(copy.FOUND_IN_NEW + (foundLength > LONG_IN_NEW ? 1 : 0)) > 0
  );
}

function resume(at: i32, kind: i32): bool {
  const n = at < old.followedEnd ? copy.codeCopy(at, old.followedEnd, kind) : 0;
  if (n == 0) return false;
  old.followCopy(at + n, n, 0);
  copy.keepRun(true);
  return true;
}

function codeFound(kind: i32): i32 {
  const end = endOfTextAt(found);
  const n = found < end ? copy.codeCopy(found, end, kind) : 0;
  if (n == 0) return 0;
  copyFound(n);
  copy.keepRun(false);
  return n;
}

/** What literals replace is thought to be as many segments as there are runs of them. */
function skipSegment(): void {
  if (runs++ == 0) behind = before;
  if (behind < old.followedEnd) behind += segmentLength(behind, old.followedEnd - behind);
}

/** Codes literals up to the end of a segment. */
function codeLiterals(): void {
  const from = position;
  copy.keepRun(false);
  old.startLiterals();
  if (literals > literalsBefore + INDEXED_FROM || unindexed() < INDEXED_AT_ONCE) indexOld();
  indexAt(from);
  for (let n = 1; ; n++) {
    const byte = modelled ? codeByte(copy.nextOfSource()) : codeAside(copy.nextOfSource());
    append(byte);
    noteByte(byte);
    old.follow(byte);
    followFound(byte);
    find();
    indexAt(position);
    old.adopt(found, foundLength);
    if (closes(n, byte)) break;
  }
  literals += position - from;
  copy.noteLiterals(from);
}
