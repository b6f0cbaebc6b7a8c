import { scryptMemory, type ScryptCost } from './key-cost.ts';
import { parsePublicKey, publicKeyLine, type PublicKey } from './public-key.ts';
import { publicFileOf, readPublicKey, readSecretKeyFile, readSigner, type SignerSource } from './read-key.ts';
import { inspectSecretKey, isSecretKey } from './secret-key.ts';
import { shownKeyId, tufKeyId } from './tuf-key-id.ts';

/** What may be shown of a key: nothing of it is secret. */
export interface KeyDescription {
  readonly keyId: string;
  /** What channels call it: the same 16 digits of a key that Satchel has made. */
  readonly channelKeyId: string;
  /** One line of base64, as `minisign -P` takes it. */
  readonly publicKey: string;
  readonly secret: boolean;
  readonly encrypted: boolean;
  /** What opening it costs, where it is encrypted; `memory` is bytes. */
  readonly cost?: ScryptCost & { readonly memory: number };
  /** The file that the public key was taken from, where the secret key was not opened. */
  readonly from?: string;
}

/**
 * Describes a public or secret key file. An encrypted secret key is opened only where its public key does not lie beside it. Throws
 * SatchelError `key-*`.
 */
export async function describeKey(source: SignerSource & { readonly file: string }): Promise<KeyDescription> {
  const { file } = source;
  const text = readSecretKeyFile(file);
  if (!isSecretKey(text)) return { ...shown(parsePublicKey(text, file)), secret: false, encrypted: false };
  const { encrypted, cost } = inspectSecretKey(text, file);
  const beside = encrypted ? publicKeyBeside(file) : undefined;
  return {
    ...shown(beside ?? (await readSigner(source))),
    secret: true,
    encrypted,
    ...(cost && { cost: { ...cost, memory: scryptMemory(cost) } }),
    ...(beside && { from: publicFileOf(file) }),
  };
}

function shown(key: PublicKey): Pick<KeyDescription, 'keyId' | 'channelKeyId' | 'publicKey'> {
  const channelKeyId = shownKeyId(tufKeyId(key.publicKey));
  return { keyId: key.keyId, channelKeyId, publicKey: publicKeyLine(key) };
}

function publicKeyBeside(file: string): PublicKey | undefined {
  try {
    return readPublicKey(publicFileOf(file));
  } catch {
    return undefined;
  }
}
