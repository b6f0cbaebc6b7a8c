/*
 * BLAKE2b (RFC 7693), unkeyed, for one block: minisign's secret key files hold a digest of 32 bytes, and OpenSSL 3.0 knows that of 64
 * alone, which is not a longer form of the same. Clauses cited are those of RFC 7693.
 */

/** Most bytes that are hashed: one block (2.1, `bb`). */
const BLOCK_SIZE = 128;

/** §2.6, the initialisation vector of SHA-512. */
const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];

/** §2.7, the message schedule; rounds 10 and 11 take rows 0 and 1 again. */
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/** §3.2: which words of the work vector are mixed, by columns and then by diagonals. */
const MIXED = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** The BLAKE2b digest of at most 128 bytes, `size` bytes (1 to 64) long. Throws RangeError on more. */
export function blake2b(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length > BLOCK_SIZE) throw new RangeError('one block of 128 bytes is hashed at most');
  const block = new DataView(new ArrayBuffer(BLOCK_SIZE));
  new Uint8Array(block.buffer).set(bytes);
  // §2.5: the parameter block's first word is 0x0101kknn; kk, a key's length, is 0. BigUint64Array wraps as words do.
  const state = BigUint64Array.from(IV);
  at(state, 0, (word) => word ^ 0x01010000n ^ BigInt(size));
  // §3.2: t is the number of bytes, f says that the block is the last.
  const work = new BigUint64Array([...state, ...IV]);
  at(work, 12, (word) => word ^ BigInt(bytes.length));
  at(work, 14, (word) => ~word);
  for (let round = 0; round < 12; round++) {
    const schedule = SIGMA[round % 10] ?? [];
    MIXED.forEach((words, step) => {
      const word = (i: number): bigint => block.getBigUint64(8 * (schedule[2 * step + i] ?? 0), true);
      mix(work, words, word(0), word(1));
    });
  }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => {
    digest.setBigUint64(8 * i, word ^ (work[i] ?? 0n) ^ (work[i + 8] ?? 0n), true);
  });
  new Uint8Array(block.buffer).fill(0);
  return new Uint8Array(digest.buffer).slice(0, size);
}

/** §3.1, the function G. */
function mix(
  work: BigUint64Array,
  [a, b, c, d]: readonly [number, number, number, number],
  x: bigint,
  y: bigint,
): void {
  const add = (to: number, from: number, word: bigint): void => {
    at(work, to, (value) => value + (work[from] ?? 0n) + word);
  };
  const turn = (to: number, from: number, by: bigint): void => {
    at(work, to, (value) => {
      const word = value ^ (work[from] ?? 0n);
      return (word >> by) | (word << (64n - by));
    });
  };
  add(a, b, x);
  turn(d, a, 32n);
  add(c, d, 0n);
  turn(b, c, 24n);
  add(a, b, y);
  turn(d, a, 16n);
  add(c, d, 0n);
  turn(b, c, 63n);
}

function at(words: BigUint64Array, index: number, change: (word: bigint) => bigint): void {
  words[index] = change(words[index] ?? 0n);
}
