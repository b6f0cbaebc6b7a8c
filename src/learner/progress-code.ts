import { asciiDigits } from '../digits.ts';
import type { LessonRecord } from './progress-record.ts';
import { isDone, scoreOf } from './progress-record.ts';

// A learner's progress in a pack as a few letters that are typed, sent as a message or shown as a QR code: which lessons were
// opened and done, and their best scores. Letters are Crockford's Base32, so that 0 and O, 1 and I need not be told apart. Bits:
// version (3), width (5), pack (16), minutes since 2024 (24), with width 0 the list of lessons (24), number of lessons (14), k (5),
// the lessons in order as Rice-coded gaps, each with done (1), scored (1), score (5, of 31); padding; CRC (24).
// With width 0 a lesson is its index in the sorted list of ids: short, for the same version alone. Else it is so many bits of a
// hash of its id: other versions understand them too.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VERSION = 1;
const EPOCH = Date.UTC(2024, 0);
const MAX_TEXT = 40_000;
const MAX_LESSONS = (1 << 14) - 1;

export interface CodePack {
  readonly id: string;
  /** Of all pages. */
  readonly lessons: readonly string[];
  /** Earlier ids, by those of today. */
  readonly was: Readonly<Record<string, readonly string[]>>;
}

export type CodeProblem = 'unreadable' | 'other-pack' | 'other-version';

/** @param short for the same version of the pack alone */
export function encodeProgress(
  pack: CodePack,
  records: ReadonlyMap<string, LessonRecord>,
  now: number,
  short: boolean,
): string {
  const list = listOf(pack);
  const width = short ? 0 : widthFor(list);
  const numbers = new Map(list.map((id, n) => [id, short ? n : hashOf(id) >>> (32 - width)]));
  const ids = list.filter((id) => records.has(id));
  const sorted = ids.sort((a, b) => (numbers.get(a) || 0) - (numbers.get(b) || 0));
  const universe = short ? list.length : Math.pow(2, width);
  const k = Math.max(0, Math.min(31, Math.floor(Math.log(universe / (sorted.length + 1)) / Math.LN2)));
  const out: number[] = [];
  const put = (value: number, bits: number): void => {
    for (let bit = bits - 1; bit >= 0; bit--) out.push(Math.floor(value / Math.pow(2, bit)) % 2);
  };
  put(VERSION, 3);
  put(width && width - 1, 5);
  put(hashOf(pack.id) >>> 16, 16);
  put(Math.max(0, Math.floor((now - EPOCH) / 60_000)) % (1 << 24), 24);
  if (short) put(listHash(pack), 24);
  put(sorted.length, 14);
  put(k, 5);
  let previous = -1;
  for (const id of sorted) {
    const number = numbers.get(id) || 0;
    const record = records.get(id) as LessonRecord;
    const gap = number - previous - 1;
    for (let n = Math.floor(gap / Math.pow(2, k)); n > 0; n--) out.push(1);
    out.push(0);
    put(gap % Math.pow(2, k), k);
    const score = scoreOf(record);
    put(Number(isDone(record)), 1);
    put(score === undefined ? 0 : 1, 1);
    if (score !== undefined) put(Math.floor(score * 31 + 1e-9), 5);
    previous = number;
  }
  while (out.length % 8) out.push(0);
  const bytes: number[] = [];
  for (let n = 0; n < out.length; n += 8) bytes.push(parseInt(out.slice(n, n + 8).join(''), 2));
  put(crc24(bytes), 24);
  while (out.length % 5) out.push(0);
  let text = '';
  for (let n = 0; n < out.length; n += 5)
    text += (n > 0 && n % 20 === 0 ? '-' : '') + ALPHABET.charAt(parseInt(out.slice(n, n + 5).join(''), 2));
  return text;
}

/** What a code says of the lessons of this pack; lessons that it does not have are left out. */
export function decodeProgress(
  pack: CodePack,
  text: string,
): { readonly records: ReadonlyMap<string, LessonRecord> } | { readonly problem: CodeProblem } {
  const unreadable = { problem: 'unreadable' } as const;
  const bits = bitsOf(text);
  if (!bits || bits.length < 80) return unreadable;
  const length = Math.floor(bits.length / 8) * 8 - 24;
  let at = 0;
  const over = (): boolean => at > length;
  const take = (count: number): number => {
    let value = 0;
    for (let n = 0; n < count; n++) value = value * 2 + (bits[at++] || 0);
    return value;
  };
  const bytes: number[] = [];
  for (let n = 0; n < length; n += 8) bytes.push(parseInt(bits.slice(n, n + 8).join(''), 2));
  if (crc24(bytes) !== parseInt(bits.slice(length, length + 24).join(''), 2)) return unreadable;
  if (take(3) !== VERSION) return unreadable;
  const field = take(5);
  const width = field && field + 1;
  if (take(16) !== hashOf(pack.id) >>> 16) return { problem: 'other-pack' };
  const time = EPOCH + take(24) * 60_000;
  if (!width && take(24) !== listHash(pack)) return { problem: 'other-version' };
  const known = width ? byHash(pack, width) : listOf(pack);
  const count = take(14);
  const k = take(5);
  const records = new Map<string, LessonRecord>();
  let number = -1;
  for (let n = 0; n < count; n++) {
    let quotient = 0;
    while (take(1)) if (over() || ++quotient > MAX_LESSONS) return unreadable;
    number += quotient * Math.pow(2, k) + take(k) + 1;
    const done = take(1);
    const score = take(1) ? take(5) / 31 : undefined;
    if (over()) return unreadable;
    const id = known[number];
    if (id === undefined) continue;
    records.set(id, {
      opened: time,
      visits: [],
      ...(done ? { done: { at: time, is: true } } : {}),
      ...(score === undefined ? {} : { score }),
      activities: {},
    });
  }
  return { records };
}

function bitsOf(text: string): number[] | undefined {
  const bits: number[] = [];
  if (text.length > MAX_TEXT) return undefined;
  // Keyboards in Arabic, Persian and Hindi have digits of their own.
  for (const letter of asciiDigits(text)
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .split('')) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    for (let bit = 4; bit >= 0; bit--) bits.push((value >> bit) & 1);
  }
  return bits;
}

function listOf({ lessons }: CodePack): string[] {
  return lessons.slice().sort().slice(0, MAX_LESSONS);
}

function listHash(pack: CodePack): number {
  return hashOf(listOf(pack).join('\n')) >>> 8;
}

/** So many bits that no two lessons have the same. */
function widthFor(lessons: readonly string[]): number {
  for (let width = 14; width < 32; width++)
    if (new Set(lessons.map((id) => hashOf(id) >>> (32 - width))).size === lessons.length) return width;
  return 32;
}

/** Lessons by their hashes, and by those of their earlier ids; those that share one are left out rather than mistaken. */
function byHash(pack: CodePack, width: number): Readonly<Record<number, string | undefined>> {
  const found: Record<number, string | undefined> = {};
  for (const id of listOf(pack))
    for (const name of [id].concat(
      Object.prototype.hasOwnProperty.call(pack.was, id) ? pack.was[id] || [] : [],
    )) {
      const hash = hashOf(name) >>> (32 - width);
      found[hash] = hash in found && found[hash] !== id ? undefined : id;
    }
  return found;
}

/** FNV-1a, then mixed so that all bits depend on all. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The CRC of OpenPGP, RFC 4880 §6.1. */
function crc24(bytes: readonly number[]): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let n = 0; n < 8; n++)
      crc = crc & 0x800000 ? ((crc << 1) ^ 0x1864cfb) & 0xffffff : (crc << 1) & 0xffffff;
  }
  return crc;
}
