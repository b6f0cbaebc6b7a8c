import { isMagic, MAGIC } from '../delta-magic.ts';
import { SatchelError } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { decodeVarint, encodeVarint } from './varint.ts';

/** What stands before the coded text of a delta (schemas/delta-1.md §2). */
export interface DeltaHeader {
  readonly formatVersion: 1;
  /** The first 16 hexadecimal digits of base's identity; undefined for a delta from nothing. */
  readonly base: string | undefined;
  /** Identity of the bundle that it gives. */
  readonly target: Digest;
  /** CRC-32 of that bundle's ZIP file as it was published. */
  readonly zipCrc: number;
  /** The published file's name leaves the language out. */
  readonly original: boolean;
  /** Bytes of the coded text, which follows the header. */
  readonly textSize: number;
}

const VERSION = 1;
const FIXED = { base: 4, target: 12, zipCrc: 44, flags: 48 } as const;
const FLAG_BASE = 1;
const FLAG_ORIGINAL = 2;

/** Bytes of the longest header. */
export const MAX_HEADER_SIZE = FIXED.flags + 10;
/** Bytes of coded text: it is held in memory. Texts beyond travel as media do. */
export const MAX_TEXT_SIZE = 32 * 1024 * 1024;
/** Digits of base's identity in a header. */
export const BASE_DIGITS = 16;

export function encodeHeader(header: DeltaHeader): Buffer {
  const fixed = Buffer.alloc(FIXED.flags);
  fixed.write(MAGIC, 'latin1');
  fixed.writeUInt8(VERSION, MAGIC.length);
  fixed.write(header.base ?? '', FIXED.base, 'hex');
  fixed.write(shortDigest(header.target, 64), FIXED.target, 'hex');
  fixed.writeUInt32LE(header.zipCrc, FIXED.zipCrc);
  const flags = (header.base === undefined ? 0 : FLAG_BASE) | (header.original ? FLAG_ORIGINAL : 0);
  return Buffer.concat([fixed, encodeVarint(flags), encodeVarint(header.textSize)]);
}

/**
 * The header at the beginning of `bytes` and its length. `file` names the delta in errors, `size` is that of the whole
 * delta. Throws SatchelError: `delta-not-delta`, `delta-version`, `delta-damaged`.
 */
export function decodeHeader(
  bytes: Buffer,
  file: string,
  size: number,
): { header: DeltaHeader; headerSize: number } {
  if (!isMagic(bytes)) throw new SatchelError('delta-not-delta', { file });
  const version = bytes.readUInt8(MAGIC.length);
  if (version !== VERSION) throw new SatchelError('delta-version', { file, version });
  if (bytes.length < FIXED.flags) damaged('it ends within its header');
  const flags = decodeVarint(bytes, FIXED.flags) ?? damaged('its header is broken');
  if (flags.value > (FLAG_BASE | FLAG_ORIGINAL)) damaged('its header has a flag that format 1 does not have');
  const text = decodeVarint(bytes, flags.end) ?? damaged('its header is broken');
  if (text.value > MAX_TEXT_SIZE) damaged('its text is larger than that of any delta');
  if (text.end + text.value > size) damaged('it ends within its text');
  const base = bytes.toString('hex', FIXED.base, FIXED.target);
  const hasBase = (flags.value & FLAG_BASE) !== 0;
  if (!hasBase && !/^0+$/.test(base)) damaged('it has a base and needs none');
  return {
    header: {
      formatVersion: VERSION,
      base: hasBase ? base : undefined,
      target: `sha256:${bytes.toString('hex', FIXED.target, FIXED.zipCrc)}`,
      zipCrc: bytes.readUInt32LE(FIXED.zipCrc),
      original: (flags.value & FLAG_ORIGINAL) !== 0,
      textSize: text.value,
    },
    headerSize: text.end,
  };
}

/** A finding of `damaged`, which does not know the delta's name, with it; anything else stays what it is. */
export function damagedFile(error: unknown, file: string): unknown {
  if (!(error instanceof SatchelError) || error.code !== 'delta-damaged') return error;
  return new SatchelError('delta-damaged', { ...error.params, file }, {}, { cause: error });
}

/** Refuses a delta that cannot be one. {@link damagedFile} names it. */
export function damaged(reason: string): never {
  throw new SatchelError('delta-damaged', { reason });
}
