import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { MAX_METADATA_SIZE, type Role } from '../trust/metadata.ts';
import {
  nextRoot,
  nextSnapshot,
  nextTargets,
  nextTimestamp,
  trustRoot,
  type TrustedSet,
} from '../trust/trusted-set.ts';
import { contentsOf, type ChannelFile } from './contents.ts';
import { metadataPath, TIMESTAMP_PATH } from './layout.ts';
import type { Origin } from './origin.ts';

/** What someone knows of a channel: the bytes of its metadata, and by whose fingerprint they came to trust it. Kept as one file. */
export interface Known {
  /** Digest of the channel's first root: what people compare. */
  readonly fingerprint: Digest;
  /** All roots from the first, in order: who is told of the channel by this one needs them. */
  readonly roots: readonly Uint8Array[];
  readonly timestamp: Uint8Array;
  readonly snapshot: Uint8Array;
  readonly targets: Uint8Array;
}

/** A channel as it is believed. */
export interface Channel {
  readonly known: Known;
  readonly set: TrustedSet;
  /** When its timestamp was signed; milliseconds since 1970. */
  readonly published: number;
  readonly files: readonly ChannelFile[];
}

/** Changes of keys that are followed at once. */
const MAX_ROOTS = 256;

/**
 * Asks `origin` for news and proves all of it against what is known, or, the first time, against the fingerprint `trust`. What is known is
 * never given up for something older; whether it has expired is for {@link demandFresh}. Throws SatchelError (`channel-*`, `trust-*`).
 */
export async function refresh(
  origin: Origin,
  known: Known | undefined,
  trust: Digest | undefined,
  signal?: AbortSignal,
): Promise<Channel> {
  const believed = known && believe(known, origin.name);
  const { roots, ...start } = believed
    ? { roots: [...believed.known.roots], set: believed.set, fingerprint: believed.known.fingerprint }
    : await firstRoot(origin, trust, signal);
  if (trust !== undefined && trust !== start.fingerprint)
    throw new SatchelError('channel-foreign', {
      channel: origin.name,
      fingerprint: start.fingerprint,
      trusted: trust,
    });
  let { set } = start;
  for (let left = MAX_ROOTS; ; left--) {
    const path = metadataPath('root', set.root.signed.version + 1);
    const bytes = await origin.read(path, MAX_METADATA_SIZE.root, signal);
    if (bytes === undefined) break;
    if (left === 0) throw new SatchelError('channel-roots-many', { channel: origin.name, limit: MAX_ROOTS });
    set = nextRoot(set, bytes, path);
    roots.push(bytes);
  }
  const need = async (role: Role, path: string): Promise<Uint8Array> => {
    const bytes = await origin.read(path, MAX_METADATA_SIZE[role], signal);
    if (bytes === undefined)
      throw new SatchelError('channel-incomplete', { channel: origin.name, file: path });
    return bytes;
  };
  let timestamp = await need('timestamp', TIMESTAMP_PATH);
  const before = set.timestamp;
  set = nextTimestamp(set, timestamp, TIMESTAMP_PATH);
  if (set.timestamp === before && known) timestamp = known.timestamp;
  // §5.5.2: a file that is known already is not asked for again.
  const take = async (
    role: 'snapshot' | 'targets',
    version: number,
    have: Uint8Array | undefined,
    step: typeof nextSnapshot,
  ): Promise<Uint8Array> => {
    const path = metadataPath(role, version);
    const same = have !== undefined && set[role]?.signed.version === version;
    const bytes = same ? have : await need(role, path);
    set = step(set, bytes, path);
    return bytes;
  };
  const snapshotVersion = set.timestamp?.signed.snapshotMeta.version ?? 0;
  const snapshot = await take('snapshot', snapshotVersion, known?.snapshot, nextSnapshot);
  const targetsVersion = set.snapshot?.signed.meta['targets.json']?.version ?? 0;
  const targets = await take('targets', targetsVersion, known?.targets, nextTargets);
  return channelOf(set, { fingerprint: start.fingerprint, roots, timestamp, snapshot, targets }, origin.name);
}

/** What is known as a channel, proven again: it lay where others may write. Throws as {@link refresh} does. */
export function believe(known: Known, name: string): Channel {
  const [first = new Uint8Array(), ...later] = known.roots;
  let set = trustRoot(first, metadataPath('root', 1));
  if (digestOf(first) !== known.fingerprint)
    throw new SatchelError('channel-foreign', {
      ...{ channel: name, fingerprint: digestOf(first), trusted: known.fingerprint },
    });
  for (const root of later) set = nextRoot(set, root, metadataPath('root', set.root.signed.version + 1));
  set = nextTimestamp(set, known.timestamp, TIMESTAMP_PATH);
  set = nextSnapshot(set, known.snapshot, 'snapshot.json');
  set = nextTargets(set, known.targets, 'targets.json');
  return channelOf(set, known, name);
}

async function firstRoot(
  origin: Origin,
  trust: Digest | undefined,
  signal: AbortSignal | undefined,
): Promise<{ roots: Uint8Array[]; set: TrustedSet; fingerprint: Digest }> {
  const path = metadataPath('root', 1);
  const bytes = await origin.read(path, MAX_METADATA_SIZE.root, signal);
  if (bytes === undefined) throw new SatchelError('channel-missing', { channel: origin.name, file: path });
  const set = trustRoot(bytes, path);
  const fingerprint = digestOf(bytes);
  if (trust === undefined) throw new SatchelError('channel-unknown', { channel: origin.name, fingerprint });
  return { roots: [bytes], set, fingerprint };
}

function channelOf(set: TrustedSet, known: Known, name: string): Channel {
  const { timestamp, targets } = set;
  if (!timestamp || !targets) throw new TypeError('a channel has a timestamp and targets');
  const stated = timestamp.signed.unrecognizedFields['published'];
  const published = typeof stated === 'string' ? Date.parse(stated) : NaN;
  // Whoever signs may write anything; a date that is none, or that lies behind its own end, is the earliest.
  const sane = published <= Date.parse(timestamp.signed.expires) ? published : 0;
  return { known, set, published: sane, files: contentsOf(targets, name) };
}
