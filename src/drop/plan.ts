import { SatchelError, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { MANIFEST_PATH } from '../bundle/manifest.ts';
import { compareCodeUnits } from '../order.ts';
import { pathKey } from '../path.ts';
import { compareVersions } from '../semver.ts';
import { releasePath, releaseScriptPath, slotOfFolder, sumsPath } from './layout.ts';
import { lostSteps, type Drop, type SoundRelease } from './read-drop.ts';
import {
  encodeRelease,
  MAX_RELEASE,
  inPathOrder,
  slotOf,
  versionFiles,
  type DropFile,
  type DropVersion,
  type Release,
} from './release.ts';
import { leftovers } from './leftovers.ts';
import {
  carriedFiles,
  entryFiles,
  madeFile,
  madeFiles,
  sameCarried,
  startScript,
  type PlannedFile,
} from './planned-files.ts';
import type { Offer } from './sources.ts';
import { encodeSums } from './sums.ts';

/** What a write does, and in which order: plain data. */
export interface DropPlan {
  readonly release: Release;
  /** Whether the newest release holds just this: then at most older ones are removed. */
  readonly isUnchanged: boolean;
  /** What is written first: the sums, which name all that this write will own. */
  readonly sums: PlannedFile;
  /** Written in this order, and then {@link last}. */
  readonly write: readonly PlannedFile[];
  /** On the drop already under the right name and size, which proves nothing: read before anything is written. */
  readonly prove: readonly PlannedFile[];
  /** Named by the newest release too: read with all others, after the write. */
  readonly keep: readonly PlannedFile[];
  /** The release itself: it makes what was written before a release. */
  readonly last: readonly PlannedFile[];
  /** Left by writes that were cut off, and in the way of this one. */
  readonly clear: readonly string[];
  /** What no kept release names: removed when all else is proven. */
  readonly remove: readonly string[];
  readonly added: readonly DropVersion[];
  readonly removed: readonly DropVersion[];
}

export interface PlanOptions {
  /** Whether packs on the drop that are not offered go. */
  readonly only: boolean;
  /** Whether an earlier version may take the place of a later one. */
  readonly older: boolean;
}

/** What is to be put on a drop. */
export interface Load {
  readonly offers: readonly Offer[];
  /** Bundles and deltas as they are. */
  readonly carried: readonly PlannedFile[];
}

/** What putting a load on `drop` takes, and what speaks against it. */
export function planDrop(
  drop: Drop,
  { offers, carried }: Load,
  options: PlanOptions,
): { plan: DropPlan; findings: readonly Diagnostic[] } {
  const [newest] = drop.releases;
  const findings: Diagnostic[] = [];
  const { versions, kept, removed } = mergeVersions(newest, offers, options, findings);
  const number = drop.next;
  if (number > MAX_RELEASE) throw new SatchelError('drop-releases-many', { path: releasePath(number - 1) });
  const made = [...madeFiles(number, versions, newest), ...carriedFiles(carried, newest, options.only)];
  const release: Release = {
    formatVersion: 1,
    release: number,
    versions,
    files: made.map(({ path, size, digest }) => ({ path, size, digest })).sort(inPathOrder),
  };
  const own = madeFile({ path: releasePath(number), bytes: encodeRelease(release) });
  const all = uniqueFiles([...made, ...kept, ...offers.flatMap(entryFiles)], findings);
  const sums = madeFile({ path: sumsPath(number), bytes: encodeSums([...all, own]) });
  const isLast = ({ path }: DropFile): boolean => path === releaseScriptPath(number);
  const steps = lostSteps(drop, number).map((step) => startScript(step, versions));
  const first = all.filter((file) => !isLast(file));
  const there = sortByPresence(first, drop, newest, findings);
  findings.push(...lostBy(drop, versions, options));
  // What the release before names stays what it is: a write that is cut off must leave that release whole.
  uniqueFiles([...(newest?.files ?? []).map((file) => ({ ...file, from: undefined })), ...all], findings);
  const isUnchanged =
    newest?.release.release === number - 1 &&
    sameVersions(newest.release.versions, versions) &&
    sameCarried(newest.release.files, made) &&
    steps.length === 0 &&
    newest.files.every(({ path, size }) => drop.present.get(path) === size);
  return {
    findings,
    plan: {
      ...{ release, isUnchanged, sums, ...there, removed },
      // Without them start pages do not come to the last.
      last: [own, ...steps, ...all.filter(isLast)],
      ...leftovers(drop, isUnchanged ? (drop.releases[1]?.files ?? []) : [...all, own, sums], sums, newest),
      added: offers
        .map(({ version }) => version)
        .filter(({ digest }) => !newest?.versions.some((other) => other.digest === digest)),
    },
  };
}

/** The versions of the new release, what comes of the newest one, and what goes. */
function mergeVersions(
  newest: SoundRelease | undefined,
  offers: readonly Offer[],
  { only, older }: PlanOptions,
  findings: Diagnostic[],
): { versions: DropVersion[]; kept: PlannedFile[]; removed: DropVersion[] } {
  const slots = new Map(offers.map(({ version }) => [slotOf(version), version]));
  const versions = [...slots.values()];
  const kept: PlannedFile[] = [];
  const removed: DropVersion[] = [];
  for (const there of newest?.versions ?? []) {
    const { manifest, ...version } = there;
    const offered = slots.get(slotOf(version));
    if (offered === undefined && !only) {
      versions.push(version);
      for (const { path, size, digest } of versionFiles(version, manifest))
        kept.push({ path, size, digest, from: undefined });
    } else if (offered?.digest !== version.digest) removed.push(version);
    if (offered && !older && compareVersions(offered.version, version.version) < 0)
      findings.push(
        diagnostic('drop-older', { pack: slotOf(version), offered: offered.version, there: version.version }),
      );
  }
  versions.sort((a, b) => compareCodeUnits(slotOf(a), slotOf(b)));
  return { versions, kept, removed };
}

/** Each file once, in path order. Versions share media; two contents for one path cannot both be there. */
function uniqueFiles(files: readonly PlannedFile[], findings: Diagnostic[]): PlannedFile[] {
  const byKey = new Map<string, PlannedFile>();
  for (const file of files) {
    const key = pathKey(file.path);
    const other = byKey.get(key);
    if (other && (other.path !== file.path || other.digest !== file.digest))
      findings.push(diagnostic('drop-path-conflict', { path: file.path }));
    // What a bundle at hand has is sooner read than what only the drop has.
    if (!other?.from) byKey.set(key, file);
  }
  return [...byKey.values()].sort(inPathOrder);
}

function sortByPresence(
  files: readonly PlannedFile[],
  drop: Drop,
  newest: SoundRelease | undefined,
  findings: Diagnostic[],
): Pick<DropPlan, 'write' | 'prove' | 'keep'> {
  const named = new Map(newest?.files.map(({ path, digest }) => [path, digest]));
  const write: PlannedFile[] = [];
  const prove: PlannedFile[] = [];
  const keep: PlannedFile[] = [];
  for (const file of files) {
    const size = drop.present.get(file.path);
    if (size === undefined || size !== file.size) {
      if (size !== undefined && !drop.owned.has(file.path))
        findings.push(diagnostic('drop-name-taken', { path: file.path }));
      if (file.from) write.push(file);
      // The drop has lost it, and nobody here has it.
      else findings.push(diagnostic('drop-source-missing', { path: file.path }));
    } else if (named.get(file.path) === file.digest) keep.push(file);
    else prove.push(file);
  }
  return { write, prove, keep };
}

/**
 * What speaks against going on from the newest sound release where a later one is on the drop: a newer Satchel wrote that one, or it
 * is damaged and has packs that nobody would know of afterwards.
 */
function lostBy(drop: Drop, versions: readonly DropVersion[], { only }: PlanOptions): Diagnostic[] {
  const newest = drop.releases[0]?.release.release ?? 0;
  const slots = new Set(versions.map(({ folder }) => slotOfFolder(folder)));
  return drop.unsound.flatMap(({ number, finding, folders }) => {
    if (finding.code === 'drop-version') return [finding];
    const lost = folders.filter(
      (folder) => drop.present.has(`${folder}/${MANIFEST_PATH}`) && !slots.has(slotOfFolder(folder)),
    );
    if (only || number < newest || lost.length === 0) return [];
    return [diagnostic('drop-release-lost', { path: releasePath(number), folders: lost.join(', ') })];
  });
}

function sameVersions(a: readonly DropVersion[], b: readonly DropVersion[]): boolean {
  const digests = (versions: readonly DropVersion[]): string => versions.map(({ digest }) => digest).join();
  return digests(a) === digests(b);
}

/** Throws the first finding that stops a write. */
export function refuse(findings: readonly Diagnostic[]): void {
  const [first] = findings.filter(({ severity }) => severity === 'error');
  if (first) throw new SatchelError(first.code, first.params);
}
