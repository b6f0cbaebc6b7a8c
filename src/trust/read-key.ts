import { closeSync, openSync, readSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';
import { MAX_KEY_TEXT } from './key-text.ts';
import { passphraseFrom, type Environment } from './passphrase.ts';
import { parsePublicKey, type PublicKey } from './public-key.ts';
import { inspectSecretKey, isSecretKey, openSecretKey, type Signer } from './secret-key.ts';

export const KEY_VARIABLE = 'SATCHEL_KEY';

/** Where a secret key and its passphrase come from. */
export interface SignerSource {
  /** A secret key file; without it, the text in `SATCHEL_KEY`. */
  readonly file?: string | undefined;
  readonly env: Environment;
  /** Asks a person for the passphrase of `name`; undefined where there is nobody to ask. */
  readonly ask?: ((name: string) => Promise<Buffer>) | undefined;
}

/**
 * Opens the secret key of a file, or of the environment. Its passphrase comes from `SATCHEL_PASSPHRASE_<KEYID>`, `SATCHEL_PASSPHRASE`
 * or a person. Throws SatchelError `key-*`, none of which tells anything secret.
 */
export async function readSigner({ file, env, ask }: SignerSource): Promise<Signer> {
  const { name, text } = file === undefined ? keyOf(env) : { name: file, text: readSecretKeyFile(file) };
  const { encrypted, comment } = inspectSecretKey(text, name);
  if (!encrypted) return openSecretKey(text, undefined, name);
  const passphrase = passphraseFrom(env, saidKeyId(comment, file)) ?? (await ask?.(name));
  try {
    return openSecretKey(text, passphrase, name);
  } finally {
    passphrase?.fill(0);
  }
}

/** The text of a secret key file. A key's text in place of its name is refused and not repeated. */
export function readSecretKeyFile(file: string): string {
  if (isSecretKey(file)) throw new SatchelError('key-in-arguments');
  return readKeyFile(file);
}

/** A public key: a file, or its one line of base64. Throws SatchelError `key-*`. */
export function readPublicKey(fileOrText: string): PublicKey {
  if (isSecretKey(fileOrText)) throw new SatchelError('key-in-arguments');
  // Minisign's public keys have 56 characters and begin with those of “Ed”.
  const isText = /^RW[A-Za-z0-9+/]{54}$/.test(fileOrText);
  return isText ? parsePublicKey(fileOrText) : parsePublicKey(readKeyFile(fileOrText), fileOrText);
}

/** The text of a key file, of bounded length. Throws SatchelError: `key-not-found`, `key-unreadable`, `key-damaged`. */
function readKeyFile(file: string): string {
  const bytes = readBounded(file, (code) =>
    code === 'ENOENT'
      ? new SatchelError('key-not-found', { file })
      : new SatchelError('key-unreadable', { file, reason: code }),
  );
  try {
    if (bytes.length > MAX_KEY_TEXT)
      throw new SatchelError('key-damaged', { file, reason: 'it is too long' });
    return bytes.toString('latin1');
  } finally {
    bytes.fill(0);
  }
}

/** The bytes of a small file, at most one more than a key or signature may have. What the system refuses is thrown as `refused` says. */
export function readBounded(file: string, refused: (code: string) => SatchelError): Buffer {
  const bytes = Buffer.alloc(MAX_KEY_TEXT + 1);
  try {
    const fd = openSync(file, 'r');
    try {
      let size = 0;
      for (let read = -1; read !== 0 && size < bytes.length; size += read)
        read = readSync(fd, bytes, size, bytes.length - size, null);
      return bytes.subarray(0, size);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof SatchelError || code === undefined || syscall === undefined) throw error;
    throw refused(code);
  }
}

function keyOf(env: Environment): { name: string; text: string } {
  const text = env[KEY_VARIABLE];
  if (text === undefined || text.trim() === '') throw new SatchelError('key-none');
  return { name: KEY_VARIABLE, text };
}

/**
 * Which key an encrypted file says it is: its id is encrypted with it. Nothing hangs on it but which variable is looked for: Satchel
 * writes it into the comment, minisign into that of the public key beside it.
 */
function saidKeyId(comment: string, file: string | undefined): string | undefined {
  const said = /\b[0-9A-F]{16}\b/.exec(comment)?.[0];
  if (said !== undefined || file === undefined) return said;
  try {
    return readPublicKey(publicFileOf(file)).keyId;
  } catch {
    return undefined;
  }
}

/** The public key file beside a secret one: `school.key` → `school.pub`. */
export function publicFileOf(secretFile: string): string {
  return secretFile.replace(/\.key$/, '') + '.pub';
}
