import { SatchelError, type Code } from '../diagnostic.ts';
import { MAX_ENTRY_SIZE } from './manifest-check.ts';
import { uint64, type ReadAt, type ZipEnd } from './zip-end.ts';
import { checkZipName, checkZipNames } from './zip-name.ts';

/** One record as the central directory tells it (APPNOTE 4.3.12), checked. */
export interface ZipRecord {
  /** A path; `/` at the end marks a folder. */
  readonly name: string;
  readonly flags: number;
  readonly deflated: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly storedSize: number;
  /** Bytes of the content. */
  readonly size: number;
  /** Where the record's local header begins. */
  readonly offset: number;
}

export const FLAG_DESCRIPTOR = 1 << 3;
const FLAG_ENCRYPTED = (1 << 0) | (1 << 6) | (1 << 13);
// Deflate's speed hints (1, 2), the data descriptor and UTF-8 names: harmless, and ordinary tools set them.
const FLAGS_KNOWN = (1 << 1) | (1 << 2) | FLAG_DESCRIPTOR | (1 << 11);

const HEADER = 0x02014b50;
const HEADER_SIZE = 46;
const ZIP64 = 0x0001;
// Renames the record for readers that know the field, and for those alone.
const UNICODE_PATH = 0x7075;

// Deflate's own limit is 1032 to 1; text shrinks 3 to 30 times. Below the floor no ratio fills a disk, and an honest
// bundle with a table of zeros must open.
const MAX_RATIO = 256;
const RATIO_FLOOR = 256 * 1024 * 1024;

/** Reads the central directory. Throws SatchelError (`zip-*`) at the first thing in it that is unsafe or ambiguous. */
export function readZipDirectory(readAt: ReadAt, end: ZipEnd): ZipRecord[] {
  const bytes = readAt(end.directoryOffset, end.directorySize);
  if (end.count * HEADER_SIZE > bytes.length) broken('it is shorter than its records');
  const records: ZipRecord[] = [];
  let at = 0;
  for (let i = 0; i < end.count; i++) {
    if (at + HEADER_SIZE > bytes.length || bytes.readUInt32LE(at) !== HEADER)
      broken(`record ${i + 1} of ${end.count} is missing`);
    const nameEnd = at + HEADER_SIZE + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const next = extraEnd + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) broken(`record ${i + 1} of ${end.count} is cut off`);
    records.push(
      parseRecord(
        bytes.subarray(at, at + HEADER_SIZE),
        checkZipName(bytes.subarray(at + HEADER_SIZE, nameEnd)),
        bytes.subarray(nameEnd, extraEnd),
      ),
    );
    at = next;
  }
  if (at !== bytes.length) broken('it has more bytes than its records');
  checkZipNames(records.map((record) => record.name));
  checkTotal(records, end.directoryOffset);
  return records;
}

function parseRecord(header: Buffer, name: string, extra: Buffer): ZipRecord {
  const refuse = (code: Code, params = {}): never => {
    throw new SatchelError(code, { name, ...params });
  };
  const flags = header.readUInt16LE(8);
  const method = header.readUInt16LE(10);
  if (flags & FLAG_ENCRYPTED) refuse('zip-encrypted');
  if (flags & ~FLAGS_KNOWN) refuse('zip-flags', { flags });
  if (method !== 0 && method !== 8) refuse('zip-method', { method });
  checkAttributes(name, header.readUInt32LE(38));

  const plain = {
    size: header.readUInt32LE(24),
    storedSize: header.readUInt32LE(20),
    offset: header.readUInt32LE(42),
  };
  const disk = header.readUInt16LE(34);
  const fields = zip64Sizes(extra, plain, name);
  if (disk !== 0 && disk !== 0xffff) refuse('zip-multi-disk');
  if (fields.size > MAX_ENTRY_SIZE || fields.storedSize > MAX_ENTRY_SIZE)
    refuse('zip-entry-large', { size: fields.size, limit: MAX_ENTRY_SIZE });
  if (method === 0 && fields.size !== fields.storedSize) refuse('zip-size');
  if (name.endsWith('/') && fields.size !== 0) refuse('zip-special-file');
  return { name, flags, deflated: method === 8, crc: header.readUInt32LE(16), ...fields };
}

/** Refuses all but plain files and folders, whatever system the record claims to come from: extractors differ in whom they believe. */
function checkAttributes(name: string, attributes: number): void {
  const isFolder = name.endsWith('/');
  const type = (attributes >>> 28) & 0xf;
  if (type === 0xa) throw new SatchelError('zip-symlink', { name });
  const dosFolder = (attributes & 0x10) !== 0;
  const dosVolume = (attributes & 0x08) !== 0;
  const plain = type === 0 || type === (isFolder ? 0x4 : 0x8);
  if (!plain || dosVolume || (dosFolder && !isFolder)) throw new SatchelError('zip-special-file', { name });
}

type Sizes = Pick<ZipRecord, 'size' | 'storedSize' | 'offset'>;

/** The sizes with those that do not fit in 32 bits taken from the ZIP64 field (4.5.3), which has them in this order. */
function zip64Sizes(extra: Buffer, plain: Sizes, name: string): Sizes {
  const field = extraFields(extra, name).get(ZIP64);
  let at = 0;
  const wide = (value: number): number => {
    if (value !== 0xffffffff || field === undefined) return value;
    if (at + 8 > field.length) throw badExtra(name, 'its ZIP64 sizes are cut off');
    at += 8;
    return uint64(field, at - 8);
  };
  return { size: wide(plain.size), storedSize: wide(plain.storedSize), offset: wide(plain.offset) };
}

/** The extra fields of a record by id (4.5). Throws SatchelError (`zip-extra`) when they are malformed, double or rename the record. */
export function extraFields(extra: Buffer, name: string): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at < extra.length;) {
    if (at + 4 > extra.length) throw badExtra(name, 'it is cut off');
    const id = extra.readUInt16LE(at);
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) throw badExtra(name, 'it is cut off');
    if (id === UNICODE_PATH) throw badExtra(name, 'it gives the record another name');
    if (fields.has(id)) throw badExtra(name, 'it is there twice');
    fields.set(id, extra.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

function badExtra(name: string, problem: string): SatchelError {
  return new SatchelError('zip-extra', { name, problem });
}

function checkTotal(records: readonly ZipRecord[], dataSize: number): void {
  const total = records.reduce((sum, record) => sum + record.size, 0);
  if (total > RATIO_FLOOR && total > dataSize * MAX_RATIO)
    throw new SatchelError('zip-bomb', { ratio: Math.round(total / Math.max(1, dataSize)) });
}

function broken(problem: string): never {
  throw new SatchelError('zip-directory', { problem });
}
