/**
 * The items in an order that follows from the seed alone, on every machine. `apart`: three and more items never come out in the
 * order that they went in.
 */
export function shuffled<T>(items: readonly T[], seed: string, apart = false): T[] {
  const random = randomFrom(seed);
  const result = items.slice();
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const item = result[last] as T;
    result[last] = result[other] as T;
    result[other] = item;
  }
  if (apart && items.length > 2 && result.every((item, n) => item === items[n]))
    result.push(result.shift() as T);
  return result;
}

/** Numbers from 0 up to 1: FNV-1a of the seed's UTF-16 code units, then mulberry32. */
function randomFrom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let n = 0; n < seed.length; n++) state = Math.imul(state ^ seed.charCodeAt(n), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
