import { SatchelError } from '../diagnostic.ts';
import { badSector } from './container.ts';
import { extraFields, FLAG_DESCRIPTOR, type ZipRecord } from './zip-directory.ts';
import { uint64, type ReadAt } from './zip-end.ts';

/** A record and where its content lies. `problem` says why that content is not to be trusted. */
export interface PlacedRecord extends ZipRecord {
  readonly dataOffset: number;
  readonly problem: SatchelError | undefined;
}

const HEADER = 0x04034b50;
const HEADER_SIZE = 30;
const DESCRIPTOR = 0x08074b50;
// Enough for the extra fields of ordinary tools, so that a header costs one read.
const LIKELY_EXTRA = 64;

/**
 * Compares every local header with the central directory and proves that the records fill the file from its first byte
 * to the directory, so that no reader can see anything else. A problem that concerns one record stands on that record.
 */
export function placeRecords(
  readAt: ReadAt,
  records: readonly ZipRecord[],
  directoryOffset: number,
): PlacedRecord[] {
  const inOrder = [...records].sort((a, b) => a.offset - b.offset);
  const first = inOrder[0]?.offset ?? directoryOffset;
  if (first !== 0) throw new SatchelError('zip-prepended');
  return inOrder.map((record, i) => {
    const end = inOrder[i + 1]?.offset ?? directoryOffset;
    try {
      return { ...record, dataOffset: checkRecord(readAt, record, end), problem: undefined };
    } catch (thrown) {
      const error = badSector(thrown, record.name);
      if (!(error instanceof SatchelError)) throw error;
      return { ...record, dataOffset: 0, problem: error };
    }
  });
}

/** Checks the record that must fill the file up to `end`; returns where its content begins. */
function checkRecord(readAt: ReadAt, record: ZipRecord, end: number): number {
  const { name } = record;
  const room = end - record.offset;
  const nameEnd = HEADER_SIZE + name.length;
  if (room < nameEnd + record.storedSize) throw new SatchelError('zip-overlap', { name });
  let header = readAt(record.offset, Math.min(room, nameEnd + LIKELY_EXTRA));
  const differs = (field: string): never => {
    throw new SatchelError('zip-local-mismatch', { name, field });
  };
  if (header.readUInt32LE(0) !== HEADER) differs('signature');
  if (header.readUInt16LE(6) !== record.flags) differs('flags');
  if (header.readUInt16LE(8) !== (record.deflated ? 8 : 0)) differs('method');
  if (header.readUInt16LE(26) !== name.length || header.toString('latin1', HEADER_SIZE, nameEnd) !== name)
    differs('name');
  const dataStart = nameEnd + header.readUInt16LE(28);
  if (dataStart + record.storedSize > room) throw new SatchelError('zip-overlap', { name });
  if (dataStart > header.length) header = readAt(record.offset, dataStart);

  const described = (record.flags & FLAG_DESCRIPTOR) !== 0;
  const local = localSizes(header, header.subarray(nameEnd, dataStart), name);
  for (const field of ['crc', 'storedSize', 'size'] as const)
    if (local[field] !== record[field] && !(described && local[field] === 0)) differs(field);

  const dataOffset = record.offset + dataStart;
  const rest = end - dataOffset - record.storedSize;
  if (described) checkDescriptor(readAt, record, dataOffset + record.storedSize, rest);
  else if (rest !== 0) throw new SatchelError('zip-gap', { name, size: rest });
  return dataOffset;
}

function localSizes(
  header: Buffer,
  extra: Buffer,
  name: string,
): Pick<ZipRecord, 'crc' | 'storedSize' | 'size'> {
  const crc = header.readUInt32LE(14);
  const storedSize = header.readUInt32LE(18);
  const size = header.readUInt32LE(22);
  const zip64 = extraFields(extra, name).get(1);
  // A local ZIP64 field has both sizes (APPNOTE 4.5.3), and counts only where the plain ones say so.
  if (size !== 0xffffffff || storedSize !== 0xffffffff || zip64 === undefined)
    return { crc, storedSize, size };
  if (zip64.length < 16)
    throw new SatchelError('zip-extra', { name, problem: 'its ZIP64 sizes are cut off' });
  return { crc, size: uint64(zip64, 0), storedSize: uint64(zip64, 8) };
}

/** A data descriptor (4.3.9) has an optional signature, and 64-bit sizes in ZIP64 records: what it says must be what it is. */
function checkDescriptor(readAt: ReadAt, record: ZipRecord, offset: number, length: number): void {
  const { name } = record;
  if (length > 24) throw new SatchelError('zip-gap', { name, size: length - 16 });
  if (![12, 16, 20, 24].includes(length)) throw new SatchelError('zip-descriptor', { name });
  const bytes = readAt(offset, length);
  const signed = length === 16 || length === 24;
  if (signed && bytes.readUInt32LE(0) !== DESCRIPTOR) throw new SatchelError('zip-descriptor', { name });
  const fields = signed ? bytes.subarray(4) : bytes;
  const wide = length >= 20;
  const storedSize = wide ? uint64(fields, 4) : fields.readUInt32LE(4);
  const size = wide ? uint64(fields, 12) : fields.readUInt32LE(8);
  if (fields.readUInt32LE(0) !== record.crc || storedSize !== record.storedSize || size !== record.size)
    throw new SatchelError('zip-descriptor', { name });
}
