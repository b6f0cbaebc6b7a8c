import { randomBytes, scryptSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import { SatchelError } from '../diagnostic.ts';
import { formatSize } from '../quantity.ts';
import { privateKeyOf, publicKeyOf, signEd25519 } from './ed25519.ts';
import { OWN_LIMITS, scryptCost, scryptMemory, type Limits, type ScryptCost } from './key-cost.ts';
import { encodeKeyText, keyIdBytes, keyIdOf, parseKeyText } from './key-text.ts';
import type { PublicKey } from './public-key.ts';
import {
  checksumOf,
  HIDDEN_SIZE,
  partsOf,
  readForm,
  SECRET_KEY_SIZE,
  writeForm,
  type SecretKeyForm,
} from './secret-key-form.ts';
import { shownKeyId, tufKeyId } from './tuf-key-id.ts';

/** Signs with a secret key that nothing gives away. */
export interface Signer extends PublicKey {
  /** The Ed25519 signature (64 bytes) of `bytes`; the same key and bytes give the same signature. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** What can be told of a secret key file without its passphrase. */
export interface SecretKeyFacts {
  readonly comment: string;
  readonly encrypted: boolean;
  /** Undefined where it is not encrypted. */
  readonly cost: ScryptCost | undefined;
}

/** Bytes of a passphrase at most, as in minisign. */
export const MAX_PASSPHRASE = 1023;

const UNCHECKED = new Uint8Array(32);

/** Whether a text is a secret key, whole or not: only its length is looked at. Nothing is thrown. */
export function isSecretKey(text: string): boolean {
  try {
    const { bytes } = parseKeyText(text, '');
    bytes.fill(0);
    return bytes.length === SECRET_KEY_SIZE;
  } catch {
    return false;
  }
}

/** What can be told of a secret key without opening it. `file` names it in messages. Throws SatchelError `key-*`. */
export function inspectSecretKey(text: string, file = 'the secret key'): SecretKeyFacts {
  const { comment, form } = parse(text, file);
  form.hidden.fill(0);
  return {
    comment,
    encrypted: form.encrypted,
    cost: form.encrypted ? costOf(form.limits, file) : undefined,
  };
}

/**
 * Opens a secret key as minisign and Satchel write it; without `passphrase` one that is not encrypted. `file` names it in messages.
 * Throws SatchelError: `key-damaged`, `key-not-secret`, `key-costly`, `key-memory`, `key-passphrase-none`, `key-passphrase-wrong`.
 */
export function openSecretKey(
  text: string,
  passphrase?: string | Uint8Array,
  file = 'the secret key',
): Signer {
  const { form } = parse(text, file);
  const { hidden, encrypted } = form;
  try {
    if (encrypted) {
      if (passphrase === undefined) throw new SatchelError('key-passphrase-none', { file });
      hide(form, passphrase, costOf(form.limits, file), file);
    }
    const { id, seed, publicKey, checksum } = partsOf(hidden);
    // Minisign leaves the checksum of a key that is not encrypted empty.
    const unchecked = !encrypted && checksum.equals(UNCHECKED);
    if (!unchecked && !timingSafeEqual(checksum, checksumOf(hidden)))
      throw encrypted
        ? new SatchelError('key-passphrase-wrong', { file })
        : new SatchelError('key-damaged', { file, reason: 'its checksum is wrong' });
    const key = privateKeyOf(seed);
    const signer = signerOf(key, keyIdOf(id));
    // Whoever signs with one key and hashes the other into it gives the secret away.
    if (!publicKey.equals(signer.publicKey))
      throw new SatchelError('key-damaged', { file, reason: 'its halves do not belong together' });
    return signer;
  } finally {
    hidden.fill(0);
  }
}

/** A new key, and the text of its file: encrypted, unless `passphrase` is undefined. */
export function makeSecretKey(passphrase: string | Uint8Array | undefined): {
  readonly text: string;
  readonly signer: Signer;
} {
  const hidden = Buffer.alloc(HIDDEN_SIZE);
  try {
    const { id, seed, publicKey, checksum } = partsOf(hidden);
    seed.set(randomBytes(seed.length));
    const key = privateKeyOf(seed);
    publicKey.set(publicKeyOf(key));
    // Minisign’s ids are random; this one is the same in channels.
    const keyId = shownKeyId(tufKeyId(publicKey));
    id.set(keyIdBytes(keyId));
    const signer = signerOf(key, keyId);
    const encrypted = passphrase !== undefined;
    if (encrypted) checksum.set(checksumOf(hidden));
    const form: SecretKeyForm = {
      encrypted,
      salt: encrypted ? randomBytes(32) : new Uint8Array(32),
      limits: encrypted ? OWN_LIMITS : { opsLimit: 0n, memLimit: 0n },
      hidden,
    };
    if (encrypted) hide(form, passphrase, costOf(form.limits, 'a new key'), 'a new key');
    const kind = encrypted ? 'encrypted secret key' : 'secret key that is not encrypted,';
    return { text: encodeKeyText(`minisign ${kind} ${signer.keyId}`, writeForm(form)), signer };
  } finally {
    hidden.fill(0);
  }
}

function parse(text: string, file: string): { comment: string; form: SecretKeyForm } {
  const { comment, bytes } = parseKeyText(text, file);
  // 42 bytes are a public key.
  if (bytes.length === 42) throw new SatchelError('key-not-secret', { file });
  const form = readForm(bytes);
  if (typeof form !== 'string') return { comment, form };
  bytes.fill(0);
  throw new SatchelError('key-damaged', { file, reason: form });
}

function costOf(limits: Limits, file: string): ScryptCost {
  const cost = scryptCost(limits);
  if (cost !== undefined) return cost;
  const reason = `opslimit ${limits.opsLimit}, memlimit ${limits.memLimit}`;
  throw new SatchelError('key-costly', { file, reason });
}

/** Lays scrypt's output over what is hidden, in place, or takes it away again. */
function hide(
  { salt, hidden }: SecretKeyForm,
  passphrase: string | Uint8Array,
  cost: ScryptCost,
  file: string,
): void {
  let stream: Buffer;
  const memory = scryptMemory(cost);
  try {
    stream = scryptSync(passphrase, salt, HIDDEN_SIZE, { ...cost, maxmem: memory + 2 ** 20 });
  } catch (cause) {
    throw new SatchelError('key-memory', { file, size: formatSize(memory) }, {}, { cause });
  }
  for (let i = 0; i < HIDDEN_SIZE; i++) hidden[i] = (hidden[i] ?? 0) ^ (stream[i] ?? 0);
  stream.fill(0);
}

function signerOf(key: KeyObject, keyId: string): Signer {
  return { keyId, publicKey: publicKeyOf(key), sign: (bytes) => signEd25519(key, bytes) };
}
