import { brotliDecompressSync, type BrotliOptions } from 'node:zlib';

/**
 * What was compressed to `packed` alone: bytes behind it would be seen by no reader and kept by every copy. Throws where it is
 * no brotli stream, or larger than `maxOutputLength`.
 */
export function unbrotli(
  packed: Uint8Array,
  options: Required<Pick<BrotliOptions, 'maxOutputLength'>> & Pick<BrotliOptions, 'chunkSize'>,
): Buffer {
  const settings: BrotliOptions & { readonly info: true } = { ...options, info: true };
  const { buffer, engine } = brotliDecompressSync(packed, settings) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  if (engine.bytesWritten !== packed.length) throw new RangeError('there are bytes behind its end');
  return buffer;
}
