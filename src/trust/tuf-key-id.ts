import { createHash } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';

/** The id of an Ed25519 key (32 bytes) in the metadata of channels (The Update Framework 1.0, §4.2): 64 digits, which follow from the key. */
export function tufKeyId(publicKey: Uint8Array): string {
  return createHash('sha256')
    .update(canonicalize(plainKey(publicKey)))
    .digest('hex');
}

/** A public key as the metadata of channels writes it. */
export function plainKey(publicKey: Uint8Array): {
  keytype: string;
  scheme: string;
  keyval: { public: string };
} {
  return {
    ...{ keytype: 'ed25519', scheme: 'ed25519' },
    keyval: { public: Buffer.from(publicKey).toString('hex') },
  };
}

/**
 * What people see of the id of a key in a channel: 16 digits, in the form of minisign's ids. Keys that Satchel makes have these digits as
 * minisign's id too; that of any other key says nothing about the key, so that nobody may be shown it in the place of this one.
 */
export function shownKeyId(id: string): string {
  return id.slice(0, 16).toUpperCase();
}
