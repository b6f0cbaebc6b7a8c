/** Encodes of one picture, at most. */
const ENCODES = 4;

/** Bytes and how similar to the source what they show is. */
export interface Try {
  readonly bytes: Buffer;
  readonly similarity: number;
}

interface Wanted {
  /** The quality that is tried first, and the best that is tried. */
  readonly quality: number;
  readonly best: number;
  readonly floor: number;
  /** Bytes. */
  readonly most?: number;
}

/**
 * Encodes at `quality` and, while that is less similar to the source than `floor`, at better ones, by halves. Undefined
 * where none of them was good enough in at most `most` bytes.
 */
export async function reachFloor(
  { quality, best, floor, most = Infinity }: Wanted,
  encode: (quality: number) => Promise<Try>,
): Promise<Buffer | undefined> {
  let reached: Buffer | undefined;
  let [below, above] = [quality - 1, best];
  let next = quality;
  for (let n = 0; n < ENCODES && next > below; n++) {
    const { bytes, similarity } = await encode(next);
    // Better ones have more bytes.
    if (bytes.length > most && similarity < floor) break;
    if (similarity >= floor) [reached, above] = [bytes, next];
    else below = next;
    next = Math.floor((below + above) / 2);
  }
  return reached && reached.length <= most ? reached : undefined;
}
