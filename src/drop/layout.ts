import { MANIFEST_PATH, type Manifest } from '../bundle/manifest.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { portableSegment } from '../path.ts';

// Where things lie on a drop (schemas/drop-1.md). Paths are relative to its top, with `/`.

/** Windows takes 260 characters with drive and end. */
export const MAX_PLACE_LENGTH = 240;

/** What is opened by double-click, and what it needs. Written once. */
export const START_PAGE = 'index.html';
export const START_FOLDER = 'satchel';
export const PACKS_FOLDER = 'packs';
export const RELEASES_FOLDER = 'releases';
/** Bundles and deltas that are carried on. */
export const CHANNEL_FOLDER = 'channel';

/** Where what a channel says is carried; a drop may carry several channels. */
export function newsFolder(fingerprint: Digest): string {
  return `${CHANNEL_FOLDER}/${shortDigest(fingerprint, 16)}`;
}

export function releasePath(release: number): string {
  return `${RELEASES_FOLDER}/${release}.json`;
}

/** What the start page reads of a release. */
export function releaseScriptPath(release: number): string {
  return `${RELEASES_FOLDER}/${release}.js`;
}

/** For `sha256sum -c`; also names, from its first byte on the drop, what a write that was cut off has begun. */
export function sumsPath(release: number): string {
  return `SHA256SUMS-${release}`;
}

/** A page that says how to check the drop. */
export function checkPagePath(release: number): string {
  return `how-to-check-${release}.html`;
}

/** `packs/<id>/<version>_<language>[-<profile>]_<digest8>`: a bundle's pages and manifest. */
export function versionFolder(
  { id, version, variant: { language, profile } }: Pick<Manifest, 'id' | 'version' | 'variant'>,
  manifestDigest: Digest,
): string {
  const variant = profile === 'standard' ? language : `${language}-${profile}`;
  // Build metadata (1.0.0+b1) has a character that names on sticks have not.
  const name = `${portableSegment(version, 40)}_${variant}_${shortDigest(manifestDigest, 8)}`;
  return `${PACKS_FOLDER}/${id}/${name}`;
}

/** Which pack, language and profile a version folder is of; undefined where it is none. */
export function slotOfFolder(folder: string): string | undefined {
  const [, id, variant] = /^packs\/([^/]+)\/[^/]+_([^_/]+)_[0-9a-f]{8}$/.exec(folder) ?? [];
  return id === undefined ? undefined : `${id}/${variant ?? ''}`;
}

/** Files that all versions of a pack share. Pages find them one level above themselves. */
const SHARED = /^(?:(?:media|files)\/|progress\.(?:html|js)$)/;

/** Where the entry of that path of a bundle lies, whose pages are in `folder` ({@link versionFolder}). */
export function placeOf(folder: string, path: string): string {
  if (path === MANIFEST_PATH) return `${folder}/${path}`;
  if (path.startsWith('pages/')) return `${folder}/${path.slice('pages/'.length)}`;
  if (SHARED.test(path)) return `${folder.slice(0, folder.lastIndexOf('/'))}/${path}`;
  return `${folder}/bundle-files/${path}`;
}

/** Whether a path is where Satchel writes, and nobody else has anything to look for. */
export function isOwnPlace(path: string): boolean {
  const [top = ''] = path.split('/', 1);
  return (
    [START_PAGE, START_FOLDER, PACKS_FOLDER, RELEASES_FOLDER, CHANNEL_FOLDER].includes(top) ||
    /^(?:SHA256SUMS-\d{1,9}|how-to-check-\d{1,9}\.html)$/.test(path)
  );
}
