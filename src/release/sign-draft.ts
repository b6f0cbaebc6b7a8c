import { closeSync, openSync, readSync } from 'node:fs';
import type { Metadata, Root } from '@tufjs/models';
import { metadataPath } from '../channel/layout.ts';
import { SatchelError } from '../diagnostic.ts';
import { MAX_METADATA_SIZE, parseMetadata } from '../trust/metadata.ts';
import type { Signer } from '../trust/tuf-key.ts';
import { replaceFile } from '../write-file.ts';
import { signDraft, type RootDraft } from './root-draft.ts';
import { readRoots } from './state.ts';
import type { Store } from './store.ts';

/**
 * Adds signatures to the root in `file`; without `store`, which knows the root before it, those of all signers, and only its own keys are counted. Throws
 * SatchelError: `trust-metadata-*`, `release-draft-odd`, `env-*`.
 */
export async function signDraftFile(
  file: string,
  signers: readonly Signer[],
  store: Store | undefined,
): Promise<RootDraft> {
  const root = parseMetadata('root', readDraft(file), file);
  const before = store && (await rootBefore(store, root, file));
  const draft = signDraft(root, signers, before, store === undefined);
  if (signers.length > 0) replaceFile(file, draft.bytes, 'release-unproven');
  return draft;
}

/** The channel’s newest root, which must be the one before `root`; none before the first. */
async function rootBefore(
  store: Store,
  { signed: { version } }: Metadata<Root>,
  file: string,
): Promise<Metadata<Root> | undefined> {
  const isBegun = (await store.read(metadataPath('root', 1), MAX_METADATA_SIZE.root)) !== undefined;
  const newest = isBegun ? (await readRoots(store)).roots.at(-1) : undefined;
  const expected = (newest?.signed.version ?? 0) + 1;
  if (version === expected) return newest;
  const reason = `it is root ${version}, and ${expected} comes next`;
  throw new SatchelError('release-draft-odd', { file, channel: store.name, reason });
}

function readDraft(file: string): Uint8Array {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(MAX_METADATA_SIZE.root + 1);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}
