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
  const roots = store ? await rootsOf(store) : [];
  const newest = roots.at(-1);
  // A run that was stopped may have put it there.
  if (newest?.signed.equals(root.signed)) return signDraft(newest, [], roots.at(-2));
  const before = store && demandNext(store, newest, root, file);
  const draft = signDraft(root, signers, before, store === undefined);
  if (signers.length > 0) replaceFile(file, draft.bytes, 'release-unproven');
  return draft;
}

/** The roots of a channel; none where it has not begun. */
async function rootsOf(store: Store): Promise<Metadata<Root>[]> {
  const isBegun = (await store.read(metadataPath('root', 1), MAX_METADATA_SIZE.root)) !== undefined;
  return isBegun ? (await readRoots(store)).roots : [];
}

/** The channel’s newest root, which must be the one before `root`; none before the first. */
function demandNext(
  store: Store,
  newest: Metadata<Root> | undefined,
  { signed: { version } }: Metadata<Root>,
  file: string,
): Metadata<Root> | undefined {
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
