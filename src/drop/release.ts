import canonicalize from 'canonicalize';
import { MANIFEST_PATH, parseJson, type Manifest } from '../bundle/manifest.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, isDigest, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { pathProblem } from '../path.ts';
import { isOwnPlace, MAX_PLACE_LENGTH, placeOf, releasePath } from './layout.ts';

/** One file on a drop: `path` from its top, `size` in bytes. */
export interface DropFile {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
}

/** One pack version in one variant, as a release holds it. Its entries are those of the manifest in its folder. */
export interface DropVersion {
  readonly id: string;
  readonly version: string;
  readonly language: string;
  readonly profile: string;
  readonly title: string;
  /** Of the manifest: the bundle's identity. */
  readonly digest: Digest;
  /** Bytes of the manifest. */
  readonly manifestSize: number;
  readonly folder: string;
}

/** What a drop holds as of one write: `releases/<N>.json` (schemas/drop-1.md). */
export interface Release {
  readonly formatVersion: 1;
  /** From 1, one more with each write. */
  readonly release: number;
  readonly versions: readonly DropVersion[];
  /** All files but those of bundles, the release itself and its sums. */
  readonly files: readonly DropFile[];
}

/** Bytes of a release that are parsed at most. */
export const MAX_RELEASE_SIZE = 16 * 1024 * 1024;
/** Start pages look no further. */
export const MAX_RELEASE = 99_999;
const MAX_SIZE = 2 ** 42;

/** The bytes of `releases/<N>.json`: RFC 8785 JSON with the digest of all else in it, so that a torn one is known by itself. */
export function encodeRelease(release: Release): Uint8Array {
  const digest = releaseDigest(release);
  return new TextEncoder().encode(`${canonicalize({ ...release, digest })}\n`);
}

/** What identifies a release. */
export function releaseDigest(release: Release): Digest {
  return digestOf(canonicalize(release) ?? '');
}

/** The release in bytes that may come from anyone. Throws SatchelError (`drop-release-damaged`, `drop-version`). */
export function parseRelease(bytes: Uint8Array, number: number): Release {
  const damaged = (reason: string): never => {
    throw new SatchelError('drop-release-damaged', { path: releasePath(number), reason });
  };
  if (bytes.length > MAX_RELEASE_SIZE) damaged('it is too large');
  if (bytes.at(-1) !== 0x0a) damaged('its end is missing');
  let value;
  try {
    value = parseJson(bytes.subarray(0, -1)) as Record<string, unknown> | null;
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    return damaged('it is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return damaged('it is no object');
  const { digest, ...rest } = value;
  if (typeof rest['formatVersion'] === 'number' && rest['formatVersion'] > 1)
    throw new SatchelError('drop-version', { path: releasePath(number), version: rest['formatVersion'] });
  if (digest !== digestOf(canonicalize(rest) ?? '')) damaged('its digest is another');
  const problem = problemOf(rest, number);
  if (problem !== undefined) damaged(problem);
  return rest as unknown as Release;
}

/** Whoever writes a digest over it can write anything into a release: each value is looked at. */
function problemOf(value: Readonly<Record<string, unknown>>, number: number): string | undefined {
  const { formatVersion, release, versions, files } = value;
  if (formatVersion !== 1) return 'it has no format';
  if (release !== number || number < 1 || number > MAX_RELEASE) return 'it is of another number';
  if (!Array.isArray(versions) || !Array.isArray(files)) return 'it lists nothing';
  if (!versions.every(isVersion)) return 'a pack in it makes no sense';
  if (new Set((versions as DropVersion[]).map(slotOf)).size < versions.length) return 'it has a pack twice';
  return files.every(isFile) ? undefined : 'a file in it makes no sense';
}

function isVersion(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, language, profile, title, digest, manifestSize, folder } =
    value as Partial<DropVersion>;
  return (
    [id, version, language, profile, title, folder].every((text) => typeof text === 'string') &&
    isDigest(digest) &&
    isSize(manifestSize) &&
    /^packs\/[^/]+\/[^/]+$/.test(folder ?? '') &&
    pathProblem(folder ?? '', MAX_PLACE_LENGTH) === undefined &&
    folder?.split('/')[1] === id
  );
}

function isFile(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { path, size, digest } = value as Partial<DropFile>;
  return (
    typeof path === 'string' &&
    pathProblem(path, MAX_PLACE_LENGTH) === undefined &&
    isOwnPlace(path) &&
    isSize(size) &&
    isDigest(digest)
  );
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_SIZE;
}

/** A file of a version, with the path that it has in the bundle. */
export interface VersionFile extends DropFile {
  readonly entry: string;
}

/** The files of a version on a drop: the entries of its manifest, and that itself. */
export function versionFiles(
  { folder, manifestSize, digest }: DropVersion,
  { entries }: Pick<Manifest, 'entries'>,
): VersionFile[] {
  const own = { path: MANIFEST_PATH, size: manifestSize, digest };
  return [...entries, own].map(({ path, size, digest }) => ({
    ...{ entry: path, path: placeOf(folder, path), size, digest },
  }));
}

/** The slot that a version fills: a drop holds one version of each. */
export function slotOf({ id, language, profile }: DropVersion): string {
  return [id, language, profile].join('/');
}

/** Orders files as releases and sums list them. */
export function inPathOrder(a: DropFile, b: DropFile): number {
  return compareCodeUnits(a.path, b.path);
}
