import type { Metadata, Root, TargetFile } from '@tufjs/models';
import { MAX_FILES } from '../channel/contents.ts';
import { metadataPath, TIMESTAMP_PATH } from '../channel/layout.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { MAX_METADATA_SIZE } from '../trust/metadata.ts';
import type { Signer } from '../trust/tuf-key.ts';
import { sameBytes } from './folder-store.ts';
import { encodeSigned, expiryOf, snapshotOf, targetsOf, timestampOf, timeText } from './roles.ts';
import { demandCurrentKeys, refuseMany, type ChannelState } from './state.ts';
import type { Store } from './store.ts';

export interface PublishOptions {
  /** Open keys; each signs as what its channel lets it. */
  readonly signers: readonly Signer[];
  /** Milliseconds since 1970: when it is signed. */
  readonly now: number;
  /** Days after which what is signed is no news any more. */
  readonly expiresDays: number;
  /** `new`: only if there is something that nobody is led to yet. `due`: say anew that it is current, and sign again what ends soon. `all`: sign all of it again. */
  readonly sign: 'new' | 'due' | 'all';
  /** A root that comes next: what its keys must sign is signed by them too, before it counts. */
  readonly next?: Metadata<Root> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What publishing did: versions of the metadata that everybody is led to now. */
export interface Published {
  readonly timestamp: number;
  readonly snapshot: number;
  readonly targets: number;
  /** When it is no news any more. */
  readonly expires: string;
  /** False where all of it was published already. */
  readonly isNew: boolean;
  readonly findings: readonly Diagnostic[];
}

/**
 * Leads everybody to the newest list of targets, in the order of schemas/channel-1.md §4: until the timestamp is replaced, all that was there
 * before counts. Throws SatchelError: `release-raced` where somebody else was faster, `release-key-lacking`,
 * `release-keys-old`, `env-*`.
 */
export async function publish(
  store: Store,
  state: ChannelState,
  options: PublishOptions,
): Promise<Published> {
  if (options.sign !== 'all') demandCurrentKeys(state, store.name);
  const { published, root } = state;
  const mustSignAll = options.sign === 'all';
  const old = published?.set;
  const findings = findingsOf(state, options.now);
  const known = {
    timestamp: old?.timestamp?.signed.version ?? 0,
    snapshot: old?.snapshot?.signed.version ?? 0,
    targets: old?.targets?.signed.version ?? 0,
  };
  const isLed = state.head !== undefined && known.targets === state.head.signed.version;
  if (isLed && !mustSignAll && options.sign === 'new')
    return {
      ...known,
      expires: old?.timestamp?.signed.expires ?? '',
      isNew: false,
      findings: [...findings, diagnostic('release-nothing', { channel: store.name })],
    };

  const signTargets = mustSignAll || state.head === undefined || endsSoon(state.head.signed, options);
  const targets =
    state.head !== undefined && state.headBytes !== undefined && !signTargets
      ? { version: state.head.signed.version, bytes: state.headBytes }
      : await createTargets(store, state, Object.values(state.head?.signed.targets ?? {}), options);

  const signSnapshot =
    mustSignAll ||
    old?.snapshot === undefined ||
    old.snapshot.signed.meta['targets.json']?.version !== targets.version ||
    endsSoon(old.snapshot.signed, options);
  const snapshot =
    signSnapshot || published === undefined
      ? await createSnapshot(store, state, targets, options)
      : { version: known.snapshot, bytes: published.known.snapshot };

  const version = known.timestamp + 1;
  const expires = expiryOf(options.now, options.expiresDays);
  const timestamp = encodeSigned(
    root,
    'timestamp',
    timestampOf(version, expires, snapshot.bytes, snapshot.version, timeText(options.now)),
    options.signers,
    options.next,
  );
  await store.replace(TIMESTAMP_PATH, timestamp, published?.known.timestamp);
  return {
    ...{ timestamp: version, snapshot: snapshot.version, targets: targets.version },
    ...{ expires, isNew: true, findings },
  };
}

/** Less than half of its time is left. */
function endsSoon({ expires }: { readonly expires: string }, { now, expiresDays }: PublishOptions): boolean {
  return Date.parse(expires) < Date.parse(expiryOf(now, expiresDays / 2));
}

const WARN_DAYS = 180;

function findingsOf({ published, root, isRekeyed }: ChannelState, now: number): Diagnostic[] {
  const { expires } = root.signed;
  return [
    ...(isRekeyed ? [diagnostic('release-keys-changed')] : []),
    ...(published !== undefined && now < published.published
      ? [
          diagnostic('release-clock-behind', {
            ...{ now: timeText(now), published: timeText(published.published) },
          }),
        ]
      : []),
    ...(Date.parse(expires) < Date.parse(expiryOf(now, WARN_DAYS))
      ? [diagnostic('release-root-ends', { expires: expires.slice(0, 10) })]
      : []),
  ];
}

interface Numbered {
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** Signs a list of targets under the next number. Throws SatchelError: `release-raced` where somebody else has taken it, `release-list-large`. */
export async function createTargets(
  store: Store,
  { root, freeTargets: version }: ChannelState,
  files: readonly TargetFile[],
  { signers, now, expiresDays, next }: Pick<PublishOptions, 'signers' | 'now' | 'expiresDays' | 'next'>,
): Promise<Numbered> {
  const signed = targetsOf(version, expiryOf(now, expiresDays), files);
  const bytes = encodeSigned(root, 'targets', signed, signers, next);
  const path = metadataPath('targets', version);
  if (bytes.length > MAX_METADATA_SIZE.targets || files.length > MAX_FILES)
    throw new SatchelError('release-list-large', { limit: MAX_METADATA_SIZE.targets, files: MAX_FILES });
  if (!(await tryCreate(store, path, bytes))) throw new SatchelError('release-raced');
  return { version, bytes };
}

async function createSnapshot(
  store: Store,
  { root, published }: ChannelState,
  targets: Numbered,
  { signers, now, expiresDays, next, signal }: PublishOptions,
): Promise<Numbered> {
  const first = (published?.set.snapshot?.signed.version ?? 0) + 1;
  for (let version = first; ; version++) {
    refuseMany(version - first, 'snapshot');
    const signed = snapshotOf(version, expiryOf(now, expiresDays), targets.bytes, targets.version);
    const bytes = encodeSigned(root, 'snapshot', signed, signers, next);
    const path = metadataPath('snapshot', version);
    const there = await store.read(path, MAX_METADATA_SIZE.snapshot, signal);
    const isOurs = there === undefined ? await tryCreate(store, path, bytes) : sameBytes(there, bytes);
    if (isOurs) return { version, bytes };
  }
}

/** Whether `path` has these bytes now: false where another has taken the name. */
async function tryCreate(store: Store, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await store.create(path, { kind: 'bytes', bytes });
    return true;
  } catch (error) {
    if (error instanceof SatchelError && error.code === 'release-file-taken') return false;
    throw error;
  }
}
