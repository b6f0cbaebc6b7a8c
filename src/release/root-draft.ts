import { existsSync } from 'node:fs';
import type { Metadata, Root } from '@tufjs/models';
import { metadataPath } from '../channel/layout.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { countSignatures, encodeMetadata, signMetadata } from '../trust/metadata.ts';
import { shownKeyId, tufKeyId } from '../trust/tuf-key-id.ts';
import type { Signer } from '../trust/tuf-key.ts';
import { replaceFile } from '../write-file.ts';
import type { Store } from './store.ts';

/** A root as far as it is signed. */
export interface RootDraft {
  readonly root: Metadata<Root>;
  readonly bytes: Uint8Array;
  readonly signed: number;
  readonly threshold: number;
  /** Keys that may sign it and have not, as people see them. */
  readonly lacking: readonly string[];
  /** Enough have signed, by the root before too. */
  readonly isFinished: boolean;
}

/** Adds the signatures of those of `signers` whom `root` (or the one before it) grants that; of all where the one before is not known. */
export function signDraft(
  root: Metadata<Root>,
  signers: readonly Signer[],
  before?: Metadata<Root>,
  isBeforeUnknown = false,
): RootDraft {
  const able = [root, before].flatMap((one) => one?.signed.roles['root']?.keyIDs ?? []);
  for (const signer of signers)
    if (isBeforeUnknown || able.includes(tufKeyId(signer.publicKey))) signMetadata(root, signer);
  return draftOf(root, before);
}

function draftOf(root: Metadata<Root>, before?: Metadata<Root>): RootDraft {
  const counts = [root, ...(before ? [before] : [])].map((by) => countSignatures(by, 'root', root));
  // What is lacking most is told.
  const [{ signed, threshold, lacking } = { signed: 0, threshold: 1, lacking: [] }] = counts.sort(
    (a, b) => a.signed - a.threshold - (b.signed - b.threshold),
  );
  return {
    ...{ root, bytes: encodeMetadata(root), signed, threshold },
    lacking: lacking.map(shownKeyId),
    isFinished: signed >= threshold,
  };
}

/** Writes a root that others must sign too. Throws SatchelError: `release-draft-there`, `release-unproven`, `env-*`. */
export function writeDraft(file: string, { bytes }: RootDraft): void {
  if (existsSync(file)) throw new SatchelError('release-draft-there', { file });
  replaceFile(file, bytes, 'release-unproven');
}

/** Puts a finished root into the channel; gives the channel’s fingerprint if it is the first. */
export async function putRoot(store: Store, { root, bytes }: RootDraft): Promise<Digest> {
  const { version } = root.signed;
  try {
    await store.create(metadataPath('root', version), { kind: 'bytes', bytes });
  } catch (error) {
    const isTaken = error instanceof SatchelError && error.code === 'release-file-taken';
    throw isTaken ? new SatchelError('release-raced', {}, {}, { cause: error }) : error;
  }
  return digestOf(bytes);
}
