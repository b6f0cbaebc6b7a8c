import { shortDigest, type Digest } from '../digest.ts';
import { portableSegment } from '../path.ts';
import type { Asset } from './asset.ts';
import type { Rendition } from './rendition.ts';

/** A rendition that has no path yet. */
export type Unnamed = Omit<Rendition, 'path'> & { readonly extension: string };

/**
 * Gives renditions their paths: `media/<name>-<digest12>.<ext>`, named after `path`, the first asset that has the same bytes.
 */
export function nameRenditions(path: string, unnamed: readonly Unnamed[]): Rendition[] {
  const name = renditionName(path);
  return unnamed.map(({ extension, ...rest }) => ({
    path: `media/${name}-${shortDigest(rest.digest, 12)}.${extension}`,
    ...rest,
  }));
}

/** For each content, the first asset in path order that has it, whether wanted or not: names depend on the source alone. */
export async function namesakes(
  sorted: readonly Asset[],
  digestOfAsset: (asset: Asset) => Digest | Promise<Digest | undefined> | undefined,
): Promise<Map<Digest, string>> {
  const first = new Map<Digest, string>();
  for (const asset of sorted) {
    const found = await digestOfAsset(asset);
    if (found && !first.has(found)) first.set(found, asset.path);
  }
  return first;
}

/** The asset's file name without extension, portable and short; digests that tools put into names say nothing to a reader. */
export function renditionName(path: string): string {
  const stem = path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  const plain = stem.replace(/[._-][0-9a-f]{32,}(?=[._-]|$)/gi, '');
  return portableSegment(plain, 200)
    .slice(0, 40)
    .replace(/[-.]+$/, '');
}
