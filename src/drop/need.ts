import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, type Entry, type Manifest } from '../bundle/manifest.ts';
import { writeBundle } from '../bundle/write.ts';
import type { Content } from '../bundle/content.ts';
import { SatchelError } from '../diagnostic.ts';
import { isDigest, shortDigest, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { discard, temporaryName } from '../temporary.ts';
import { packageVersion } from '../package.ts';
import { makeParts } from './known-parts.ts';
import { releaseDigest, type DropFile } from './release.ts';
import type { RepairPlan } from './repair.ts';
import type { Offer } from './sources.ts';

interface NeedPack {
  readonly id: string;
  readonly version: string;
  readonly digest: Digest;
  /** Where it is a part of a bundle: which, and where it lies on the drop. */
  readonly part?: { readonly folder: string; readonly units: readonly string[] };
}

/** What a drop lacks, to be sent to where the bundles are: `need.json` (schemas/need-1.schema.json). */
export interface Need {
  readonly formatVersion: 1;
  readonly release: number;
  readonly releaseDigest: Digest;
  readonly packs: readonly NeedPack[];
  readonly files: readonly DropFile[];
}

/** Bytes of a need that are parsed at most: some 300,000 files. */
export const MAX_NEED_SIZE = 64 * 1024 * 1024;

export function needOf({ release, need, parts }: RepairPlan): Need {
  return {
    formatVersion: 1,
    release: release.release,
    releaseDigest: releaseDigest(release),
    packs: release.versions.map(({ id, version, digest, folder }) => {
      const units = parts.get(digest);
      return { id, version, digest, ...(units && { part: { folder, units } }) };
    }),
    files: need,
  };
}

/** A need that may come from anyone. Throws SatchelError (`drop-need-damaged`). */
export function parseNeed(bytes: Uint8Array, file: string): Need {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
  }
  const need = value as Partial<Need> | null | undefined;
  const isNeed =
    need?.formatVersion === 1 &&
    Array.isArray(need.packs) &&
    (need.packs as unknown[]).every(isPack) &&
    Array.isArray(need.files) &&
    (need.files as unknown[]).every((item) => isDigest((item as Partial<DropFile> | null)?.digest));
  if (!isNeed) throw new SatchelError('drop-need-damaged', { file });
  return need as Need;
}

function isPack(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, digest, part } = value as Partial<NeedPack>;
  return (
    [id, version].every((text) => typeof text === 'string') &&
    isDigest(digest) &&
    (part === undefined || (typeof part.folder === 'string' && Array.isArray(part.units)))
  );
}

/** Larger contents lie in a file until they are packed. */
const WHOLE_SIZE = 4 * 1024 * 1024;

async function contentOf({ bundle }: Offer, { path, size }: Entry, file: string): Promise<Content> {
  if (size <= WHOLE_SIZE) return { bytes: await bundle.read(path, size) };
  const fd = openSync(file, 'wx');
  try {
    for await (const piece of bundle.stream(path))
      for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
  } finally {
    closeSync(fd);
  }
  return { file };
}

/**
 * Writes a repair file: a bundle of just what a need lists, as far as `offers` have it. “drop repair --from” takes it like any bundle.
 * Throws SatchelError as {@link writeBundle} does, and `drop-need-nothing` where none of it is there.
 */
export async function packNeed(
  need: Need,
  offers: readonly Offer[],
  file: string,
  signal: AbortSignal,
): Promise<{ entries: number; size: number; missing: readonly Digest[] }> {
  const spool = temporaryName(file);
  try {
    makeFolder(spool);
    return await packInto(spool, need, offers, file, signal);
  } catch (error) {
    throw writeFailure(error, file);
  } finally {
    discard(spool);
  }
}

async function packInto(
  spool: string,
  need: Need,
  offers: readonly Offer[],
  file: string,
  signal: AbortSignal,
): ReturnType<typeof packNeed> {
  const wanted = [...new Set(need.files.map(({ digest }) => digest))].sort(compareCodeUnits);
  const found = new Map<Digest, { entry: Entry; offer: Offer }>();
  const parts = need.packs.flatMap(({ digest, part }) =>
    part ? [{ digest, folder: part.folder, unitsOf: () => part.units }] : [],
  );
  for (const offer of [...offers, ...(await makeParts(parts, offers))])
    for (const entry of offer.manifest.entries) found.set(entry.digest, { entry, offer });
  const contents = new Map<string, Content>();
  const entries: Entry[] = [];
  for (const digest of wanted) {
    const there = found.get(digest);
    if (!there) continue;
    const { entry, offer } = there;
    const path = `files/${shortDigest(digest, 64)}`;
    entries.push({ path, size: entry.size, digest, mediaType: entry.mediaType });
    contents.set(path, await contentOf(offer, entry, join(spool, shortDigest(digest, 64))));
  }
  if (entries.length === 0) throw new SatchelError('drop-need-nothing', { file });
  const { size } = await writeBundle({
    file,
    manifest: repairManifest(need, entries),
    contents: (path) => contents.get(path),
    signal,
  });
  return { entries: entries.length, size, missing: wanted.filter((digest) => !found.has(digest)) };
}

function repairManifest({ release, packs }: Need, entries: readonly Entry[]): Manifest {
  return {
    formatVersion: 1,
    id: 'repair',
    version: `${release}.0.0`,
    variant: { language: 'und', profile: 'standard' },
    title: `Repair of ${packs.map(({ id, version }) => `${id} ${version}`).join(', ')}`,
    language: 'und',
    generator: { name: 'satchel', version: packageVersion() },
    units: [],
    entries,
  };
}
