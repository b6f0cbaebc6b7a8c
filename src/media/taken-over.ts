import type { Digest } from '../digest.ts';
import { measurePicture } from './picture/measure.ts';
import type { Outcome } from './outcome.ts';
import { MAX_DRAWING_SIZE } from './plan.ts';
import { sniff } from './sniff.ts';
import { encodeDrawing, measureCleanDrawing } from './drawing/encode.ts';

/** The renditions of bundles that were published before, by what they were made from and how. */
export interface Published {
  find(source: Digest, preset: { readonly id: string; readonly version: number }): Earlier | undefined;
}

/** A published rendition. `read` proves its bytes by their digest; it throws SatchelError where they are damaged. */
export interface Earlier {
  readonly digest: Digest;
  readonly mediaType: string;
  read(): Promise<Uint8Array>;
}

/**
 * A published rendition as the outcome of encoding `source`, byte for byte: another build of an encoder would give other
 * bytes, and everyone would have to fetch the picture again. Undefined where the bytes are none that could have come out of
 * encoding (a bundle can be made by anyone). Never loads sharp.
 */
export async function takeOver(
  earlier: Earlier,
  source: Buffer,
  kind: 'picture' | 'drawing',
): Promise<Outcome | undefined> {
  const taken = await earlier.read();
  const bytes = Buffer.from(taken.buffer, taken.byteOffset, taken.byteLength);
  if (kind === 'picture') {
    const format = sniff(bytes);
    if (format?.kind !== 'picture' || format.mediaType !== earlier.mediaType) return undefined;
    const size = measurePicture(bytes, format.mediaType);
    const { mediaType, extension } = format;
    return size && { picture: { bytes, mediaType, extension, ...size }, findings: [] };
  }
  const size = bytes.length > MAX_DRAWING_SIZE ? undefined : await measureCleanDrawing(bytes);
  // What was taken out of the source is told as often as it is built.
  const { picture, findings } = await encodeDrawing(source);
  return picture && size && { picture: { ...picture, bytes, ...size }, findings };
}
