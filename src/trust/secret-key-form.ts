import { blake2b } from '@noble/hashes/blake2.js';
import type { Limits } from './key-cost.ts';
import { KEY_ALGORITHM } from './key-text.ts';

/*
 * The bytes of minisign's secret key (https://jedisct1.github.io/minisign/, “Secret key format”): signature algorithm 2, key derivation 2,
 * checksum algorithm 2, salt 32, opslimit 8, memlimit 8 (little-endian), and what scrypt's output is laid over: key id 8, seed 32,
 * public key 32, checksum 32.
 */

export const SECRET_KEY_SIZE = 158;

/** `Sc`: scrypt; two zeros: not encrypted. */
const SCRYPT = Buffer.from('Sc');
const UNENCRYPTED = Buffer.alloc(2);
const CHECKSUM_ALGORITHM = Buffer.from('B2');

const HIDDEN_AT = 54;
export const HIDDEN_SIZE = SECRET_KEY_SIZE - HIDDEN_AT;
const CHECKSUM_AT = 72;

/** A secret key as it stands in its file. `hidden` is a part of the bytes it was read from: overwrite it when it is no longer needed. */
export interface SecretKeyForm {
  readonly encrypted: boolean;
  readonly salt: Uint8Array;
  readonly limits: Limits;
  readonly hidden: Buffer;
}

/** What the form of a key says; a reason in words where it is none. */
export function readForm(bytes: Buffer): SecretKeyForm | string {
  if (bytes.length !== SECRET_KEY_SIZE) return 'it has another length than a secret key';
  if (!bytes.subarray(0, 2).equals(KEY_ALGORITHM)) return 'it is of another kind than Ed25519';
  const derivation = bytes.subarray(2, 4);
  const encrypted = derivation.equals(SCRYPT);
  if (!encrypted && !derivation.equals(UNENCRYPTED)) return 'it is encrypted in another way than with scrypt';
  if (!bytes.subarray(4, 6).equals(CHECKSUM_ALGORITHM)) return 'its checksum is none of BLAKE2b';
  if (!encrypted && bytes.subarray(6, HIDDEN_AT).some((byte) => byte !== 0))
    return 'it is not encrypted and has a salt all the same';
  return {
    encrypted,
    salt: bytes.subarray(6, 38),
    limits: { opsLimit: bytes.readBigUInt64LE(38), memLimit: bytes.readBigUInt64LE(46) },
    hidden: bytes.subarray(HIDDEN_AT),
  };
}

/** The bytes of a key's form. */
export function writeForm({ encrypted, salt, limits, hidden }: SecretKeyForm): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64LE(limits.opsLimit, 0);
  numbers.writeBigUInt64LE(limits.memLimit, 8);
  const derivation = encrypted ? SCRYPT : UNENCRYPTED;
  return Buffer.concat([KEY_ALGORITHM, derivation, CHECKSUM_ALGORITHM, salt, numbers, hidden]);
}

/** What `hidden` holds once it is laid open: parts of the same memory. */
export interface OpenForm {
  readonly id: Buffer;
  readonly seed: Buffer;
  readonly publicKey: Buffer;
  readonly checksum: Buffer;
}

export function partsOf(hidden: Buffer): OpenForm {
  return {
    id: hidden.subarray(0, 8),
    seed: hidden.subarray(8, 40),
    publicKey: hidden.subarray(40, CHECKSUM_AT),
    checksum: hidden.subarray(CHECKSUM_AT),
  };
}

/** The checksum of an open key: BLAKE2b-256 of its algorithm, id, seed and public key. */
export function checksumOf(hidden: Buffer): Uint8Array {
  const hashed = Buffer.concat([KEY_ALGORITHM, hidden.subarray(0, CHECKSUM_AT)]);
  try {
    return blake2b(hashed, { dkLen: HIDDEN_SIZE - CHECKSUM_AT });
  } finally {
    hashed.fill(0);
  }
}
