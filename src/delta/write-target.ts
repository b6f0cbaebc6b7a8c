import { closeSync, createReadStream, fstatSync, fsyncSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { FileSink } from '../bundle/file-sink.ts';
import { verifyBundle, type VerifyOptions } from '../bundle/verify.ts';
import { writeRecords } from '../bundle/write-records.ts';
import { SatchelError, wording } from '../diagnostic.ts';
import type { Derived } from './derive.ts';
import type { DeltaHeader } from './header.ts';

/** A target that was written and proven. */
export interface WrittenTarget {
  /** Bytes of the ZIP file. */
  readonly size: number;
  /** The ZIP file is the published one byte for byte; else its content alone is. */
  readonly identical: boolean;
}

/**
 * Writes a derived bundle to the new file `temporary`, flushes it and reads every byte of it back. Throws SatchelError
 * (`delta-base-damaged`, `delta-result-mismatch`) when an entry is not what the manifest says.
 */
export async function writeTarget(
  temporary: string,
  { records, kept }: Derived,
  { target, zipCrc }: DeltaHeader,
  options: VerifyOptions,
): Promise<WrittenTarget> {
  const fd = openSync(temporary, 'wx');
  let size: number;
  try {
    const sink = new FileSink(fd);
    await writeRecords(sink, records, () => options.signal?.throwIfAborted(), options.signal);
    sink.flush();
    fsyncSync(fd);
    ({ size } = fstatSync(fd));
  } finally {
    closeSync(fd);
  }
  const { digest, findings } = await verifyBundle(temporary, options);
  const [finding] = findings;
  if (finding) {
    const code = kept.has(String(finding.params['path'])) ? 'delta-base-damaged' : 'delta-result-mismatch';
    throw new SatchelError(code, { reason: wording(finding).message });
  }
  if (digest !== target)
    throw new SatchelError('delta-result-mismatch', { reason: 'it reads back as another bundle' });
  return { size, identical: (await checksumOf(temporary)) === zipCrc };
}

/** CRC-32 of a file. */
export async function checksumOf(file: string): Promise<number> {
  let crc = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 }))
    crc = crc32(piece as Buffer, crc);
  return crc;
}
