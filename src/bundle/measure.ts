import { Readable } from 'node:stream';
import { createDeflateRaw, deflateRawSync } from 'node:zlib';
import type { Digest } from '../digest.ts';
import { DEFLATE_LEVEL } from './archive.ts';
import { contentPieces, loadContent, WHOLE_SIZE, type RecordSource } from './content.ts';
import type { Manifest } from './manifest.ts';
import { centralHeader, dataDescriptor, directoryEnd, localHeader } from './records.ts';
import { startTurns } from './turns.ts';
import { recordSources, type WriteOptions } from './write.ts';

/** How large a bundle will be, before a byte of it is written. */
export interface Measured {
  /** Bytes of the ZIP file that {@link writeBundle} makes of it. */
  readonly size: number;
  /** What each record takes in it, headers included, by path. */
  readonly records: ReadonlyMap<string, number>;
}

/**
 * Finds the size of a bundle to the byte by deflating its text. `deflated` holds what is known of contents from before, by
 * digest, and is filled in: bundles of one source share most of their text.
 */
export async function measureBundle(
  manifest: Manifest,
  { contents, signal }: Pick<WriteOptions, 'contents' | 'signal'>,
  deflated: Map<Digest, number>,
): Promise<Measured> {
  const turns = startTurns(signal);
  const records = new Map<string, number>();
  let offset = 0;
  let directorySize = 0;
  const { sources } = recordSources(manifest, contents);
  for (const source of sources) {
    const storedSize = source.deflated
      ? (deflated.get(source.digest) ?? (await deflatedSize(source)))
      : source.size;
    if (source.deflated) deflated.set(source.digest, storedSize);
    const record = { ...source, crc: 0, storedSize, offset };
    const local =
      localHeader(record).length + storedSize + (source.deflated ? dataDescriptor(record).length : 0);
    const central = centralHeader(record).length;
    offset += local;
    directorySize += central;
    records.set(source.path, local + central);
    await turns(source.deflated ? source.size : 0);
  }
  const size = offset + directorySize + directoryEnd(sources.length, directorySize, offset).length;
  return { size, records };
}

/** What a record of a file that is stored as it is takes in a bundle, headers included. */
export function storedRecordSize(path: string, size: number): number {
  const record = { path, size, storedSize: size, deflated: false, crc: 0, offset: 0 };
  return localHeader(record).length + size + centralHeader(record).length;
}

async function deflatedSize(source: RecordSource): Promise<number> {
  const options = { level: DEFLATE_LEVEL };
  if (source.size <= WHOLE_SIZE) return deflateRawSync(loadContent(source), options).length;
  const input = Readable.from(contentPieces(source));
  const deflater = createDeflateRaw(options);
  input.once('error', (error) => deflater.destroy(error));
  let size = 0;
  for await (const piece of input.pipe(deflater)) size += (piece as Buffer).length;
  return size;
}
