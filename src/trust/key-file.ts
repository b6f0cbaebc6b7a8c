import {
  existsSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { writeFailure } from '../system-failure.ts';
import { discard, removeStale, staleBeside, syncFolder, temporaryName } from '../temporary.ts';
import { verifyEd25519 } from './ed25519.ts';
import { encodePublicKey, parsePublicKey, type PublicKey } from './public-key.ts';
import { publicFileOf, readPublicKey, readSecretKeyFile } from './read-key.ts';
import { inspectSecretKey, makeSecretKey, openSecretKey, type Signer } from './secret-key.ts';
import { shownKeyId, tufKeyId } from './tuf-key-id.ts';

export interface KeyFiles {
  readonly secretFile: string;
  readonly publicFile: string;
}

/** The files of a key that is called `name`, with or without `.key`. */
export function keyFilesOf(name: string): KeyFiles {
  const secretFile = name.endsWith('.key') ? name : `${name}.key`;
  return { secretFile, publicFile: publicFileOf(secretFile) };
}

/** Throws SatchelError `key-there` where one of the files is there. */
export function refuseKeyFiles({ secretFile, publicFile }: KeyFiles): void {
  const both = [secretFile, publicFile];
  const there = both.find((file) => existsSync(file));
  if (there === undefined) return;
  // A run that was stopped at its end has left copies, of the secret too; of half a key they may be all that is left of the other half.
  if (both.every((file) => existsSync(file))) both.forEach(removeStale);
  throw new SatchelError('key-there', { file: there });
}

/**
 * Ends what a run has begun that was stopped between the names of the two files: the public one, which it had proven, gets its name. Undefined where there is
 * no such thing. Throws SatchelError `env-*`.
 */
export function finishKeyFiles({
  secretFile,
  publicFile,
}: KeyFiles): { readonly key: PublicKey; readonly encrypted: boolean } | undefined {
  if (!existsSync(secretFile) || existsSync(publicFile)) return undefined;
  try {
    const text = readSecretKeyFile(secretFile);
    const { comment, encrypted } = inspectSecretKey(text, secretFile);
    const own = encrypted ? undefined : openSecretKey(text, undefined, secretFile);
    for (const stale of staleBeside(publicFile)) {
      const key = ownPublicKey(stale);
      if (
        !key ||
        !comment.endsWith(` ${key.keyId}`) ||
        (own && tufKeyId(own.publicKey) !== tufKeyId(key.publicKey))
      )
        continue;
      giveName(stale, publicFile);
      syncFolder(dirname(publicFile));
      for (const file of [secretFile, publicFile]) removeStale(file);
      return { key, encrypted };
    }
    return undefined;
  } catch (error) {
    // What is no key, or not of that run, is somebody’s own.
    if (error instanceof SatchelError && error.code.startsWith('key-')) return undefined;
    throw writeFailure(error, publicFile);
  }
}

/** The public key in a file that Satchel may have written: its id follows from it. Anybody may have laid another there. */
function ownPublicKey(file: string): PublicKey | undefined {
  try {
    const key = readPublicKey(file);
    return key.keyId === shownKeyId(tufKeyId(key.publicKey)) ? key : undefined;
  } catch (error) {
    if (error instanceof SatchelError && error.code.startsWith('key-')) return undefined;
    throw error;
  }
}

/**
 * Makes a key and writes its two files, the secret one for its owner alone to read. Without `passphrase` it is not encrypted. Both are
 * read back and tried before either has its name; what is there is never overwritten. Throws SatchelError: `key-there`,
 * `key-unproven`, `env-*`.
 */
export function writeNewKey(files: KeyFiles, passphrase: Uint8Array | undefined): Signer {
  refuseKeyFiles(files);
  const { text, signer } = makeSecretKey(passphrase);
  const written: string[] = [];
  const temporaries: string[] = [];
  try {
    const write = (file: string, content: string, mode: number): { name: string; read: string } => {
      const temporary = temporaryName(file);
      temporaries.push(temporary);
      try {
        removeStale(file);
        const read = writeThrough(temporary, content, mode);
        if (read !== content) throw new SatchelError('key-unproven', { file });
        return { name: temporary, read };
      } catch (error) {
        throw writeFailure(error, file);
      }
    };
    const secret = write(files.secretFile, text, 0o600);
    const open = write(files.publicFile, encodePublicKey(signer), 0o644);
    prove(files, secret.read, open.read, passphrase, signer);
    for (const [from, to] of [
      [secret.name, files.secretFile],
      [open.name, files.publicFile],
    ] as const) {
      giveName(from, to);
      written.push(to);
    }
    syncFolder(dirname(files.secretFile));
    return signer;
  } catch (error) {
    // One half of a key without the other would only be in the way.
    written.forEach(discard);
    throw error;
  } finally {
    temporaries.forEach(discard);
  }
}

function writeThrough(file: string, content: string, mode: number): string {
  const fd = openSync(file, 'wx', mode);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return readFileSync(file, 'utf8');
}

/** Opens what was read back and checks a signature of the one half with the other. */
function prove(
  { secretFile, publicFile }: KeyFiles,
  secret: string,
  open: string,
  passphrase: Uint8Array | undefined,
  signer: Signer,
): void {
  const message = Buffer.from('read back');
  const opened = openSecretKey(secret, passphrase, secretFile);
  const key = parsePublicKey(open, publicFile);
  if (opened.keyId !== signer.keyId || !verifyEd25519(key.publicKey, message, opened.sign(message)))
    throw new SatchelError('key-unproven', { file: secretFile });
}

/** Gives a finished file its name, unless another has it: a hard link, which overwrites nothing; a rename where there are no links (FAT). */
function giveName(temporary: string, file: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || existsSync(file)) throw new SatchelError('key-there', { file });
    try {
      renameSync(temporary, file);
    } catch (thrown) {
      throw writeFailure(thrown, file);
    }
  }
}
