// The records of a ZIP file (APPNOTE.TXT 6.3.10) exactly as archiver writes them: bundle format 1 fixes these bytes.

/** A record that was written: all that its headers say. */
export interface WrittenRecord {
  /** Portable, so ASCII. */
  readonly path: string;
  readonly deflated: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly storedSize: number;
  /** Bytes of the content. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** Where a local header has its checksum, for the one who learns it only after the content. */
export const LOCAL_CRC_OFFSET = 14;

const MADE_BY_UNIX = (3 << 8) | 45;
const FLAG_DESCRIPTOR = 1 << 3;
// 1980-01-01 00:00:00, date above time: the first moment of DOS time.
const DOS_EPOCH = 0x00210000;
// A plain file of mode 0644, with the DOS archive bit.
const PLAIN_FILE = ((0o100644 << 16) | 0x20) >>> 0;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;

/** 4.3.7. A deflated record says its sizes in a descriptor after the content, a stored one here. */
export function localHeader(record: Omit<WrittenRecord, 'offset'>): Buffer {
  const header = Buffer.alloc(30 + record.path.length);
  header.writeUInt32LE(0x04034b50, 0);
  writeKind(header, 4, record.deflated, record.deflated ? 20 : 10);
  if (!record.deflated) {
    header.writeUInt32LE(record.crc, LOCAL_CRC_OFFSET);
    header.writeUInt32LE(record.storedSize, 18);
    header.writeUInt32LE(record.size, 22);
  }
  header.writeUInt16LE(record.path.length, 26);
  header.write(record.path, 30, 'latin1');
  return header;
}

/** 4.3.9, after the content of a deflated record. */
export function dataDescriptor(record: Pick<WrittenRecord, 'crc' | 'storedSize' | 'size'>): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(record.crc, 4);
  descriptor.writeUInt32LE(record.storedSize, 8);
  descriptor.writeUInt32LE(record.size, 12);
  return descriptor;
}

/** 4.3.12. Beyond 4 GiB all three numbers stand in a ZIP64 field. */
export function centralHeader(record: WrittenRecord): Buffer {
  const wide = record.offset > MAX_32;
  const header = Buffer.alloc(46 + record.path.length + (wide ? 28 : 0));
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY_UNIX, 4);
  writeKind(header, 6, record.deflated, wide ? 45 : record.deflated ? 20 : 10);
  header.writeUInt32LE(record.crc, 16);
  header.writeUInt32LE(wide ? MAX_32 : record.storedSize, 20);
  header.writeUInt32LE(wide ? MAX_32 : record.size, 24);
  header.writeUInt16LE(record.path.length, 28);
  header.writeUInt16LE(wide ? 28 : 0, 30);
  header.writeUInt32LE(PLAIN_FILE, 38);
  header.writeUInt32LE(wide ? MAX_32 : record.offset, 42);
  header.write(record.path, 46, 'latin1');
  if (wide) {
    const extra = header.subarray(46 + record.path.length);
    extra.writeUInt16LE(0x0001, 0);
    extra.writeUInt16LE(24, 2);
    writeUInt64(extra, record.size, 4);
    writeUInt64(extra, record.storedSize, 12);
    writeUInt64(extra, record.offset, 20);
  }
  return header;
}

/** 4.3.14 to 4.3.16: the end of the file, with its ZIP64 forms where a number does not fit. */
export function directoryEnd(count: number, size: number, offset: number): Buffer {
  const wide = count > MAX_16 || size > MAX_32 || offset > MAX_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(wide ? MAX_16 : count, 8);
  end.writeUInt16LE(wide ? MAX_16 : count, 10);
  end.writeUInt32LE(wide ? MAX_32 : size, 12);
  end.writeUInt32LE(wide ? MAX_32 : offset, 16);
  if (!wide) return end;

  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  writeUInt64(end64, 44, 4);
  end64.writeUInt16LE(45, 12);
  end64.writeUInt16LE(45, 14);
  writeUInt64(end64, count, 24);
  writeUInt64(end64, count, 32);
  writeUInt64(end64, size, 40);
  writeUInt64(end64, offset, 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  writeUInt64(locator, offset + size, 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}

/** What local and central headers have in common: version needed, flags, method, date. */
function writeKind(header: Buffer, at: number, deflated: boolean, version: number): void {
  header.writeUInt16LE(version, at);
  header.writeUInt16LE(deflated ? FLAG_DESCRIPTOR : 0, at + 2);
  header.writeUInt16LE(deflated ? 8 : 0, at + 4);
  header.writeUInt32LE(DOS_EPOCH, at + 6);
}

function writeUInt64(bytes: Buffer, value: number, at: number): void {
  bytes.writeBigUInt64LE(BigInt(value), at);
}
