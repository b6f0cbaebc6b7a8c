import { brotliCompressSync, constants } from 'node:zlib';
import { unbrotli } from './brotli.ts';
import { damaged } from './header.ts';

/** Contents up to here are compressed, if that helps, and unpacked in memory; larger ones travel as they are. */
export const MAX_PACKED = 16 * 1024 * 1024;

/** The content by brotli, or undefined where that is not smaller. */
export function pack(content: Uint8Array): Buffer | undefined {
  const packed = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  return packed.length < content.length ? packed : undefined;
}

/** The content of a packed section. Throws SatchelError (`delta-damaged`) when it is none or too large. */
export function unpack(packed: Uint8Array): Buffer {
  try {
    return unbrotli(packed, { maxOutputLength: MAX_PACKED });
  } catch {
    damaged('a media file in it cannot be unpacked');
  }
}
