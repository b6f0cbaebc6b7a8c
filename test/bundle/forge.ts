import { crc32, deflateRawSync } from 'node:zlib';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { sampleOf } from './sample.ts';

// Makes ZIP files byte by byte, and wrong wherever a test wants them to be. It shares nothing with the code under test
// but the manifest's encoding.

/** One record; every field that is not given is right. */
export interface Forged {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly attributes?: number;
  readonly madeBy?: number;
  readonly disk?: number;
  /** What both headers say. */
  readonly crc?: number;
  readonly size?: number;
  readonly storedSize?: number;
  /** The bytes in the archive, where they are not what the method makes of `content`. */
  readonly stored?: Buffer;
  /** Added by flag 3: a data descriptor with or without its signature, or anything else. */
  readonly descriptor?: Buffer;
  readonly extra?: Buffer;
  readonly centralExtra?: Buffer;
  readonly comment?: string;
  /** What the local header says where it differs. */
  readonly local?: {
    readonly name?: string;
    readonly method?: number;
    readonly flags?: number;
    readonly crc?: number;
    readonly size?: number;
    readonly storedSize?: number;
    readonly signature?: number;
  };
  /** Added to the offset that the central directory gives. */
  readonly shift?: number;
  /** Bytes that no record owns, after this one. */
  readonly gap?: Buffer;
  /** Not in the central directory. */
  readonly hidden?: boolean;
  /** Not among the records: the central directory alone has it, with the offset of the record before it. */
  readonly ghost?: boolean;
}

/** What the end of the file says where it differs. */
export interface ForgedEnd {
  readonly count?: number;
  readonly countHere?: number;
  readonly size?: number;
  readonly offset?: number;
  readonly disk?: number;
  readonly comment?: Buffer;
  readonly commentSize?: number;
  readonly zip64?: ForgedEnd64 | undefined;
  readonly prepended?: Buffer;
  readonly appended?: Buffer;
  readonly beforeEnd?: Buffer;
}

export interface ForgedEnd64 {
  readonly count?: number;
  readonly countHere?: number;
  readonly size?: number;
  readonly offset?: number;
  readonly disks?: number;
  readonly at?: number;
  readonly recordSize?: number;
  readonly signature?: number;
}

export const DESCRIPTOR_FLAG = 8;

export function forgeZip(records: readonly Forged[], end: ForgedEnd = {}): Buffer {
  const pieces: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  let offset = 0;
  const add = (piece: Buffer): void => {
    pieces.push(piece);
    at += piece.length;
  };
  if (end.prepended) add(end.prepended);
  for (const record of records) {
    const made = make(record);
    if (!record.ghost) {
      offset = at;
      for (const piece of [
        localOf(record, made),
        made.stored,
        made.descriptor,
        record.gap ?? Buffer.alloc(0),
      ])
        add(piece);
    }
    if (!record.hidden) central.push(centralOf(record, made, offset + (record.shift ?? 0)));
  }
  const directoryOffset = at;
  for (const header of central) add(header);
  const facts = { count: central.length, size: at - directoryOffset, offset: directoryOffset };
  if (end.zip64) add(end64Of(facts, end.zip64, at));
  if (end.beforeEnd) add(end.beforeEnd);
  add(endOf(facts, end));
  if (end.appended) add(end.appended);
  return Buffer.concat(pieces);
}

/** The records of a good bundle with one page, and what `change` makes of that page's record. */
export function forgeBundle(
  change: Partial<Forged> = {},
  more: readonly Forged[] = [],
  end?: ForgedEnd,
): Buffer {
  const content = '<h1>Plants</h1>'.repeat(8);
  const { manifest } = sampleOf({ 'index.html': content });
  return forgeZip(
    [
      { name: 'manifest.json', content: Buffer.from(encodeManifest(manifest)), method: 8 },
      { name: 'index.html', content, method: 8, ...change },
      ...more,
    ],
    end,
  );
}

/** A well-formed data descriptor. */
export function descriptorOf(
  fields: { crc: number; storedSize: number; size: number },
  form: { signed: boolean; wide: boolean } = { signed: true, wide: false },
): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(fields.crc, 4);
  if (form.wide) {
    bytes.writeBigUInt64LE(BigInt(fields.storedSize), 8);
    bytes.writeBigUInt64LE(BigInt(fields.size), 16);
  } else {
    bytes.writeUInt32LE(fields.storedSize, 8);
    bytes.writeUInt32LE(fields.size, 12);
  }
  return bytes.subarray(form.signed ? 0 : 4, form.wide ? 24 : 16);
}

