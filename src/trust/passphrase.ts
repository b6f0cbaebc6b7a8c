import { SatchelError } from '../diagnostic.ts';
import { MAX_PASSPHRASE } from './secret-key.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const PASSPHRASE_VARIABLE = 'SATCHEL_PASSPHRASE';

/**
 * The passphrase that the environment has for the key with this id: `SATCHEL_PASSPHRASE_<KEYID>`, else `SATCHEL_PASSPHRASE`;
 * undefined where there is none. A newline at its end, which nobody can type, is not part of it.
 */
export function passphraseFrom(env: Environment, keyId?: string): Buffer | undefined {
  const own = keyId === undefined ? undefined : env[`${PASSPHRASE_VARIABLE}_${keyId}`];
  const text = (own ?? env[PASSPHRASE_VARIABLE])?.replace(/\r?\n$/, '');
  return text === undefined || text === '' ? undefined : Buffer.from(text);
}

/** Throws SatchelError (`key-passphrase-empty`, `key-passphrase-long`) unless a new key can have this passphrase. */
export function checkPassphrase(passphrase: Uint8Array): void {
  if (passphrase.length === 0) throw new SatchelError('key-passphrase-empty');
  if (passphrase.length > MAX_PASSPHRASE)
    throw new SatchelError('key-passphrase-long', { limit: MAX_PASSPHRASE });
}
