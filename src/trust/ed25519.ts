import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/*
 * Ed25519 (RFC 8032) with raw keys and signatures. Signing is deterministic: the same key and bytes give the same signature.
 */

export const PUBLIC_KEY_SIZE = 32;
export const SIGNATURE_SIZE = 64;

/** What stands before the 32 bytes of a seed in PKCS #8, and of a public key in SubjectPublicKeyInfo (RFC 8410 §7, §4). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The private key of a seed (32 bytes). It lies in memory that scripts cannot read; the seed may be overwritten. */
export function privateKeyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** The public key (32 bytes) of a private one. */
export function publicKeyOf(key: KeyObject): Uint8Array {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(der.subarray(-PUBLIC_KEY_SIZE));
}

/** The signature (64 bytes) of `bytes`. */
export function signEd25519(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(sign(null, bytes, key));
}

/** Whether `signature` is that of `bytes` by the owner of `publicKey` (32 bytes). */
export function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_SIZE || signature.length !== SIGNATURE_SIZE) return false;
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, bytes, key, signature);
}
