import { createHash } from 'node:crypto';
import { SatchelError } from '../diagnostic.ts';
import { SIGNATURE_SIZE, verifyEd25519 } from './ed25519.ts';
import { fromBase64, keyIdBytes, keyIdOf, MAX_KEY_TEXT } from './key-text.ts';
import type { PublicKey } from './public-key.ts';
import type { Signer } from './secret-key.ts';

/*
 * Minisign's signature files (https://jedisct1.github.io/minisign/, “Signature format”), prehashed: what is signed is the BLAKE2b-512 of
 * the message, and once more that signature with the trusted comment.
 */

/** A signature file, as it says of itself: {@link checkSignature} finds out whether it is true. */
export interface Signature {
  readonly keyId: string;
  /** 64 bytes: over the message. */
  readonly signature: Uint8Array;
  readonly trustedComment: string;
  /** 64 bytes: over the signature and the trusted comment. */
  readonly globalSignature: Uint8Array;
}

const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';
const PREHASHED = 'ED';
const LEGACY = 'Ed';

/** The text of a signature of `message`: the same key, message and comment give the same text. */
export function signMessage(signer: Signer, message: Uint8Array, trustedComment: string): string {
  const signature = signer.sign(prehash(message));
  return encodeSignature({
    keyId: signer.keyId,
    signature,
    trustedComment,
    globalSignature: signer.sign(Buffer.concat([signature, Buffer.from(trustedComment)])),
  });
}

function encodeSignature({ keyId, signature, trustedComment, globalSignature }: Signature): string {
  const signed = Buffer.concat([Buffer.from(PREHASHED), keyIdBytes(keyId), signature]);
  return [
    `${UNTRUSTED}signature by the key ${keyId}`,
    signed.toString('base64'),
    `${TRUSTED}${trustedComment}`,
    Buffer.from(globalSignature).toString('base64'),
    '',
  ].join('\n');
}

/** Reads a signature file. `file` names it in messages. Throws SatchelError: `signature-malformed`, `signature-legacy`. */
export function parseSignature(bytes: Uint8Array, file = 'the signature'): Signature {
  const refuse = (reason: string): never => {
    throw new SatchelError('signature-malformed', { file, reason });
  };
  if (bytes.length > MAX_KEY_TEXT) refuse('it is too long');
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse('it is no text in UTF-8');
  }
  // A trusted comment would end here for minisign, and go on for us.
  if (text.includes('\0')) refuse('it holds a NUL');
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  const [untrusted = '', signedLine = '', trusted = '', globalLine = ''] = lines;
  if (lines.length !== 4) refuse('it has not four lines');
  if (!untrusted.startsWith(UNTRUSTED)) refuse(`its first line does not begin with “${UNTRUSTED.trim()}”`);
  if (!trusted.startsWith(TRUSTED)) refuse(`its third line does not begin with “${TRUSTED.trim()}”`);
  const signed = fromBase64(signedLine) ?? refuse('its second line is no base64');
  const globalSignature = fromBase64(globalLine) ?? refuse('its fourth line is no base64');
  if (signed.length !== 10 + SIGNATURE_SIZE || globalSignature.length !== SIGNATURE_SIZE)
    refuse('it has another length than a signature');
  const algorithm = signed.toString('latin1', 0, 2);
  if (algorithm === LEGACY) throw new SatchelError('signature-legacy', { file });
  if (algorithm !== PREHASHED) refuse('it is of another kind than Ed25519 over BLAKE2b');
  return {
    keyId: keyIdOf(signed.subarray(2, 10)),
    signature: signed.subarray(10),
    trustedComment: trusted.slice(TRUSTED.length),
    globalSignature,
  };
}

/**
 * Returns if `signature` is that of `message` by `key`; what is checked is always Ed25519 over BLAKE2b-512 with that key, whatever
 * the file says. `file` names the signature in messages. Throws SatchelError: `signature-other-key`, `signature-wrong`,
 * `signature-comment-wrong`.
 */
export function checkSignature(
  { keyId, signature, trustedComment, globalSignature }: Signature,
  message: Uint8Array,
  key: PublicKey,
  file = 'the signature',
): void {
  if (keyId !== key.keyId)
    throw new SatchelError('signature-other-key', { file, actual: keyId, expected: key.keyId });
  if (!verifyEd25519(key.publicKey, prehash(message), signature))
    throw new SatchelError('signature-wrong', { file, key: key.keyId });
  const signed = Buffer.concat([signature, Buffer.from(trustedComment)]);
  if (!verifyEd25519(key.publicKey, signed, globalSignature))
    throw new SatchelError('signature-comment-wrong', { file });
}

function prehash(message: Uint8Array): Uint8Array {
  return createHash('blake2b512').update(message).digest();
}
