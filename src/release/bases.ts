import { newestOf, type ChannelBundle, type ChannelFile } from '../channel/contents.ts';
import type { Digest } from '../digest.ts';
import { compareVersions } from '../semver.ts';

/** What is built: a version of a pack. */
export interface Wanted {
  readonly id: string;
  readonly version: string;
  readonly profiles: readonly string[];
}

/**
 * The bundles of a channel that a build goes on from: in each language the newest before its version, in the profiles that are built, or in those that
 * there are where it has none of these. All languages, whichever is built: a lesson that moved keeps one id in all of them. What has that version itself is
 * none of them, so that a build which is made again after it was published gives the same bytes.
 */
export function basesOf(
  files: readonly ChannelFile[],
  { id, version, profiles }: Wanted,
): readonly ChannelBundle[] {
  const earlier = files
    .filter((file) => file.kind === 'bundle')
    .filter((one) => one.id === id && compareVersions(one.version, version) < 0);
  const newest = [...newestOf(earlier).values()];
  const isBuilt = ({ profile }: ChannelBundle): boolean => profiles.includes(profile);
  return newest.filter(
    (one) => isBuilt(one) || !newest.some((other) => other.language === one.language && isBuilt(other)),
  );
}

/** Those bundles of a channel whose manifests have the digests `wanted`. */
export function bundlesIn(
  files: readonly ChannelFile[],
  wanted: ReadonlySet<Digest>,
): readonly ChannelBundle[] {
  return files.filter((file) => file.kind === 'bundle').filter(({ manifest }) => wanted.has(manifest));
}
