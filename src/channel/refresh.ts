import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { MAX_METADATA_SIZE, type Role } from '../trust/metadata.ts';
import {
  nextRoot,
  nextSnapshot,
  nextTargets,
  nextTimestamp,
  rememberedSet,
  trustRoot,
  type TrustedSet,
} from '../trust/trusted-set.ts';
import { contentsOf, type ChannelFile } from './contents.ts';
import { metadataPath, TIMESTAMP_PATH } from './layout.ts';
import type { Origin } from './origin.ts';

/**
 * What someone knows of a channel: the bytes of its metadata, and by whose fingerprint they came to trust it. Kept as one file. Where asking for
 * news ended early, a role may be older than the one that names it, or missing.
 */
export interface Known {
  /** Digest of the channel's first root: what people compare. */
  readonly fingerprint: Digest;
  /** All roots from the first, in order: who is told of the channel by this one needs them. */
  readonly roots: readonly Uint8Array[];
  readonly timestamp?: Uint8Array;
  readonly snapshot?: Uint8Array;
  readonly targets?: Uint8Array;
}

/** A channel as it is believed. */
export interface Channel {
  readonly known: Required<Known>;
  readonly set: TrustedSet;
  /** When its timestamp was signed; milliseconds since 1970. */
  readonly published: number;
  readonly files: readonly ChannelFile[];
}

/** Changes of keys that are followed at once. */
export const MAX_ROOTS = 256;

/**
 * Asks `origin` for news and proves all of it against what is known, or, the first time, against the fingerprint `trust`. What is known is
 * never given up for something older; whether it has expired is for {@link demandFresh}. Whatever is believed is handed to `keep` at once (TUF §5.3.8,
 * §5.4.5, §5.5.7): what comes after it may never come. Throws SatchelError (`channel-*`, `trust-*`).
 */
export async function refresh(
  origin: Origin,
  known: Known | undefined,
  trust: Digest | undefined,
  keep: (known: Known) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Channel> {
  const start = known ? { known, set: believe(known, origin.name) } : await firstRoot(origin, trust, signal);
  const { fingerprint } = start.known;
  if (trust !== undefined && trust !== fingerprint)
    throw new SatchelError('channel-foreign', { channel: origin.name, fingerprint, trusted: trust });
  let { set } = start;
  let now = start.known;
  const learn = (news: Partial<Known>): void => {
    now = { ...now, ...news };
    keep(now);
  };
  for (let left = MAX_ROOTS; ; left--) {
    const path = metadataPath('root', set.root.signed.version + 1);
    const bytes = await origin.read(path, MAX_METADATA_SIZE.root, signal);
    if (bytes === undefined) break;
    if (left === 0) throw new SatchelError('channel-roots-many', { channel: origin.name, limit: MAX_ROOTS });
    set = nextRoot(set, bytes, path);
    // What other keys have signed is forgotten.
    const { timestamp, snapshot, targets } = now;
    now = {
      ...{ fingerprint, roots: now.roots },
      ...(set.timestamp && timestamp && { timestamp }),
      ...(set.snapshot && snapshot && { snapshot }),
      ...(set.targets && targets && { targets }),
    };
    learn({ roots: [...now.roots, bytes] });
  }
  const need = async (role: Role, path: string): Promise<Uint8Array> => {
    const bytes = await origin.read(path, MAX_METADATA_SIZE[role], signal);
    if (bytes === undefined)
      throw new SatchelError('channel-incomplete', { channel: origin.name, file: path });
    return bytes;
  };
  const timestamp = await need('timestamp', TIMESTAMP_PATH);
  const before = set.timestamp;
  set = nextTimestamp(set, timestamp, TIMESTAMP_PATH);
  if (set.timestamp !== before) learn({ timestamp });
  const take = async (
    role: 'snapshot' | 'targets',
    version: number,
    step: typeof nextSnapshot,
  ): Promise<void> => {
    const path = metadataPath(role, version);
    // A file that is known already is not asked for again (§5.5.2); it is proven like any other.
    const have = set[role]?.signed.version === version ? now[role] : undefined;
    const bytes = have ?? (await need(role, path));
    set = step(set, bytes, path);
    if (bytes !== have) learn({ [role]: bytes });
  };
  await take('snapshot', set.timestamp?.signed.snapshotMeta.version ?? 0, nextSnapshot);
  await take('targets', set.snapshot?.signed.meta['targets.json']?.version ?? 0, nextTargets);
  return channelOf(set, now, origin.name);
}

/** What is known, proven again by its signatures: it lay where others may write. Throws as {@link refresh} does. */
export function believe(known: Known, name: string): TrustedSet {
  const [first = new Uint8Array(), ...later] = known.roots;
  let set = trustRoot(first, metadataPath('root', 1));
  if (digestOf(first) !== known.fingerprint)
    throw new SatchelError('channel-foreign', {
      ...{ channel: name, fingerprint: digestOf(first), trusted: known.fingerprint },
    });
  for (const root of later) set = nextRoot(set, root, metadataPath('root', set.root.signed.version + 1));
  return rememberedSet(set, known);
}

/** What is known as a channel, for who only looks; undefined where it is not complete yet. Throws as {@link refresh} does. */
export function recall(known: Known, name: string): Channel | undefined {
  const set = believe(known, name);
  return set.timestamp && set.snapshot && set.targets ? channelOf(set, known, name) : undefined;
}

async function firstRoot(
  origin: Origin,
  trust: Digest | undefined,
  signal: AbortSignal | undefined,
): Promise<{ known: Known; set: TrustedSet }> {
  const path = metadataPath('root', 1);
  const bytes = await origin.read(path, MAX_METADATA_SIZE.root, signal);
  if (bytes === undefined) throw new SatchelError('channel-missing', { channel: origin.name, file: path });
  const set = trustRoot(bytes, path);
  const fingerprint = digestOf(bytes);
  if (trust === undefined) throw new SatchelError('channel-unknown', { channel: origin.name, fingerprint });
  return { known: { fingerprint, roots: [bytes] }, set };
}

function channelOf(
  set: TrustedSet,
  { timestamp: bytes, snapshot, targets: listed, ...known }: Known,
  name: string,
): Channel {
  const { timestamp, targets } = set;
  if (!timestamp || !targets || !bytes || !snapshot || !listed)
    throw new TypeError('a channel has a timestamp, a snapshot and targets');
  const stated = timestamp.signed.unrecognizedFields['published'];
  const published = typeof stated === 'string' ? Date.parse(stated) : NaN;
  // Whoever signs may write anything; a date that is none, or that lies behind its own end, is the earliest.
  const sane = published <= Date.parse(timestamp.signed.expires) ? published : 0;
  return {
    known: { ...known, timestamp: bytes, snapshot, targets: listed },
    set,
    published: sane,
    files: contentsOf(targets, name),
  };
}
