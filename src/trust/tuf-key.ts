import { Key } from '@tufjs/models';
import { plainKey, tufKeyId } from './tuf-key-id.ts';

/** Whoever signs: a key that is open. The same key signs bundles (minisign) and the metadata of channels (TUF). */
export interface Signer {
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  /** The 64 bytes of an Ed25519 signature over `bytes`. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A public key as TUF writes it (The Update Framework 1.0, §4.2). */
export function tufKey(publicKey: Uint8Array): Key {
  return Key.fromJSON(tufKeyId(publicKey), plainKey(publicKey));
}

/** The 32 bytes of a key, or undefined where it is not one that channels use, or goes by an id that is not its own. */
export function publicKeyOf(key: Key): Uint8Array | undefined {
  const { keytype, scheme, keyval } = key.toJSON();
  // The algorithm is ours to name, not the file's.
  if (keytype !== 'ed25519' || scheme !== 'ed25519') return undefined;
  const hex = (keyval as Record<string, string>)['public'] ?? '';
  if (!/^[0-9a-f]{64}$/.test(hex)) return undefined;
  // Members that the specification does not know are no part of the id: one key has one.
  const bytes = Buffer.from(hex, 'hex');
  return key.keyID === tufKeyId(bytes) ? bytes : undefined;
}
