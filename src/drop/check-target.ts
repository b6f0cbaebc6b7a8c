import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { formatSize } from '../quantity.ts';
import { MAX_PLACE_LENGTH } from './layout.ts';
import { takenPlaces } from './places.ts';
import type { DropPlan } from './plan.ts';
import type { Drop } from './read-drop.ts';
import type { Target } from './target.ts';

/** What a plan costs on a target, in bytes. */
export interface Cost {
  /** That are written. */
  readonly writtenSize: number;
  /** That are taken on the medium, whole clusters and folders. */
  readonly takenSize: number;
  /** That are read before and after. */
  readonly readSize: number;
  readonly removedSize: number;
}

// FAT keeps 65,536 entries of 32 bytes in a folder (fatgen103); a long name takes one for each 13 of its letters, and one.
const FAT_FOLDER_ENTRIES = 65_536;
const FAT_ENTRY = 32;
const FAT_FILE_SIZE = 2 ** 32 - 1;
/** File systems of drives, which keep what they are asked to flush. Of networks, and of media that are only read, nothing is known. */
const OF_DRIVES = new Set([
  'vfat',
  'exfat',
  'ext4',
  'ext3',
  'ext2',
  'btrfs',
  'xfs',
  'tmpfs',
  'ntfs',
  'ntfs3',
  'fuseblk',
  'overlay',
]);

/** What a plan takes on `target`, and what speaks against it there. */
export function checkTarget(
  plan: DropPlan,
  drop: Drop,
  target: Target,
  allowFolder: boolean,
): { cost: Cost; findings: readonly Diagnostic[] } {
  const { name, fileSystem, clusterSize, freeSize, isReadOnly, isRemovable } = target;
  const findings: Diagnostic[] = [];
  if (!isRemovable && !allowFolder) findings.push(diagnostic('drop-target-not-removable', { target: name }));
  if (isReadOnly) findings.push(diagnostic('drop-target-read-only', { target: name }));
  if (fileSystem !== undefined && !OF_DRIVES.has(fileSystem))
    findings.push(diagnostic('drop-target-untried', { target: name, fileSystem }));
  const cost = costOf(plan, drop, clusterSize);
  const cleared = plan.clear.reduce((sum, path) => sum + taken(drop.present.get(path) ?? 0, clusterSize), 0);
  if (cost.takenSize > freeSize + cleared)
    findings.push(
      diagnostic('drop-no-space', {
        target: name,
        needed: formatSize(cost.takenSize),
        free: formatSize(freeSize + cleared),
      }),
    );
  findings.push(...checkNames(plan, fileSystem));
  const files = [plan.sums, ...plan.write, ...plan.prove, ...plan.keep, ...plan.last];
  for (const path of takenPlaces(drop, files)) findings.push(diagnostic('drop-name-taken', { path }));
  return { cost, findings };
}

function costOf(plan: DropPlan, drop: Drop, clusterSize: number): Cost {
  const written = [plan.sums, ...plan.write, ...plan.last];
  const sizeOf = (files: readonly { size: number }[]): number =>
    files.reduce((sum, { size }) => sum + size, 0);
  const folders = new Map<string, number>();
  let takenSize = 0;
  for (const { path, size } of written) {
    // A file that is written anew gives back what it has.
    takenSize += taken(size, clusterSize) - taken(drop.present.get(path) ?? 0, clusterSize);
    // A folder has entries for itself and the one above it, and takes one in that.
    for (let at = path, isNew = true; isNew && at !== '';) {
      const above = at.slice(0, Math.max(0, at.lastIndexOf('/')));
      const entries = folders.get(above);
      isNew = entries === undefined;
      folders.set(above, (entries ?? (above === '' ? 0 : 2)) + entriesOf(at));
      at = above;
    }
  }
  for (const entries of folders.values()) takenSize += taken(entries * FAT_ENTRY, clusterSize);
  return {
    writtenSize: sizeOf(written),
    takenSize: Math.max(0, takenSize),
    readSize: sizeOf(written) + sizeOf(plan.keep) + 2 * sizeOf(plan.prove),
    removedSize: [...plan.remove, ...plan.clear].reduce(
      (sum, path) => sum + (drop.present.get(path) ?? 0),
      0,
    ),
  };
}

function checkNames(plan: DropPlan, fileSystem: string | undefined): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const files = [...plan.write, ...plan.prove, ...plan.keep, plan.sums, ...plan.last];
  const entries = new Map<string, number>();
  for (const { path, size } of files) {
    if (path.length > MAX_PLACE_LENGTH) findings.push(diagnostic('drop-path-long', { path }));
    if (fileSystem === 'vfat' && size > FAT_FILE_SIZE) findings.push(diagnostic('drop-file-large', { path }));
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    entries.set(folder, (entries.get(folder) ?? 0) + entriesOf(path));
  }
  if (fileSystem === 'vfat')
    for (const [folder, count] of entries)
      if (count > FAT_FOLDER_ENTRIES) findings.push(diagnostic('drop-folder-full', { path: folder }));
  return findings;
}

function entriesOf(path: string): number {
  return 1 + Math.ceil((path.length - path.lastIndexOf('/') - 1) / 13);
}

function taken(size: number, clusterSize: number): number {
  return Math.ceil(size / clusterSize) * clusterSize;
}
