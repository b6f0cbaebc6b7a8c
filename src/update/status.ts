import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { recall, type Channel } from '../channel/refresh.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { newestOf, slotOfBundle, type ChannelBundle } from '../channel/contents.ts';
import { isChannel } from '../drop/news.ts';
import { isDrop } from '../drop/read-drop.ts';
import { expiredRoles } from '../trust/trusted-set.ts';
import { readPartial } from './download.ts';
import { readShelf, type Installed } from './installed.ts';
import { planUpdate, type PlannedPack } from './plan.ts';
import { readState, type Override } from '../channel/state.ts';

/** What a folder of packs has, and what it knows of its channel. */
export interface Status {
  /** Where the channel was found last. */
  readonly address: string;
  readonly fingerprint: Digest;
  /** When the channel was asked last; milliseconds since 1970, by the clock of then. */
  readonly asked: number;
  /** When the channel said last what it has; undefined where nothing of that has come yet. */
  readonly published: number | undefined;
  /** When what it said ends to hold; the earliest of all roles. */
  readonly expires: number | undefined;
  readonly isExpired: boolean;
  /** The latest version here of each pack, language and profile, and the newest that is known. */
  readonly packs: readonly { readonly installed: Installed; readonly newest: ChannelBundle | undefined }[];
  /** What the channel has besides. */
  readonly others: readonly ChannelBundle[];
  /** What an update of what is here would fetch. */
  readonly pending: readonly PlannedPack[];
  /** Bytes of that. */
  readonly pendingSize: number;
  /** When somebody took older news on purpose. */
  readonly overrides: readonly Override[];
  readonly findings: readonly Diagnostic[];
}

/** Tells what `folder` has and knows, and asks nobody. `now` is this machine’s clock. Throws SatchelError: `update-state-*`, `trust-*`, `channel-*`. */
export async function status(folder: string, now: number): Promise<Status> {
  const there = statSync(folder, { throwIfNoEntry: false });
  const reason = there ? (there.isDirectory() ? undefined : 'it is a file') : 'there is no such folder';
  if (reason !== undefined) throw new SatchelError('update-folder-none', { folder, reason });
  const state = readState(resolve(folder));
  if (state === undefined) throw followsNone(folder);
  const { address, asked, known, overrides } = state;
  const channel = recall(known, address);
  const shelf = await readShelf(resolve(folder));
  const files = channel?.files ?? [];
  const newest = newestOf(files.filter((file) => file.kind === 'bundle'));
  const packs = [...shelf.bundles].flatMap(([slot, [installed]]) =>
    installed ? [{ installed, newest: newest.get(slot) }] : [],
  );
  const others = [...newest.values()].filter((bundle) => !shelf.bundles.has(slotOfBundle(bundle)));
  const planned = planUpdate({
    ...{ channel: address, folder, files, shelf, choice: {} },
    partial: readPartial(resolve(folder)),
  });
  // Of an empty folder nothing is out of date.
  const pending = planned.packs.filter(({ installed }) => installed !== undefined);
  return {
    ...{ address, fingerprint: known.fingerprint, asked, published: channel?.published },
    ...expiryOf(channel, now),
    ...{ packs, others, pending, overrides },
    pendingSize: pending.reduce((sum, { size }) => sum + size, 0),
    findings: planned.findings.filter(({ code }) => code !== 'update-everything'),
  };
}

/** A folder of packs may begin to follow; what is published or carried has its own ways to be looked at. */
function followsNone(folder: string): SatchelError {
  const what = isDrop(resolve(folder)) ? 'a drop' : isChannel(resolve(folder)) ? 'a channel' : undefined;
  return what === undefined
    ? new SatchelError('update-state-none', { folder })
    : new SatchelError('update-folder-none', { folder, reason: `it is ${what}` });
}

function expiryOf(channel: Channel | undefined, now: number): Pick<Status, 'expires' | 'isExpired'> {
  if (!channel) return { expires: undefined, isExpired: false };
  const dates = expiredRoles(channel.set, Infinity).map(({ expires }) => Date.parse(expires));
  const expires = Math.min(...dates);
  return { expires, isExpired: expires <= Math.max(now, channel.published) };
}
