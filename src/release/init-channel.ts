import { metadataPath } from '../channel/layout.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { MAX_METADATA_SIZE } from '../trust/metadata.ts';
import type { Signer } from '../trust/tuf-key.ts';
import { makeRoot, type Grants } from './make-root.ts';
import { publish } from './publish.ts';
import { canSign, DEFAULT_EXPIRES_DAYS, expiryOf } from './roles.ts';
import { putRoot, signDraft, type RootDraft } from './root-draft.ts';
import { readState } from './state.ts';
import { writeIndex } from './write-index.ts';
import type { Store } from './store.ts';

/** Days for which a root counts: its keys lie in drawers, and to sign anew takes people to meet. */
export const ROOT_EXPIRES_DAYS = 5 * 365;

/** The first root of a channel, signed by those of `signers` who may. Throws SatchelError: `release-channel-there`, `release-keys-few`. */
export async function draftFirstRoot(
  store: Store,
  grants: Grants,
  signers: readonly Signer[],
  now: number,
  expiresDays = ROOT_EXPIRES_DAYS,
): Promise<RootDraft> {
  await refuseChannel(store);
  const root = makeRoot(1, expiryOf(now, expiresDays), grants);
  return signDraft(root, signers);
}

/** Throws SatchelError `release-channel-there` where the store has a channel. */
export async function refuseChannel(store: Store): Promise<void> {
  const there = await store.read(metadataPath('root', 1), MAX_METADATA_SIZE.root);
  if (there)
    throw new SatchelError('release-channel-there', { channel: store.name, fingerprint: digestOf(there) });
}

export interface Begun {
  readonly fingerprint: Digest;
  /** Readers find it, though there is nothing in it: the keys for that were at hand. */
  readonly isPublished: boolean;
}

/** Puts the first root into the store, and an empty list if the signers may sign that. */
export async function beginChannel(
  store: Store,
  draft: RootDraft,
  { signers, now, expiresDays = DEFAULT_EXPIRES_DAYS }: BeginOptions,
): Promise<Begun> {
  const fingerprint = await putRoot(store, draft);
  const able = (['targets', 'snapshot', 'timestamp'] as const).every((role) =>
    canSign(draft.root, role, signers),
  );
  if (!able) return { fingerprint, isPublished: false };
  await publish(store, await readState(store, { seen: { fingerprint, root: 1, timestamp: 0 } }), {
    signers,
    now,
    expiresDays,
    sign: 'new',
  });
  await writeIndex(store);
  return { fingerprint, isPublished: true };
}

interface BeginOptions {
  readonly signers: readonly Signer[];
  readonly now: number;
  readonly expiresDays?: number | undefined;
}
