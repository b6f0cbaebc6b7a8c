import type { Metadata, Root, Targets } from '@tufjs/models';
import { contentsOf, type ChannelFile } from '../channel/contents.ts';
import { metadataPath, TIMESTAMP_PATH } from '../channel/layout.ts';
import type { Origin } from '../channel/origin.ts';
import { MAX_ROOTS, refresh, type Channel } from '../channel/refresh.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { demandSignatures, MAX_METADATA_SIZE, parseMetadata, type Role } from '../trust/metadata.ts';
import { nextRoot, trustRoot } from '../trust/trusted-set.ts';
import type { Seen } from './remembered.ts';
import type { Store } from './store.ts';

/** A channel as a publisher finds it. */
export interface ChannelState {
  readonly fingerprint: Digest;
  /** The newest root. */
  readonly root: Metadata<Root>;
  /** The one before it; undefined where it is the first. */
  readonly before: Metadata<Root> | undefined;
  /** What everybody sees; undefined where nothing was published yet. */
  readonly published: Channel | undefined;
  /** The keys have changed since that was signed: everything must be signed anew. */
  readonly isRekeyed: boolean;
  /** The newest list of targets that is signed; nobody may be led to it yet. What is added is added to it. */
  readonly head: Metadata<Targets> | undefined;
  readonly headBytes: Uint8Array | undefined;
  /** What that list has. */
  readonly files: readonly ChannelFile[];
  /** The first number that no targets have. */
  readonly freeTargets: number;
  readonly findings: readonly Diagnostic[];
}

/** Numbers that are tried before something must be wrong. */
const MAX_UNLED = 1000;

export interface ReadStateOptions {
  /** What it must be, and at least; absent: its first root is believed as it lies there. */
  readonly seen?: Seen | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads what a channel is, and proves it as any reader does, from the fingerprint that was seen before. Throws SatchelError: `channel-*`, `trust-*`,
 * `release-numbers-used`, `release-rolled-back`.
 */
export async function readState(store: Store, options: ReadStateOptions = {}): Promise<ChannelState> {
  const { seen, signal } = options;
  const { fingerprint, roots } = await readRoots(store, { trust: seen?.fingerprint, signal });
  const root = roots.at(-1);
  if (root === undefined) throw new TypeError('a channel has a root');
  const hasTimestamp = (await store.read(TIMESTAMP_PATH, MAX_METADATA_SIZE.timestamp, signal)) !== undefined;
  const { published, by } = hasTimestamp
    ? await readPublished(store, fingerprint, roots, signal)
    : { published: undefined, by: root };
  refuseOlder(store, seen, 'root', root.signed.version);
  refuseOlder(store, seen, 'timestamp', published?.set.timestamp?.signed.version ?? 0);
  const isRekeyed = by !== root;
  const findings: Diagnostic[] = [];
  let head = published?.set.targets;
  let headBytes = published?.known.targets;
  const first = (head?.signed.version ?? 0) + 1;
  let freeTargets = first;
  for (; ; freeTargets++) {
    const path = metadataPath('targets', freeTargets);
    const bytes = await store.read(path, MAX_METADATA_SIZE.targets, signal);
    if (bytes === undefined) break;
    refuseMany(freeTargets - first, 'targets');
    const found = targetsIn(bytes, path, freeTargets, root);
    if (found instanceof SatchelError)
      findings.push(diagnostic('release-targets-ignored', { path, reason: found.message }));
    else [head, headBytes] = [found, bytes];
  }
  const files = head === undefined ? [] : contentsOf(head, store.name);
  const before = roots.at(-2);
  return { fingerprint, root, before, published, isRekeyed, head, headBytes, files, freeTargets, findings };
}

/** Throws SatchelError `release-rolled-back` where a later version was seen. */
function refuseOlder(
  store: Store,
  seen: Seen | undefined,
  role: 'root' | 'timestamp',
  version: number,
): void {
  if (seen === undefined || version >= seen[role]) return;
  const { [role]: known, file = '' } = seen;
  throw new SatchelError('release-rolled-back', { channel: store.name, role, version, known, file });
}

/** Throws SatchelError `release-keys-old`: whoever has keys that no longer count would let others sign what they like. */
export function demandCurrentKeys({ isRekeyed }: ChannelState, channel: string): void {
  if (isRekeyed) throw new SatchelError('release-keys-old', { channel });
}

/** Throws SatchelError `release-numbers-used`. */
export function refuseMany(count: number, role: Role): void {
  if (count >= MAX_UNLED) throw new SatchelError('release-numbers-used', { limit: MAX_UNLED, role });
}

function targetsIn(
  bytes: Uint8Array,
  path: string,
  version: number,
  root: Metadata<Root>,
): Metadata<Targets> | SatchelError {
  try {
    const found = parseMetadata('targets', bytes, path);
    demandSignatures(root, 'targets', found, path);
    const expected = version;
    // An old list under a new name.
    if (found.signed.version !== expected)
      throw new SatchelError('trust-root-sequence', { file: path, version: found.signed.version, expected });
    return found;
  } catch (error) {
    if (error instanceof SatchelError) return error;
    throw error;
  }
}

/** All roots, each proven by the one before, the first by the fingerprint `trust`, if one is given. */
export async function readRoots(
  store: Origin,
  { trust, signal }: { readonly trust?: Digest | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ fingerprint: Digest; roots: Metadata<Root>[] }> {
  const path = metadataPath('root', 1);
  const bytes = await store.read(path, MAX_METADATA_SIZE.root, signal);
  if (bytes === undefined) throw new SatchelError('channel-missing', { channel: store.name, file: path });
  const fingerprint = digestOf(bytes);
  if (trust !== undefined && trust !== fingerprint)
    throw new SatchelError('channel-foreign', { channel: store.name, fingerprint, trusted: trust });
  let set = trustRoot(bytes, path);
  const roots = [set.root];
  for (;;) {
    const next = metadataPath('root', roots.length + 1);
    const found = await store.read(next, MAX_METADATA_SIZE.root, signal);
    if (found === undefined) return { fingerprint, roots };
    if (roots.length > MAX_ROOTS)
      throw new SatchelError('channel-roots-many', { channel: store.name, limit: MAX_ROOTS });
    set = nextRoot(set, found, next);
    roots.push(set.root);
  }
}

/** What is published, and the root by whose keys it was signed: a publisher may have been stopped between new keys and new signatures. */
async function readPublished(
  store: Store,
  fingerprint: Digest,
  roots: readonly Metadata<Root>[],
  signal: AbortSignal | undefined,
): Promise<{ published: Channel; by: Metadata<Root> | undefined }> {
  for (let last = roots.length; ; last--) {
    const hidden = metadataPath('root', last + 1);
    const upTo: Origin = {
      ...store,
      read: (path, limit, stop) =>
        path === hidden ? Promise.resolve(undefined) : store.read(path, limit, stop),
    };
    try {
      return {
        published: await refresh(upTo, undefined, fingerprint, undefined, signal),
        by: roots[last - 1],
      };
    } catch (error) {
      const isOtherKeys = error instanceof SatchelError && error.code === 'trust-signatures-few';
      if (!isOtherKeys || last === 1) throw error;
    }
  }
}
