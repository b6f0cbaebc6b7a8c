/*
 * What opening an encrypted key costs. Minisign's files hold libsodium's opslimit and memlimit, from which scrypt's parameters follow
 * (RFC 7914 §2; `pickparams` of crypto_pwhash_scryptsalsa208sha256).
 */

export interface ScryptCost {
  /** A power of two. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export interface Limits {
  readonly opsLimit: bigint;
  readonly memLimit: bigint;
}

/**
 * What new keys cost: N = 2^17, r = 8, p = 1, some 128 MiB and half a second. That is OWASP's first choice for scrypt, and a laptop
 * of 2 GB that shows a browser bears it, while minisign's own (2^20, 1 GiB) makes one swap or fail.
 */
export const OWN_LIMITS: Limits = { opsLimit: 2n ** 22n, memLimit: 2n ** 27n };

/** Minisign's own is 2^20 at r = 8 (1 GiB) and p = 1; nothing that costs more is opened. */
const MAX_N = 2 ** 20;
const MAX_WORK = 2 ** 20;

const R = 8;

/**
 * The cost that the limits of a key file ask for, or undefined where it is more than minisign itself asks for, or none that is ever
 * written: every writer's limits are powers of two, so that a flipped bit is noticed though nothing else covers it.
 */
export function scryptCost({ opsLimit, memLimit }: Limits): ScryptCost | undefined {
  if (!isPowerOfTwo(opsLimit) || !isPowerOfTwo(memLimit)) return undefined;
  const ops = opsLimit < 32_768n ? 32_768n : opsLimit;
  const byMemory = ops >= memLimit / 32n;
  const N = powerWithin((byMemory ? memLimit / BigInt(R * 128) : ops / BigInt(R * 4)) / 2n);
  const p = byMemory ? ops / 4n / N / BigInt(R) : 1n;
  if (N > MAX_N || p < 1n || N * p > MAX_WORK) return undefined;
  return { N: Number(N), r: R, p: Number(p) };
}

/** Bytes of memory that scrypt takes (RFC 7914 §6: V, B and what it works with). */
export function scryptMemory({ N, r, p }: ScryptCost): number {
  return 128 * r * (N + p + 2);
}

/** The least 2^n, n from 1, that is more than `most`. */
function powerWithin(most: bigint): bigint {
  let power = 2n;
  while (power <= most && power < 2n ** 63n) power *= 2n;
  return power;
}

function isPowerOfTwo(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n;
}
