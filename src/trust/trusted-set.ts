import { createHash } from 'node:crypto';
import type { MetaFile, Metadata, Root, Snapshot, Targets, Timestamp } from '@tufjs/models';
import { SatchelError } from '../diagnostic.ts';
import {
  countSignatures,
  demandSignatures,
  parseMetadata,
  roles,
  type Role,
  type SignedBy,
} from './metadata.ts';

/**
 * What is believed of a channel so far. Each step below proves bytes against it and gives what is believed then; none
 * changes it. The order is that of The Update Framework 1.0.33, §5.3 to §5.6, and so are the numbers in what follows. Whether
 * something has expired is not decided here ({@link expiredRoles}), since it is fatal on the network and told on a stick.
 */
export interface TrustedSet {
  readonly root: Metadata<Root>;
  readonly timestamp?: Metadata<Timestamp>;
  readonly snapshot?: Metadata<Snapshot>;
  readonly targets?: Metadata<Targets>;
}

/** Where the client begins: a root that people trust, because it came with the program, by hand, or by its fingerprint. */
export function trustRoot(bytes: Uint8Array, file: string): TrustedSet {
  const root = parseMetadata('root', bytes, file);
  demandSignatures(root, 'root', root, file);
  return { root };
}

/** §5.3.3 to §5.3.11: the next root, signed by enough keys of the one before and by enough of its own. */
export function nextRoot(set: TrustedSet, bytes: Uint8Array, file: string): TrustedSet {
  const root = parseMetadata('root', bytes, file);
  demandSignatures(set.root, 'root', root, file);
  demandSignatures(root, 'root', root, file);
  const { version } = root.signed;
  const expected = set.root.signed.version + 1;
  if (version !== expected) throw new SatchelError('trust-root-sequence', { file, version, expected });
  return signedBy(root, set);
}

/**
 * What the keys of `root` have signed; the rest is forgotten (§5.3.11): who got hold of keys that no longer count may have used up all
 * versions. What keys that still count have signed is kept, or it could be followed by something older that they had signed before.
 */
function signedBy(
  root: Metadata<Root>,
  { timestamp, snapshot, targets }: Omit<TrustedSet, 'root'>,
): TrustedSet {
  const isSigned = (role: Role, metadata: Metadata<SignedBy[Role]>): boolean => {
    const { signed, threshold } = countSignatures(root, role, metadata);
    return signed >= threshold;
  };
  return {
    root,
    ...(timestamp && isSigned('timestamp', timestamp) && { timestamp }),
    ...(snapshot && isSigned('snapshot', snapshot) && { snapshot }),
    ...(targets && isSigned('targets', targets) && { targets }),
  };
}

/**
 * §5.4: a timestamp, signed and not older than the one that is known. Of the same version as that one, it says nothing new,
 * whatever it says (§5.4.3.1).
 */
export function nextTimestamp(set: TrustedSet, bytes: Uint8Array, file: string): TrustedSet {
  const timestamp = parseMetadata('timestamp', bytes, file);
  demandSignatures(set.root, 'timestamp', timestamp, file);
  const known = set.timestamp;
  if (known) {
    refuseOlder(timestamp.signed.version, known.signed.version, file);
    refuseOlder(timestamp.signed.snapshotMeta.version, known.signed.snapshotMeta.version, 'snapshot.json');
    if (timestamp.signed.version === known.signed.version) return set;
  }
  return { ...set, timestamp };
}

/** §5.5: the snapshot that the timestamp names, which forgets no file that the known one has and has none in an older version. */
export function nextSnapshot(set: TrustedSet, bytes: Uint8Array, file: string): TrustedSet {
  const { timestamp } = set;
  if (!timestamp) throw new TypeError('a snapshot comes after its timestamp');
  demandNamed(timestamp.signed.snapshotMeta, bytes, file, 'timestamp.json');
  const snapshot = parseMetadata('snapshot', bytes, file);
  demandSignatures(set.root, 'snapshot', snapshot, file);
  demandVersion(snapshot, timestamp.signed.snapshotMeta, file, 'timestamp.json');
  for (const [name, { version }] of Object.entries(set.snapshot?.signed.meta ?? {}))
    refuseOlder(snapshot.signed.meta[name]?.version ?? 0, version, name);
  return { ...set, snapshot };
}

/** §5.6: the targets that the snapshot names. */
export function nextTargets(set: TrustedSet, bytes: Uint8Array, file: string): TrustedSet {
  const meta = set.snapshot?.signed.meta['targets.json'];
  if (!meta)
    throw new SatchelError('trust-mismatch', { file, by: 'snapshot.json', reason: 'it names no targets' });
  demandNamed(meta, bytes, file, 'snapshot.json');
  const targets = parseMetadata('targets', bytes, file);
  demandSignatures(set.root, 'targets', targets, file);
  demandVersion(targets, meta, file, 'snapshot.json');
  return { ...set, targets };
}

/**
 * `set`, a root, with what was kept of the other roles: nothing may be older than these (§5.4.3.1, §5.5.5). One that the keys of
 * this root have not signed is forgotten.
 */
export function rememberedSet(
  { root }: TrustedSet,
  kept: Readonly<Partial<Record<'timestamp' | 'snapshot' | 'targets', Uint8Array>>>,
): TrustedSet {
  const { timestamp, snapshot, targets } = kept;
  return signedBy(root, {
    ...(timestamp && { timestamp: parseMetadata('timestamp', timestamp, 'timestamp.json') }),
    ...(snapshot && { snapshot: parseMetadata('snapshot', snapshot, 'snapshot.json') }),
    ...(targets && { targets: parseMetadata('targets', targets, 'targets.json') }),
  });
}

/** The roles of `set` that have expired at `now` (milliseconds since 1970), with the dates on which they did. */
export function expiredRoles(set: TrustedSet, now: number): { role: Role; expires: string }[] {
  return roles.flatMap((role) => {
    const expires = set[role]?.signed.expires;
    return expires !== undefined && Date.parse(expires) <= now ? [{ role, expires }] : [];
  });
}

function refuseOlder(version: number, known: number, file: string): void {
  if (version < known) throw new SatchelError('trust-rollback', { file, version, known });
}

function demandNamed({ length, hashes }: MetaFile, bytes: Uint8Array, file: string, by: string): void {
  const fail = (reason: string): never => {
    throw new SatchelError('trust-mismatch', { file, by, reason });
  };
  if (length !== undefined && bytes.length !== length)
    fail(`it has ${bytes.length} bytes and should have ${length}`);
  if (hashes === undefined) return;
  const expected = hashes['sha256'];
  if (expected === undefined) fail('no SHA-256 of it is named');
  if (createHash('sha256').update(bytes).digest('hex') !== expected) fail('it has other bytes');
}

function demandVersion(
  { signed }: Metadata<Snapshot> | Metadata<Targets>,
  meta: MetaFile,
  file: string,
  by: string,
): void {
  if (signed.version !== meta.version)
    throw new SatchelError('trust-mismatch', {
      ...{ file, by },
      reason: `it is of version ${signed.version} and should be of ${meta.version}`,
    });
}
