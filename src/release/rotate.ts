import type { Metadata, Root } from '@tufjs/models';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { roles, type Role } from '../trust/metadata.ts';
import { shownKeyId, tufKeyId } from '../trust/tuf-key-id.ts';
import { publicKeyOf, type Signer } from '../trust/tuf-key.ts';
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
  const grants = Object.fromEntries(
    roles.map((role) => [
      role,
      change.roles.includes(role) ? changed(root, role, change) : grantOf(root, role),
    ]),
  ) as Grants;
  return signDraft(makeRoot(root.signed.version + 1, expiryOf(now, expiresDays), grants), signers, root);
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
 * any moment; else by the new ones afterwards, if these are at hand.
 */
export async function turnKeys(
  store: Store,
  state: ChannelState,
  draft: RootDraft,
  { signers, now, expiresDays }: { signers: readonly Signer[]; now: number; expiresDays: number },
): Promise<readonly Diagnostic[]> {
  const options = { signers, now, expiresDays, sign: 'all' } as const;
  const isPublished = state.published !== undefined;
  const concerned = ONLINE.some((role) => !sameKeys(state.root, draft.root, role));
  const able = (root: Metadata<Root>): boolean => ONLINE.every((role) => canSign(root, role, signers));
  const isSigned = isPublished && concerned && able(state.root) && able(draft.root);
  if (isSigned) await publish(store, state, { ...options, next: draft.root });
  await putRoot(store, draft);
  if (!isPublished || !concerned || isSigned) return finish(store, isPublished);
  const after = await readState(store, { seen: seenOf(state) });
  if (!after.isRekeyed) return finish(store, isPublished);
  if (!able(draft.root)) return [diagnostic('release-keys-unsigned', { channel: store.name })];
  await publish(store, after, options);
  return finish(store, isPublished);
}

async function finish(store: Store, isPublished: boolean): Promise<readonly Diagnostic[]> {
  if (isPublished) await writeIndex(store);
  return [];
}

function sameKeys(a: Metadata<Root>, b: Metadata<Root>, role: Role): boolean {
  const keys = (root: Metadata<Root>): string =>
    JSON.stringify([grantOf(root, role).keys.map(tufKeyId).sort(), grantOf(root, role).threshold]);
  return keys(a) === keys(b);
}
