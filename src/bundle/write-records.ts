import { Readable } from 'node:stream';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { DEFLATE_LEVEL } from './archive.ts';
import type { StoredForm } from './container.ts';
import { contentPieces, loadContent, WHOLE_SIZE, type RecordSource } from './content.ts';
import type { FileSink } from './file-sink.ts';
import {
  centralHeader,
  dataDescriptor,
  directoryEnd,
  LOCAL_CRC_OFFSET,
  localHeader,
  type WrittenRecord,
} from './records.ts';
import { startTurns, type Turns } from './turns.ts';

/** A record whose content is in its final form already: it is copied as it stands. */
export interface CopiedRecord extends StoredForm {
  readonly path: string;
}

/** Writes a ZIP file of `sources` in their order, the same bytes as `writeArchive`, in memory that does not grow with them. */
export async function writeRecords<Source extends RecordSource | CopiedRecord>(
  sink: FileSink,
  sources: readonly Source[],
  onRecord: (source: Source) => void,
  signal?: AbortSignal,
): Promise<void> {
  const turns = startTurns(signal);
  const records: WrittenRecord[] = [];
  for (const source of sources) {
    const offset = sink.position;
    const written =
      'pieces' in source ? await writeCopied(sink, source, turns) : await writeSource(sink, source, turns);
    const { path, deflated, size } = source;
    const { crc, storedSize } = written;
    records.push({ path, deflated, size, offset, crc, storedSize });
    onRecord(source);
  }
  const directoryOffset = sink.position;
  for (const record of records) sink.write(centralHeader(record));
  sink.write(directoryEnd(records.length, sink.position - directoryOffset, directoryOffset));
}

/** An interruption is heard within a film of gigabytes too. */
async function writeCopied(sink: FileSink, record: CopiedRecord, turns: Turns): Promise<Written> {
  sink.write(localHeader(record));
  for (const piece of record.pieces()) {
    sink.write(piece);
    await turns(piece.length);
  }
  if (record.deflated) sink.write(dataDescriptor(record));
  return record;
}

function writeSource(sink: FileSink, source: RecordSource, turns: Turns): Written | Promise<Written> {
  if (source.size <= WHOLE_SIZE) return writeWhole(sink, source);
  return source.deflated ? writeDeflated(sink, source, turns) : writeStored(sink, source, turns);
}

type Written = Pick<WrittenRecord, 'crc' | 'storedSize'>;

function writeWhole(sink: FileSink, source: RecordSource): Written {
  const content = loadContent(source);
  const stored = source.deflated ? deflateRawSync(content, { level: DEFLATE_LEVEL }) : content;
  const written = { crc: crc32(content), storedSize: stored.length };
  sink.write(localHeader({ ...source, ...written }));
  sink.write(stored);
  if (source.deflated) sink.write(dataDescriptor({ size: source.size, ...written }));
  return written;
}

/** The content is read once: its checksum is known at the end and goes into the header that was written before it. */
async function writeStored(sink: FileSink, source: RecordSource, turns: Turns): Promise<Written> {
  const { position } = sink;
  sink.write(localHeader({ ...source, crc: 0, storedSize: source.size }));
  let crc = 0;
  for (const piece of contentPieces(source)) {
    crc = crc32(piece, crc);
    sink.write(piece);
    await turns(piece.length);
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc);
  sink.patch(checksum, position + LOCAL_CRC_OFFSET);
  return { crc, storedSize: source.size };
}

async function writeDeflated(sink: FileSink, source: RecordSource, turns: Turns): Promise<Written> {
  sink.write(localHeader({ ...source, crc: 0, storedSize: 0 }));
  const start = sink.position;
  let crc = 0;
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for (const piece of contentPieces(source)) {
      crc = crc32(piece, crc);
      yield piece;
      await turns(piece.length);
    }
  };
  const input = Readable.from(pieces());
  const deflater = createDeflateRaw({ level: DEFLATE_LEVEL });
  input.once('error', (error) => deflater.destroy(error));
  for await (const piece of input.pipe(deflater)) sink.write(piece as Buffer);
  const written = { crc, storedSize: sink.position - start };
  sink.write(dataDescriptor({ size: source.size, ...written }));
  return written;
}
