/** Encodes of one picture, at most. */
const ENCODES = 4;
const HIGHEST = 100;

/** Bytes and how similar to the source what they show is. */
export interface Try {
  readonly bytes: Buffer;
  readonly similarity: number;
}

/**
 * Encodes at `quality` and, while that is less similar to the source than `floor`, at better ones, by halves. Undefined
 * where none of them was good enough.
 */
export async function reachFloor(
  { quality, floor }: { readonly quality: number; readonly floor: number },
  encode: (quality: number) => Promise<Try>,
): Promise<Buffer | undefined> {
  let reached: Buffer | undefined;
  let [below, above] = [quality - 1, HIGHEST];
  let next = quality;
  for (let n = 0; n < ENCODES && next > below; n++) {
    const { bytes, similarity } = await encode(next);
    if (similarity >= floor) [reached, above] = [bytes, next];
    else below = next;
    next = Math.floor((below + above) / 2);
  }
  return reached;
}
