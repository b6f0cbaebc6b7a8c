import type { Digest } from '../digest.ts';
import { checkSignature, type Signature } from './minisign.ts';
import type { PublicKey } from './public-key.ts';
import { provenManifest, readSignature, signatureFileOf } from './signature-file.ts';

/** A signature that was found good. */
export interface GoodSignature {
  readonly file: string;
  readonly keyId: string;
  readonly trustedComment: string;
}

/**
 * Demands that the manifest of a bundle, whose digest a verification found, is signed by `key`; the signature lies beside the bundle
 * unless `file` names it. Throws SatchelError `signature-*`.
 */
export function verifySignature(
  bundle: string,
  digest: Digest,
  key: PublicKey,
  file = signatureFileOf(bundle),
): GoodSignature {
  const signature: Signature = readSignature(file);
  checkSignature(signature, provenManifest(bundle, digest), key, file);
  return { file, keyId: signature.keyId, trustedComment: signature.trustedComment };
}
