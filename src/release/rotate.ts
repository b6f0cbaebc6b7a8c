import type { Metadata, Root } from '@tufjs/models';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { roles, type Role } from '../trust/metadata.ts';
import { shownKeyId, tufKeyId } from '../trust/tuf-key-id.ts';
import { publicKeyOf, type Signer } from '../trust/tuf-key.ts';
import { sameBytes } from './folder-store.ts';
import { ROOT_EXPIRES_DAYS } from './init-channel.ts';
import { makeRoot, type Grant, type Grants } from './make-root.ts';
import { publish } from './publish.ts';
import { putRoot, signDraft, type RootDraft } from './root-draft.ts';
import { seenOf } from './remembered.ts';
import { canSign, expiryOf } from './roles.ts';
import { readState, type ChannelState } from './state.ts';
import type { Store } from './store.ts';
import { writeIndex } from './write-index.ts';

export interface KeyChange {
  /** The roles whose keys change. */
  readonly roles: readonly Role[];
  /** Public keys, 32 bytes each, that are added. */
  readonly added: readonly Uint8Array[];
  /** Public keys, or the first digits of their ids (8 at least), that no longer count. */
  readonly removed: readonly (Uint8Array | string)[];
  /** How many must sign; as before where it is not given. */
  readonly threshold?: number | undefined;
}

/**
 * The root that comes after that of `state`, signed by those of `signers` who may. Throws SatchelError: `release-key-unknown`, `release-keys-few`.
 */
export function draftNextRoot(
  { root }: ChannelState,
  change: KeyChange,
  signers: readonly Signer[],
  now: number,
  expiresDays = ROOT_EXPIRES_DAYS,
): RootDraft {
  const grants = grantsAfter(root, change);
  return signDraft(makeRoot(root.signed.version + 1, expiryOf(now, expiresDays), grants), signers, root);
}

/** Whether the newest root says already what `change` makes of the one before, which says something else: a run that was stopped had come so far. */
export function isTurned({ root, before }: ChannelState, change: KeyChange): boolean {
  const { added, removed, threshold } = change;
  if (!before || (added.length === 0 && removed.length === 0 && threshold === undefined)) return false;
  try {
    const grants = grantsAfter(before, change);
    return (
      roles.every((role) => textOf(grants[role]) === textOf(grantOf(root, role))) &&
      // Else it was renewed, which may be wanted again.
      roles.some((role) => textOf(grantOf(before, role)) !== textOf(grantOf(root, role)))
    );
  } catch (error) {
    if (error instanceof SatchelError) return false;
    throw error;
  }
}

function grantsAfter(root: Metadata<Root>, change: KeyChange): Grants {
  return Object.fromEntries(
    roles.map((role) => [
      role,
      change.roles.includes(role) ? changed(root, role, change) : grantOf(root, role),
    ]),
  ) as Grants;
}

function grantOf(root: Metadata<Root>, role: Role): Grant {
  const { keyIDs = [], threshold = 1 } = root.signed.roles[role] ?? {};
  const keys = keyIDs.flatMap((id) => {
    const key = root.signed.keys[id];
    return (key && publicKeyOf(key)) ?? [];
  });
  return { keys, threshold };
}

function changed(root: Metadata<Root>, role: Role, { added, removed, threshold }: KeyChange): Grant {
  const before = grantOf(root, role);
  const ids = before.keys.map(tufKeyId);
  const gone = new Set(
    removed.map((named) => {
      const wanted = typeof named === 'string' ? named.toLowerCase() : tufKeyId(named);
      const [id, other] = ids.filter((one) => one.startsWith(wanted));
      if (id !== undefined && other === undefined) return id;
      throw new SatchelError('release-key-unknown', {
        ...{ key: shownKeyId(wanted), role },
        keys: ids.map(shownKeyId).join(', '),
      });
    }),
  );
  const keys = [...before.keys.filter((key) => !gone.has(tufKeyId(key))), ...added];
  return { keys, threshold: threshold ?? before.threshold };
}

const ONLINE = ['targets', 'snapshot', 'timestamp'] as const;

/**
 * Makes a finished root count. Where old and new keys are at hand, all that is published is signed by both first, so that nobody is refused at
 * any moment; else by the new ones afterwards, if these are at hand. What was published after the old keys had ceased to count is never signed here:
 * whoever has one of them may have put it there.
 */
export async function turnKeys(
  store: Store,
  state: ChannelState,
  draft: RootDraft,
  options: TurnOptions,
): Promise<readonly Diagnostic[]> {
  const isPublished = state.published !== undefined;
  const isThere = draft.root.signed.equals(state.root.signed);
  const concerned =
    state.isRekeyed ||
    ONLINE.some((role) => textOf(grantOf(state.root, role)) !== textOf(grantOf(draft.root, role)));
  const able = isAble(state.root, options) && isAble(draft.root, options);
  const isSigned = isPublished && concerned && !state.isRekeyed && able;
  if (isSigned) await publish(store, state, { ...options, sign: 'all', next: draft.root });
  if (!isThere) await putRoot(store, draft);
  if (isPublished && concerned && !isSigned && !(await signAnew(store, state, options)))
    return [diagnostic('release-keys-unsigned', { channel: store.name })];
  if (isPublished) await writeIndex(store);
  return [];
}

interface TurnOptions {
  readonly signers: readonly Signer[];
  readonly now: number;
  readonly expiresDays: number;
}

/** Has what was published before the root was put signed by the keys that count now; false where these are not at hand, or something else is published. */
async function signAnew(store: Store, before: ChannelState, options: TurnOptions): Promise<boolean> {
  if (before.isRekeyed) return false;
  const state = await readState(store, { seen: seenOf(before) });
  if (!state.isRekeyed) return true;
  const isSame = sameBytes(before.published?.known.timestamp, state.published?.known.timestamp);
  if (!isSame || !isAble(state.root, options)) return false;
  await publish(store, state, { ...options, sign: 'all' });
  return true;
}

function isAble(root: Metadata<Root>, { signers }: TurnOptions): boolean {
  return ONLINE.every((role) => canSign(root, role, signers));
}

/** The same for the same keys and threshold. */
function textOf({ keys, threshold }: Grant): string {
  return JSON.stringify([[...new Set(keys.map(tufKeyId))].sort(), threshold]);
}
