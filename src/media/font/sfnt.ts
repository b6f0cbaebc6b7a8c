import { inflateSync } from 'node:zlib';

// A font file as tables (OpenType 1.9.1, “Font file”), and the two that wrap one: WOFF (1.0) and WOFF2, which only the worker unwraps.

/** Why a file is no font that can be used, in a few words. */
export class BadFont extends Error {}

/** Bytes of a font that is unwrapped: the largest of all, those of Chinese and Japanese letters, have 30 MB. */
export const MAX_SFNT_SIZE = 64 * 1024 * 1024;

export type Wrapping = 'sfnt' | 'woff' | 'woff2' | 'collection';

/** What kind of font file begins with these bytes; undefined for what is none. */
export function wrappingOf(bytes: Buffer): Wrapping | undefined {
  switch (bytes.toString('latin1', 0, 4)) {
    case '\0\x01\0\0':
    case 'OTTO':
    case 'true':
      return 'sfnt';
    case 'wOFF':
      return 'woff';
    case 'wOF2':
      return 'woff2';
    case 'ttcf':
      return 'collection';
    default:
      return undefined;
  }
}

/** The tables of an unwrapped font, by tag. Throws {@link BadFont} and RangeError. */
export function readTables(sfnt: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  const count = sfnt.readUInt16BE(4);
  for (let n = 0; n < count; n++) {
    const record = 12 + 16 * n;
    const tag = sfnt.toString('latin1', record, record + 4);
    const offset = sfnt.readUInt32BE(record + 8);
    const length = sfnt.readUInt32BE(record + 12);
    if (offset + length > sfnt.length) throw new BadFont('it ends too early');
    if (!tables.has(tag)) tables.set(tag, sfnt.subarray(offset, offset + length));
  }
  return tables;
}

/**
 * How many bytes unwrapping a WOFF2 file takes: what its header says, or its directory (WOFF2 §§4.1–4.2), whichever is more. A file of
 * some megabytes can ask for thousands. Throws RangeError.
 */
export function unwrappedSize(woff2: Buffer): number {
  const count = woff2.readUInt16BE(12);
  let at = 48;
  let sum = 0;
  const number = (): number => {
    let value = 0;
    for (let n = 0; n < 5; n++) {
      const byte = woff2.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    return value;
  };
  for (let n = 0; n < count; n++) {
    const flags = woff2.readUInt8(at++);
    if ((flags & 0x3f) === 0x3f) at += 4;
    // The tables glyf (10) and loca (11) are transformed unless it is said that they are not.
    const isOutline = (flags & 0x3f) === 10 || (flags & 0x3f) === 11;
    const isTransformed = flags >> 6 !== (isOutline ? 3 : 0);
    const length = number();
    sum += Math.max(length, isTransformed ? number() : 0);
  }
  return Math.max(sum, woff2.readUInt32BE(16));
}

/** A WOFF file unwrapped (WOFF 1.0 §§3–5). Throws {@link BadFont} and RangeError. */
export function unwrapWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  const parts: Buffer[] = [head];
  let end = head.length;
  for (let n = 0; n < count; n++) {
    const record = 44 + 20 * n;
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(record + at)) as [
      number,
      number,
      number,
    ];
    if (offset + packed > woff.length) throw new BadFont('it ends too early');
    // WOFF 1.0 §4: never more than unpacked. Else a table of nothing could take hours to be unpacked.
    if (packed > length) throw new BadFont('its compressed data are damaged');
    if (end + length > MAX_SFNT_SIZE) throw new BadFont('it is too large when it is unpacked');
    const table = unpack(woff.subarray(offset, offset + packed), length);
    woff.copy(head, 12 + 16 * n, record, record + 4);
    woff.copy(head, 12 + 16 * n + 4, record + 16, record + 20);
    head.writeUInt32BE(end, 12 + 16 * n + 8);
    head.writeUInt32BE(length, 12 + 16 * n + 12);
    // Tables begin at multiples of four.
    const padded = Math.ceil(length / 4) * 4;
    parts.push(table, Buffer.alloc(padded - length));
    end += padded;
  }
  return Buffer.concat(parts);
}

/** A table is deflated where that makes it smaller. */
function unpack(stored: Buffer, length: number): Buffer {
  if (stored.length === length) return stored;
  try {
    const table = inflateSync(stored, { maxOutputLength: Math.max(1, length) });
    if (table.length === length) return table;
  } catch {
    // Told below.
  }
  throw new BadFont('its compressed data are damaged');
}
