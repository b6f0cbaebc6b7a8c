import { createHash } from 'node:crypto';
import {
  Metadata,
  MetadataKind,
  Signature,
  type Root,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import canonicalize from 'canonicalize';
import { parseJson } from '../bundle/manifest.ts';
import { SatchelError } from '../diagnostic.ts';
import { targetsFromJson } from './long-targets.ts';
import { tufKeyId } from './tuf-key-id.ts';
import { publicKeyOf, type Signer } from './tuf-key.ts';

/** The roles of The Update Framework that channels have. */
export const roles = ['root', 'targets', 'snapshot', 'timestamp'] as const;
export type Role = (typeof roles)[number];

export interface SignedBy {
  readonly root: Root;
  readonly targets: Targets;
  readonly snapshot: Snapshot;
  readonly timestamp: Timestamp;
}

/** Bytes of the metadata of each role that are read at most. */
export const MAX_METADATA_SIZE: Readonly<Record<Role, number>> = {
  root: 256 * 1024,
  targets: 8 * 1024 * 1024,
  snapshot: 64 * 1024,
  timestamp: 16 * 1024,
};
const MAX_VERSION = 2 ** 31;
const MAX_KEYS = 32;

/**
 * The metadata of `role` in bytes that may come from anyone: its shape is proven, its signatures are not. `file` names it in errors. Throws
 * SatchelError: `trust-metadata-large`, `trust-metadata-damaged`.
 */
export function parseMetadata<R extends Role>(
  role: R,
  bytes: Uint8Array,
  file: string,
): Metadata<SignedBy[R]> {
  const limit = MAX_METADATA_SIZE[role];
  if (bytes.length > limit) throw new SatchelError('trust-metadata-large', { file, limit });
  try {
    const value = parseJson(bytes) as Parameters<typeof Metadata.fromJSON>[1] | null;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError('it is no object');
    const metadata: Metadata<SignedBy[Role]> =
      role === 'targets'
        ? targetsFromJson(value)
        : Metadata.fromJSON(KINDS[role] as MetadataKind.Root, value);
    const problem = problemOf(metadata.signed);
    if (problem !== undefined) throw new TypeError(problem);
    return metadata as Metadata<SignedBy[R]>;
  } catch (error) {
    const reason =
      error instanceof SatchelError
        ? String(error.params['reason'] ?? error.message)
        : (error as Error).message;
    throw new SatchelError('trust-metadata-damaged', { file, reason }, {}, { cause: error });
  }
}

const KINDS: Readonly<Record<Role, MetadataKind>> = {
  root: MetadataKind.Root,
  targets: MetadataKind.Targets,
  snapshot: MetadataKind.Snapshot,
  timestamp: MetadataKind.Timestamp,
};

/** What TUF allows and channels do not have, or what the models let pass. */
function problemOf(signed: SignedBy[Role]): string | undefined {
  const { version, expires } = signed;
  if (!Number.isInteger(version) || version < 1 || version > MAX_VERSION)
    return 'its version is no number from 1';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expires) || Number.isNaN(Date.parse(expires)))
    return 'when it expires is no date';
  if (signed.type === MetadataKind.Root) return rootProblem(signed);
  if (signed.type === MetadataKind.Targets && signed.delegations !== undefined)
    return 'it delegates, which channels do not';
  return undefined;
}

function rootProblem({ keys, roles: granted, consistentSnapshot }: Root): string | undefined {
  if (!consistentSnapshot) return 'it has no consistent snapshots';
  const all = Object.values(keys);
  if (all.length > MAX_KEYS) return `it has more than ${MAX_KEYS} keys`;
  const known = all.map((key) => publicKeyOf(key));
  if (known.includes(undefined)) return 'a key of it is not of Ed25519, or has an id that is not its own';
  for (const role of roles) {
    const { keyIDs, threshold } = granted[role] ?? { keyIDs: [], threshold: NaN };
    if (!Number.isInteger(threshold) || threshold > keyIDs.length) return `nobody can sign as ${role}`;
    if (keyIDs.some((id) => !Object.hasOwn(keys, id))) return `a key of ${role} is missing`;
  }
  return undefined;
}

/** The bytes of a metadata file, RFC 8785 JSON, signed by each of `signers` in the order of key ids. */
export function encodeMetadata<R extends Role>(metadata: Metadata<SignedBy[R]>): Uint8Array {
  const { signatures, ...rest } = metadata.toJSON() as { signatures: { keyid: string }[] };
  const inOrder = [...signatures].sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  return new TextEncoder().encode(`${canonicalize({ ...rest, signatures: inOrder }) ?? ''}\n`);
}

/** Adds a signature to metadata. */
export function signMetadata(metadata: Metadata<SignedBy[Role]>, signer: Signer): void {
  const keyID = tufKeyId(signer.publicKey);
  metadata.sign((bytes) => new Signature({ keyID, sig: Buffer.from(signer.sign(bytes)).toString('hex') }));
}

/** How many of the keys that `root` grants `role` have signed `metadata`, of how many that must have, and the ids of those that have not. */
export function countSignatures(
  root: Metadata<Root>,
  role: Role,
  metadata: Metadata<SignedBy[Role]>,
): { signed: number; threshold: number; lacking: string[] } {
  const { keyIDs, threshold } = root.signed.roles[role] ?? { keyIDs: [], threshold: 1 };
  const signed = keyIDs.filter((id) => {
    try {
      root.signed.keys[id]?.verifySignature(metadata);
      return Object.hasOwn(root.signed.keys, id);
    } catch {
      return false;
    }
  });
  return { signed: signed.length, threshold, lacking: keyIDs.filter((id) => !signed.includes(id)) };
}

/** Throws SatchelError `trust-signatures-few` unless enough of the keys that `root` grants `role` have signed. */
export function demandSignatures(
  root: Metadata<Root>,
  role: Role,
  metadata: Metadata<SignedBy[Role]>,
  file: string,
): void {
  const { signed, threshold } = countSignatures(root, role, metadata);
  if (signed < threshold) throw new SatchelError('trust-signatures-few', { file, signed, threshold });
}

/** What names a metadata file in another: its version, length and SHA-256. */
export function metaOf(
  version: number,
  bytes: Uint8Array,
): { version: number; length: number; hashes: { sha256: string } } {
  return {
    version,
    length: bytes.length,
    hashes: { sha256: createHash('sha256').update(bytes).digest('hex') },
  };
}
