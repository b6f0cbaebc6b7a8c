import { slotOfBundle, type ChannelBundle } from '../channel/contents.ts';
import { targetPath } from '../channel/layout.ts';
import type { Channel } from '../channel/refresh.ts';
import { digestOf, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { compareVersions } from '../semver.ts';
import { timeText } from './roles.ts';

/** What `index.json` says (schemas/channel-1.md §6): what a channel has, for people and scripts. Nothing in it is trusted. */
export interface ChannelIndex {
  readonly formatVersion: 1;
  readonly fingerprint: Digest;
  /** Of the timestamp that this was made from: who finds another one there knows that this is old. */
  readonly timestamp: { readonly version: number; readonly digest: Digest };
  readonly published: string;
  readonly expires: string;
  readonly packs: readonly IndexedPack[];
}

/** A pack in one language and profile. */
export interface IndexedPack {
  readonly id: string;
  readonly language: string;
  readonly profile: string;
  /** The newest first. */
  readonly versions: readonly IndexedVersion[];
}

export interface IndexedFile {
  /** From the channel’s top. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface IndexedVersion extends IndexedFile {
  readonly version: string;
  readonly title: string;
  /** Digest of the manifest. */
  readonly manifest: Digest;
  /** By the version that they need, the newest first; without `base`: from nothing. */
  readonly deltas: readonly (IndexedFile & { readonly base?: Digest; readonly baseVersion?: string })[];
  readonly notes?: IndexedFile;
  readonly provenance?: IndexedFile;
  readonly signature?: IndexedFile;
}

export function channelIndex({ known, set, published, files }: Channel): ChannelIndex {
  const bundles = files.filter((file) => file.kind === 'bundle');
  const slots = new Map<string, ChannelBundle[]>();
  for (const bundle of bundles)
    slots.set(slotOfBundle(bundle), [...(slots.get(slotOfBundle(bundle)) ?? []), bundle]);
  const versionOf = new Map(bundles.map(({ manifest, version }) => [manifest, version]));
  const place = ({ path, digest, size }: (typeof files)[number]): IndexedFile => ({
    path: targetPath(path, digest),
    size,
  });
  const describe = (bundle: ChannelBundle): IndexedVersion => {
    const { version, title, manifest } = bundle;
    const about = files.filter((file) => file.kind !== 'bundle' && file.target === manifest);
    const deltas = about
      .filter((file) => file.kind === 'delta')
      .map((delta) => {
        const baseVersion = delta.base && versionOf.get(delta.base);
        return {
          ...place(delta),
          ...(delta.base !== undefined && { base: delta.base }),
          ...(baseVersion !== undefined && { baseVersion }),
        };
      })
      .sort((a, b) => compareVersions(b.baseVersion ?? '0.0.0-0', a.baseVersion ?? '0.0.0-0'));
    const papers = about
      .filter((file) => file.kind !== 'delta')
      .map((paper) => [paper.kind, place(paper)] as const);
    return { version, title, manifest, ...place(bundle), deltas, ...Object.fromEntries(papers) };
  };
  return {
    formatVersion: 1,
    fingerprint: known.fingerprint,
    timestamp: {
      version: set.timestamp?.signed.version ?? 0,
      digest: digestOf(known.timestamp),
    },
    published: timeText(published),
    expires: set.timestamp?.signed.expires ?? '',
    packs: [...slots]
      .sort(([a], [b]) => compareCodeUnits(a, b))
      .map(([, versions]) => {
        const [{ id, language, profile } = { id: '', language: '', profile: '' }] = versions;
        const ordered = versions.sort((a, b) => compareVersions(b.version, a.version));
        return { id, language, profile, versions: ordered.map(describe) };
      }),
  };
}
