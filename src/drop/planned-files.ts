import { digestOf } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { CHANNEL_FOLDER, releaseScriptPath } from './layout.ts';
import type { SoundRelease } from './read-drop.ts';
import { versionFiles, type DropFile, type DropVersion } from './release.ts';
import type { Offer } from './sources.ts';
import { checkPage, startFiles, type MadeFile } from './start-files.ts';
import { encodeStartScript, languagesOf } from './start-script.ts';

/** Where the bytes of a planned file come from. */
export type Origin =
  | { readonly kind: 'entry'; readonly offer: Offer; readonly path: string }
  | { readonly kind: 'made'; readonly bytes: Uint8Array }
  /** On this machine or the drop itself, proven a moment ago. */
  | { readonly kind: 'file'; readonly file: string };

export interface PlannedFile extends DropFile {
  /** Undefined where only the drop itself has it. */
  readonly from: Origin | undefined;
}

/** The files of a version that is offered. */
export function entryFiles(offer: Offer): PlannedFile[] {
  return versionFiles(offer.version, offer.manifest).map(({ entry, ...file }) => ({
    ...file,
    from: { kind: 'entry', offer, path: entry },
  }));
}

/** What a release has besides bundles and what is carried. The start page stays as the drop has it: it is written once. */
export function madeFiles(
  number: number,
  versions: readonly DropVersion[],
  newest?: SoundRelease,
): PlannedFile[] {
  const there = new Map(newest?.release.files.map((file) => [file.path, file]));
  const frozen = startFiles().map((file): PlannedFile => {
    const made = madeFile(file);
    const old = there.get(file.path);
    return old && old.digest !== made.digest ? { ...old, from: undefined } : made;
  });
  return [...frozen, madeFile(checkPage(number, languagesOf(versions))), startScript(number, versions)];
}

/** What the start page reads of release `number`. */
export function startScript(number: number, versions: readonly DropVersion[]): PlannedFile {
  return madeFile({ path: releaseScriptPath(number), bytes: encodeStartScript(number, versions) });
}

/** What was carried stays, as packs do. Of what a channel says, what is newer; the drop's own where that is. */
export function carriedFiles(
  carried: readonly PlannedFile[],
  newest: SoundRelease | undefined,
  only: boolean,
): PlannedFile[] {
  const there = (newest?.release.files ?? []).filter(({ path }) => isCarried(path));
  const had = agesOfNews(there);
  const offered = agesOfNews(carried);
  // One side or the other: files of two moments are no news.
  const isNewer = (folder: string): boolean => (offered.get(folder) ?? 0) >= (had.get(folder) ?? 0);
  const taken = carried.filter(({ path }) => {
    const folder = newsFolderOf(path);
    return folder === undefined || isNewer(folder);
  });
  const named = new Set(taken.map(({ path }) => path));
  const stays = there.filter(({ path }) => {
    const folder = newsFolderOf(path);
    return folder !== undefined && offered.has(folder) ? !isNewer(folder) : !only && !named.has(path);
  });
  return [...taken, ...stays.map((file) => ({ ...file, from: undefined }))];
}

/** The folder of a file that is of what a channel says ({@link newsFolder}). */
function newsFolderOf(path: string): string | undefined {
  return /^(channel\/[0-9a-f]{16})\/metadata\//.exec(path)?.[1];
}

/** How new what each channel says is, by its folder: the version of its timestamp; of several the highest counts (channel-1.md §1). */
export function agesOfNews(files: readonly DropFile[]): Map<string, number> {
  const ages = new Map<string, number>();
  for (const { path } of files) {
    const [, folder, version] =
      /^(channel\/[0-9a-f]{16})\/metadata\/([1-9]\d{0,9})\.timestamp\.json$/.exec(path) ?? [];
    if (folder !== undefined) ages.set(folder, Math.max(Number(version), ages.get(folder) ?? 0));
  }
  return ages;
}

/** Whether a file is a bundle or a delta that is carried on, or of what a channel says. */
export function isCarried(path: string): boolean {
  return path.startsWith(`${CHANNEL_FOLDER}/`);
}

/** What is made here and now. */
export function madeFile({ path, bytes }: MadeFile): PlannedFile {
  return { path, size: bytes.length, digest: digestOf(bytes), from: { kind: 'made', bytes } };
}

/** Whether two lists carry the same. */
export function sameCarried(a: readonly DropFile[], b: readonly DropFile[]): boolean {
  const digests = (files: readonly DropFile[]): string =>
    files
      .filter(({ path }) => isCarried(path))
      .map(({ path, digest }) => `${path} ${digest}`)
      .sort(compareCodeUnits)
      .join();
  return digests(a) === digests(b);
}
