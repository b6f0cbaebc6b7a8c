import { newestOf, type ChannelBundle, type ChannelFile } from '../channel/contents.ts';
import { compareVersions } from '../semver.ts';

/** What is built: a version of a pack, in all languages and profiles, or in some. */
export interface Wanted {
  readonly id: string;
  readonly version: string;
  /** BCP 47. */
  readonly languages?: readonly string[] | undefined;
  readonly profiles?: readonly string[] | undefined;
}

/**
 * The bundles of a channel that a build goes on from: of each language and profile the newest before its version. What has that version itself is none, so
 * that a build which is made again after it was published gives the same bytes.
 */
export function basesOf(
  files: readonly ChannelFile[],
  { id, version, languages, profiles }: Wanted,
): ChannelBundle[] {
  const isIn = (list: readonly string[] | undefined, value: string): boolean =>
    list === undefined || list.some((one) => one.toLowerCase() === value.toLowerCase());
  const earlier = files
    .filter((file) => file.kind === 'bundle')
    .filter((one) => one.id === id && compareVersions(one.version, version) < 0)
    .filter((one) => isIn(languages, one.language) && isIn(profiles, one.profile));
  return [...newestOf(earlier).values()];
}
