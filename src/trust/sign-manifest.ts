import { existsSync } from 'node:fs';
import type { Manifest } from '../bundle/manifest.ts';
import { verifyBundle, type VerifyOptions } from '../bundle/verify.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { replaceFile } from '../write-file.ts';
import { checkSignature, signMessage } from './minisign.ts';
import type { PublicKey } from './public-key.ts';
import { readBounded } from './read-key.ts';
import type { Signer } from './secret-key.ts';
import { provenManifest, readSignature, signatureFileOf } from './signature-file.ts';

/** A bundle that was signed, or what is wrong with one that was not. */
export type Signing =
  | {
      /** The signature. */
      readonly file: string;
      readonly digest: Digest;
      readonly keyId: string;
      readonly trustedComment: string;
      /** The same signature was there already. */
      readonly unchanged: boolean;
    }
  | { readonly findings: readonly Diagnostic[] };

/**
 * Verifies a bundle to the last byte, signs its manifest, which is its identity, and lays the signature beside it. The same key and
 * bundle give the same bytes. A signature by another key is never overwritten. Throws SatchelError: as `verifyBundle`,
 * `signature-there`, `signature-unproven`, `env-*`.
 */
export async function signBundle(
  bundle: string,
  signer: Signer,
  options: VerifyOptions = {},
): Promise<Signing> {
  const { digest, manifest, findings } = await verifyBundle(bundle, options);
  if (findings.length > 0 || digest === undefined || manifest === undefined) return { findings };
  const message = provenManifest(bundle, digest);
  const file = signatureFileOf(bundle);
  const trustedComment = commentOf(manifest, digest);
  const bytes = Buffer.from(signMessage(signer, message, trustedComment));
  const unchanged = isThere(file, bytes, signer);
  if (!unchanged) replaceFile(file, bytes, 'signature-unproven');
  checkSignature(readSignature(file), message, signer, file);
  return { file, digest, keyId: signer.keyId, trustedComment, unchanged };
}

/** What minisign shows beside a good signature: only what the manifest says, so that no clock makes it another. */
function commentOf({ id, version, variant }: Manifest, digest: Digest): string {
  return `id:${id} version:${version} variant:${variant.language}/${variant.profile} digest:${digest}`;
}

/** Whether the very signature is there. One by the same key can be made again, and gives way; any other is not ours to overwrite. */
function isThere(file: string, bytes: Buffer, key: PublicKey): boolean {
  if (!existsSync(file)) return false;
  const there = readBounded(file, (code) => new SatchelError('signature-unreadable', { file, reason: code }));
  if (there.equals(bytes)) return true;
  const keyId = keyIdThere(file);
  if (keyId === key.keyId) return false;
  const reason =
    keyId === undefined ? 'it is no signature' : `it says that it was made with the key ${keyId}`;
  throw new SatchelError('signature-there', { file, reason });
}

function keyIdThere(file: string): string | undefined {
  try {
    return readSignature(file).keyId;
  } catch {
    return undefined;
  }
}
