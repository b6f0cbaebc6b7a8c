import { openFolder } from '../bundle/folder-container.ts';
import {
  encodeManifest,
  MANIFEST_PATH,
  MAX_MANIFEST_SIZE,
  parseManifest,
  type Manifest,
} from '../bundle/manifest.ts';
import { badSector } from '../bundle/container.ts';
import { SatchelError } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';
import { digestOf, type Digest } from '../digest.ts';
import { placeOf, releasePath, releaseScriptPath, sumsPath } from './layout.ts';
import { isCarried, madeFiles } from './planned-files.ts';
import { MAX_SUMS_SIZE, withSums, type Drop } from './read-drop.ts';
import {
  encodeRelease,
  inPathOrder,
  MAX_RELEASE_SIZE,
  parseRelease,
  slotOf,
  versionFiles,
  type DropFile,
  type DropVersion,
  type Release,
} from './release.ts';
import type { Offer } from './sources.ts';
import { encodeSums, linesOfSums } from './sums.ts';

/** What the newest release of a drop should be, as far as it can be known. */
export interface Expected {
  readonly release: Release;
  /** In the order in which they may be written: what makes a release of the others is last. */
  readonly files: readonly DropFile[];
  /** What is made here and not taken from anywhere, by its digest. */
  readonly made: ReadonlyMap<Digest, Uint8Array>;
  /** Of versions, those whose manifests are known, by their digests. */
  readonly manifests: ReadonlyMap<Digest, Manifest>;
}

/**
 * The newest release that anything on the drop speaks of, from its own files where they are sound, else from its sums and from
 * what `offers` have. Throws SatchelError (`drop-release-missing`) where it cannot be known.
 */
export function expectRelease(drop: Drop, offers: readonly Offer[]): Expected {
  const number = drop.next - 1;
  const release = readRelease(drop.root, number) ?? rebuildRelease(drop, number, offers);
  if (!release) throw new SatchelError('drop-release-missing');
  const own = encodeRelease(release);
  const made = new Map<Digest, Uint8Array>([[digestOf(own), own]]);
  for (const { digest, from } of madeFiles(number, release.versions))
    if (from?.kind === 'made') made.set(digest, from.bytes);
  const manifests = new Map<Digest, Manifest>();
  const files = new Map<string, DropFile>();
  const add = ({ path, size, digest }: DropFile): void => void files.set(path, { path, size, digest });
  for (const version of release.versions) {
    const manifest = manifestOf(drop.root, version, offers);
    versionFiles(version, manifest ?? { entries: [] }).forEach(add);
    if (!manifest) continue;
    made.set(version.digest, encodeManifest(manifest));
    manifests.set(version.digest, manifest);
  }
  for (const file of release.files) add(file);
  add({ path: releasePath(number), size: own.length, digest: digestOf(own) });
  const all = withSums(number, [...files.values()]);
  const sums = encodeSums([...files.values()]);
  made.set(digestOf(sums), sums);
  const order = ({ path }: DropFile): number =>
    [sumsPath(number), releasePath(number), releaseScriptPath(number)].indexOf(path);
  return { release, made, manifests, files: [...all].sort((a, b) => order(a) - order(b)) };
}

/** The release as its own file says it, where that is sound. Throws SatchelError (`drop-version`). */
export function readRelease(root: string, number: number): Release | undefined {
  const bytes = readSmall(root, releasePath(number), MAX_RELEASE_SIZE);
  try {
    return bytes && parseRelease(bytes, number);
  } catch (error) {
    if (error instanceof SatchelError && error.code !== 'drop-version') return undefined;
    throw error;
  }
}

/** The release whose digest its sums tell, made anew of the manifests that they name. */
function rebuildRelease(drop: Drop, number: number, offers: readonly Offer[]): Release | undefined {
  const lines = readSums(drop.root, number);
  const versions: DropVersion[] = [];
  for (const { folder, digest } of versionsIn(lines)) {
    const manifest = manifestOf(drop.root, { folder, digest }, offers);
    if (!manifest) return undefined;
    const { id, version, title, variant } = manifest;
    const manifestSize = encodeManifest(manifest).length;
    const { language, profile } = variant;
    versions.push({ id, version, language, profile, title, digest, manifestSize, folder });
  }
  versions.sort((a, b) => compareCodeUnits(slotOf(a), slotOf(b)));
  const carried = [...lines].flatMap(([path, digest]) =>
    isCarried(path) ? [{ path, size: 0, digest }] : [],
  );
  // The start page may be another Satchel's; of that, and of what is carried, only the drop knows the size.
  const files = [...madeFiles(number, versions), ...carried].map(({ path, size, digest: own }) => {
    const digest = lines.get(path) ?? own;
    return { path, size: digest === own && size > 0 ? size : (drop.present.get(path) ?? 0), digest };
  });
  const release: Release = { formatVersion: 1, release: number, versions, files: files.sort(inPathOrder) };
  return lines.get(releasePath(number)) === digestOf(encodeRelease(release)) ? release : undefined;
}

/** What the sums of a release name, as far as they can be read. */
export function readSums(root: string, number: number): ReadonlyMap<string, Digest> {
  const bytes = readSmall(root, sumsPath(number), MAX_SUMS_SIZE);
  return new Map(linesOfSums(bytes ?? new Uint8Array()).map(({ path, digest }) => [path, digest]));
}

/** The version folders that sums name, and the digests of their manifests. */
export function versionsIn(lines: ReadonlyMap<string, Digest>): Pick<DropVersion, 'folder' | 'digest'>[] {
  return [...lines].flatMap(([path, digest]) => {
    const [, folder] = /^(packs\/[^/]+\/[^/]+_[0-9a-f]{8})\/manifest\.json$/.exec(path) ?? [];
    return folder === undefined ? [] : [{ folder, digest }];
  });
}

/** The manifest of that digest, on the drop or elsewhere. */
export function manifestOf(
  root: string,
  { folder, digest }: Pick<DropVersion, 'folder' | 'digest'>,
  offers: readonly Offer[],
): Manifest | undefined {
  const bytes = readSmall(root, placeOf(folder, MANIFEST_PATH), MAX_MANIFEST_SIZE);
  if (bytes && digestOf(bytes) === digest) return parseManifest(bytes);
  return offers.find(({ version }) => version.digest === digest)?.manifest;
}

function readSmall(root: string, path: string, limit: number): Buffer | undefined {
  try {
    return openFolder(root).read(path, limit);
  } catch (error) {
    if (badSector(error, path) instanceof SatchelError) return undefined;
    throw error;
  }
}
