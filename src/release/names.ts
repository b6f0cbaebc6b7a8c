import { bundleFileName, type Manifest } from '../bundle/manifest.ts';
import type { ChannelFile } from '../channel/contents.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { pathKey, pathProblem, portableName } from '../path.ts';

/** Longest name in the metadata: 65 more characters come before the file's own (schemas/channel-1.md §1). */
const MAX_NAME = 110;

/** What a bundle's files are called in a channel, without their endings: `soil/soil_1.0.0`. */
export function stemOf(
  manifest: Pick<Manifest, 'id' | 'version' | 'variant'>,
  identity: Digest,
  isOriginal: boolean,
  files: readonly ChannelFile[],
): string {
  const stems = [isOriginal, false].map(
    (original) => `${manifest.id}/${portableName(bundleFileName(manifest, original)).replace(/\.zip$/, '')}`,
  );
  const taken = new Map(files.map((file) => [pathKey(file.path), file]));
  const free = stems.find((stem) => {
    const there = taken.get(pathKey(`${stem}.zip`));
    // The longest ending is that of a delta’s name.
    const isShort = pathProblem(`${stem}.manifest.json.minisig`, MAX_NAME) === undefined;
    return isShort && (there === undefined || (there.kind === 'bundle' && there.manifest === identity));
  });
  return free ?? `${manifest.id}/${shortDigest(identity, 16)}`;
}

/** What a delta is called: `soil/soil_1.1.0_from_1.0.0.delta`; without a base `soil/soil_1.1.0_first.delta`. */
export function deltaName(
  stem: string,
  base: { readonly version: string; readonly identity: Digest } | undefined,
): string {
  if (base === undefined) return `${stem}_first.delta`;
  const long = `${stem}_from_${portableName(`${base.version}.delta`)}`;
  const short = `${stem}_from_${shortDigest(base.identity, 8)}.delta`;
  return pathProblem(long, MAX_NAME) === undefined ? long : short;
}
