import { SatchelError } from '../diagnostic.ts';
import { PUBLIC_KEY_SIZE } from './ed25519.ts';
import { encodeKeyText, KEY_ALGORITHM, keyIdBytes, keyIdOf, parseKeyText } from './key-text.ts';
import { SECRET_KEY_SIZE } from './secret-key-form.ts';

/** The key that a signature is checked with. */
export interface PublicKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Minisign's id of the key: 16 upper-case hexadecimal digits, as minisign shows it. It names a key and proves nothing. */
  readonly keyId: string;
}

const ID_SIZE = 8;

/**
 * A public key: minisign's file with two lines, or its base64 alone. `file` names it in messages. Throws SatchelError: `key-damaged`,
 * `key-not-public`.
 */
export function parsePublicKey(text: string, file = 'the public key'): PublicKey {
  const { bytes } = parseKeyText(text, file);
  if (bytes.length === SECRET_KEY_SIZE) {
    bytes.fill(0);
    throw new SatchelError('key-not-public');
  }
  const reason =
    bytes.length !== KEY_ALGORITHM.length + ID_SIZE + PUBLIC_KEY_SIZE
      ? 'it has another length than a public key'
      : bytes.subarray(0, 2).equals(KEY_ALGORITHM)
        ? undefined
        : 'it is of another kind than Ed25519';
  if (reason !== undefined) throw new SatchelError('key-damaged', { file, reason });
  return { keyId: keyIdOf(bytes.subarray(2, 10)), publicKey: Uint8Array.from(bytes.subarray(10)) };
}

/** The text of a public key file, as minisign writes it. */
export function encodePublicKey({ keyId, publicKey }: PublicKey): string {
  return encodeKeyText(
    `minisign public key ${keyId}`,
    Buffer.concat([KEY_ALGORITHM, keyIdBytes(keyId), publicKey]),
  );
}

/** The one line that `minisign -P` and `satchel verify --key` take. */
export function publicKeyLine(key: PublicKey): string {
  return encodePublicKey(key).split('\n')[1] ?? '';
}