/** An extra field. */
export function extraOf(id: number, data: Buffer, length = data.length): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(id, 0);
  header.writeUInt16LE(length, 2);
  return Buffer.concat([header, data]);
}

interface Made {
  readonly name: Buffer;
  readonly stored: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly descriptor: Buffer;
}

function make(record: Forged): Made {
  const content = Buffer.from(record.content ?? '');
  const stored = record.stored ?? (record.method === 8 ? deflateRawSync(content) : content);
  const facts = {
    crc: record.crc ?? crc32(content),
    size: record.size ?? content.length,
    storedSize: record.storedSize ?? stored.length,
  };
  const described = ((record.flags ?? 0) & DESCRIPTOR_FLAG) !== 0;
  return {
    name: Buffer.from(record.name as string),
    stored,
    crc: facts.crc,
    size: facts.size,
    descriptor: record.descriptor ?? (described ? descriptorOf(facts) : Buffer.alloc(0)),
  };
}

function localOf(record: Forged, made: Made): Buffer {
  const { local = {} } = record;
  const name = local.name === undefined ? made.name : Buffer.from(local.name);
  const described = ((record.flags ?? 0) & DESCRIPTOR_FLAG) !== 0;
  const extra = record.extra ?? Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(local.signature ?? 0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(local.flags ?? record.flags ?? 0, 6);
  header.writeUInt16LE(local.method ?? record.method ?? 0, 8);
  header.writeUInt32LE(0x00210000, 10);
  header.writeUInt32LE(local.crc ?? (described ? 0 : made.crc), 14);
  header.writeUInt32LE(local.storedSize ?? (described ? 0 : (record.storedSize ?? made.stored.length)), 18);
  header.writeUInt32LE(local.size ?? (described ? 0 : made.size), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function centralOf(record: Forged, made: Made, offset: number): Buffer {
  const extra = record.centralExtra ?? Buffer.alloc(0);
  const comment = Buffer.from(record.comment ?? '');
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(record.madeBy ?? (3 << 8) | 45, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(record.flags ?? 0, 8);
  header.writeUInt16LE(record.method ?? 0, 10);
  header.writeUInt32LE(0x00210000, 12);
  header.writeUInt32LE(made.crc, 16);
  header.writeUInt32LE(record.storedSize ?? made.stored.length, 20);
  header.writeUInt32LE(made.size, 24);
  header.writeUInt16LE(made.name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt16LE(record.disk ?? 0, 34);
  header.writeUInt32LE(record.attributes ?? (0o100644 << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, made.name, extra, comment]);
}

interface Facts {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

function endOf(facts: Facts, end: ForgedEnd): Buffer {
  const comment = end.comment ?? Buffer.alloc(0);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(end.disk ?? 0, 4);
  record.writeUInt16LE(end.disk ?? 0, 6);
  record.writeUInt16LE(end.countHere ?? end.count ?? facts.count, 8);
  record.writeUInt16LE(end.count ?? facts.count, 10);
  record.writeUInt32LE(end.size ?? facts.size, 12);
  record.writeUInt32LE(end.offset ?? facts.offset, 16);
  record.writeUInt16LE(end.commentSize ?? comment.length, 20);
  return Buffer.concat([record, comment]);
}

function end64Of(facts: Facts, end: ForgedEnd64, at: number): Buffer {
  const bytes = Buffer.alloc(76);
  bytes.writeUInt32LE(end.signature ?? 0x06064b50, 0);
  bytes.writeBigUInt64LE(BigInt(end.recordSize ?? 44), 4);
  bytes.writeUInt16LE(45, 12);
  bytes.writeUInt16LE(45, 14);
  bytes.writeBigUInt64LE(BigInt(end.countHere ?? end.count ?? facts.count), 24);
  bytes.writeBigUInt64LE(BigInt(end.count ?? facts.count), 32);
  bytes.writeBigUInt64LE(BigInt(end.size ?? facts.size), 40);
  bytes.writeBigUInt64LE(BigInt(end.offset ?? facts.offset), 48);
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(end.at ?? at), 64);
  bytes.writeUInt32LE(end.disks ?? 1, 72);
  return bytes;
}
