import type { Metadata, Root } from '@tufjs/models';
import { metadataPath } from '../channel/layout.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import {
  countSignatures,
  encodeMetadata,
  MAX_METADATA_SIZE,
  signMetadata,
  type Role,
} from '../trust/metadata.ts';
import { tufKey, type Signer } from '../trust/tuf-key.ts';
import { makeRoot, type Grants } from './make-root.ts';
import { publish } from './publish.ts';
import { DEFAULT_EXPIRES_DAYS, expiryOf, signersOf } from './roles.ts';
import { readState } from './state.ts';
import { writeIndex } from './write-index.ts';
import type { Store } from './store.ts';

/** Days for which a root counts: its keys lie in drawers, and to sign anew takes people to meet. */
export const ROOT_EXPIRES_DAYS = 5 * 365;

/** A root as far as it is signed. */
export interface RootDraft {
  readonly root: Metadata<Root>;
  readonly bytes: Uint8Array;
  readonly signed: number;
  readonly threshold: number;
  /** Enough have signed, by the root before too. */
  readonly isFinished: boolean;
}

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

/** Adds the signatures of those of `signers` whom `root` (or the one before it) grants that. */
export function signDraft(
  root: Metadata<Root>,
  signers: readonly Signer[],
  before?: Metadata<Root>,
): RootDraft {
  const able = [root, before].flatMap((one) => one?.signed.roles['root']?.keyIDs ?? []);
  for (const signer of signers) if (able.includes(tufKey(signer.publicKey).keyID)) signMetadata(root, signer);
  return draftOf(root, before);
}

export function draftOf(root: Metadata<Root>, before?: Metadata<Root>): RootDraft {
  const counts = [root, ...(before ? [before] : [])].map((by) => countSignatures(by, 'root', root));
  // What is lacking most is told.
  const [worst = { signed: 0, threshold: 1 }] = counts.sort(
    (a, b) => a.signed - a.threshold - (b.signed - b.threshold),
  );
  return { root, bytes: encodeMetadata(root), ...worst, isFinished: worst.signed >= worst.threshold };
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
  await publish(store, await readState(store), { signers, now, expiresDays, sign: 'new' });
  await writeIndex(store);
  return { fingerprint, isPublished: true };
}

interface BeginOptions {
  readonly signers: readonly Signer[];
  readonly now: number;
  readonly expiresDays?: number | undefined;
}

function canSign(root: Metadata<Root>, role: Role, signers: readonly Signer[]): boolean {
  try {
    return signersOf(root, role, signers).length > 0;
  } catch {
    return false;
  }
}
