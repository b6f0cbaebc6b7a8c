import { digestOf, type Digest } from './digest.ts';

/** What a text is recognised by. */
export interface Print {
  /** Of its words in order: the same where nothing but markup and white space differs. */
  readonly digest: Digest;
  /** Hashes of its words and of its pairs of neighbouring words, sorted, each once. */
  readonly traits: Uint32Array;
}

/** A text of the one list and a text of the other that are much alike. */
export interface Pair {
  readonly now: number;
  readonly before: number;
  readonly same: boolean;
  /** What they have in common of all that either has (Jaccard), 0 to 1. */
  readonly likeness: number;
}

/**
 * From here on two texts count as much alike. Words and pairs of words together: one word of six may change, and of 53 pages
 * of a real curriculum, with variants of a lesson for three devices among them, two pairs of different pages come as near.
 */
const ALIKE = 0.5;

// A long text is told from others by its beginning.
const MAX_TRAITS = 8192;
// All that is looked for at once: 64 MiB.
const MAX_POSTINGS = 1 << 23;
const OWNERS = 1 << 20;
/** Candidates that are kept of each text. */
const MAX_PAIRS = 64;

const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
/** Words; of scripts that are written without spaces, characters. Cut in the same way on every machine, whatever its ICU. */
const WORD = new RegExp(`[${UNSPACED}]|[[\\p{L}\\p{M}\\p{N}]--[${UNSPACED}]]+`, 'gv');

/** The print of a text in a language (BCP 47): texts of two languages have nothing in common. Undefined without a word. */
export function printOf(text: string, language: string): Print | undefined {
  const words = text.normalize('NFC').toLowerCase().match(WORD);
  if (!words) return undefined;
  const salt = hash(primary(language), 0x811c9dc5);
  const traits = new Set<number>();
  let before = salt;
  for (const word of words) {
    if (traits.size >= MAX_TRAITS) break;
    const own = hash(word, salt);
    traits.add(own).add((Math.imul(before, 0x85ebca6b) ^ own) >>> 0);
    before = own;
  }
  return {
    digest: digestOf(`${primary(language)}\n${words.join(' ')}`),
    traits: Uint32Array.from(traits).sort(),
  };
}

/** `pt` of `pt-BR`: a text in the one is compared with a text in the other. */
export function primary(language: string): string {
  return (language.split('-')[0] ?? '').toLowerCase();
}

/**
 * Pairs of texts, one of either list, that are the same or much alike: of each of `now`, the nearest. Where a text is the same as
 * one other and no more, that is its only pair.
 */
export function alikePairs(now: readonly Print[], before: readonly Print[]): Pair[] {
  const twins = twinsOf(now, before);
  const postings = postingsOf(before, new Set(twins.values()));
  const shared = new Uint32Array(before.length);
  return now.flatMap((print, n) => {
    const twin = twins.get(n);
    if (twin !== undefined) return [{ now: n, before: twin, same: true, likeness: 1 }];
    const touched = countShared(print, postings, shared);
    const found: Pair[] = [];
    for (const owner of touched) {
      const other = before[owner];
      const common = shared[owner] ?? 0;
      shared[owner] = 0;
      if (!other) continue;
      const likeness = common / (print.traits.length + other.traits.length - common);
      if (likeness >= ALIKE)
        found.push({ now: n, before: owner, same: print.digest === other.digest, likeness });
    }
    return found.sort((a, b) => nearerFirst(a, b) || a.before - b.before).slice(0, MAX_PAIRS);
  });
}

/** The texts that stand once in either list. */
function twinsOf(now: readonly Print[], before: readonly Print[]): Map<number, number> {
  const [here, there] = [positionsOf(now), positionsOf(before)];
  const twins = new Map<number, number>();
  for (const [digest, [n, ...others]] of here) {
    const [twin, ...more] = there.get(digest) ?? [];
    if (n !== undefined && twin !== undefined && others.length + more.length === 0) twins.set(n, twin);
  }
  return twins;
}

function positionsOf(prints: readonly Print[]): Map<Digest, number[]> {
  const positions = new Map<Digest, number[]>();
  for (const [n, { digest }] of prints.entries()) {
    const known = positions.get(digest);
    if (known) known.push(n);
    else positions.set(digest, [n]);
  }
  return positions;
}

/** Counts up, for each text, the traits that it shares with `print`; gives the texts that share any. */
function countShared({ traits }: Print, postings: Float64Array, shared: Uint32Array): number[] {
  const touched: number[] = [];
  for (const trait of traits) {
    const first = trait * OWNERS;
    for (let i = lowerBound(postings, first); i < postings.length; i++) {
      const owner = (postings[i] ?? Infinity) - first;
      if (owner >= OWNERS) break;
      const common = shared[owner] ?? 0;
      if (common === 0) touched.push(owner);
      shared[owner] = common + 1;
    }
  }
  return touched;
}

/** Orders pairs by how alike they are, the same first. */
export function nearerFirst(a: Pair, b: Pair): number {
  return Number(b.same) - Number(a.same) || b.likeness - a.likeness;
}

/** Which text has which trait: `trait × 2^20 + text` (exact in a double), sorted. */
function postingsOf(prints: readonly Print[], without: ReadonlySet<number>): Float64Array {
  const owners: number[] = [];
  let count = 0;
  for (const [owner, { traits }] of prints.slice(0, OWNERS).entries()) {
    if (without.has(owner)) continue;
    if (count + traits.length > MAX_POSTINGS) break;
    count += traits.length;
    owners.push(owner);
  }
  const postings = new Float64Array(count);
  let at = 0;
  for (const owner of owners)
    for (const trait of prints[owner]?.traits ?? []) postings[at++] = trait * OWNERS + owner;
  return postings.sort();
}

function lowerBound(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
