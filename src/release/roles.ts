import {
  Metadata,
  Snapshot,
  type Targets,
  Timestamp,
  MetaFile,
  type Root,
  type TargetFile,
} from '@tufjs/models';
import { SatchelError } from '../diagnostic.ts';
import { encodeMetadata, metaOf, signMetadata, type Role, type SignedBy } from '../trust/metadata.ts';
import { LongTargets } from '../trust/long-targets.ts';
import { shownKeyId, tufKeyId } from '../trust/tuf-key-id.ts';
import type { Signer } from '../trust/tuf-key.ts';

/** Days for which what is signed is news: a year, since news may travel by hand. */
export const DEFAULT_EXPIRES_DAYS = 365;
const DAY = 86_400_000;

/** Those of `signers` that `root` grants `role`. Throws SatchelError `release-key-lacking` where they are too few. */
function signersOf(root: Metadata<Root>, role: Role, signers: readonly Signer[]): Signer[] {
  const { keyIDs = [], threshold = 1 } = root.signed.roles[role] ?? {};
  const able = signers.filter(({ publicKey }) => keyIDs.includes(tufKeyId(publicKey)));
  if (able.length < threshold)
    throw new SatchelError('release-key-lacking', {
      ...{ role, threshold, count: able.length },
      given: signers.map(({ publicKey }) => shownKeyId(tufKeyId(publicKey))).join(', ') || 'none',
      keys: keyIDs.map(shownKeyId).join(', '),
    });
  return able;
}

/** Whether `signers` are enough to sign as `role`. */
export function canSign(root: Metadata<Root>, role: Role, signers: readonly Signer[]): boolean {
  try {
    return signersOf(root, role, signers).length > 0;
  } catch {
    return false;
  }
}

/** The bytes of metadata of `role`, signed by all of `signers` who may, by `root` or by the root that comes `next`. */
export function encodeSigned<R extends Role>(
  root: Metadata<Root>,
  role: R,
  signed: SignedBy[R],
  signers: readonly Signer[],
  next?: Metadata<Root>,
): Uint8Array {
  const metadata = new Metadata<SignedBy[R]>(signed as never);
  const able = [root, ...(next ? [next] : [])].flatMap((by) => signersOf(by, role, signers));
  for (const signer of new Set(able)) signMetadata(metadata, signer);
  return encodeMetadata(metadata);
}

/** A time as metadata writes it; milliseconds since 1970. */
export function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** When what is signed at `now` expires. */
export function expiryOf(now: number, days: number): string {
  return timeText(now + days * DAY);
}

export function targetsOf(version: number, expires: string, files: readonly TargetFile[]): Targets {
  return new LongTargets({
    ...{ version, expires, specVersion: SPECIFICATION },
    targets: Object.fromEntries(files.map((file) => [file.path, file])),
  });
}

export function snapshotOf(
  version: number,
  expires: string,
  targets: Uint8Array,
  targetsVersion: number,
): Snapshot {
  const meta = { 'targets.json': new MetaFile(metaOf(targetsVersion, targets)) };
  return new Snapshot({ version, expires, specVersion: SPECIFICATION, meta });
}

/** `published`: when it is signed, which readers take for the least that the time can be (schemas/channel-1.md §4). */
export function timestampOf(
  version: number,
  expires: string,
  snapshot: Uint8Array,
  snapshotVersion: number,
  published: string,
): Timestamp {
  return new Timestamp({
    ...{ version, expires, specVersion: SPECIFICATION },
    snapshotMeta: new MetaFile(metaOf(snapshotVersion, snapshot)),
    unrecognizedFields: { published },
  });
}

/** Of The Update Framework. */
export const SPECIFICATION = '1.0.31';
