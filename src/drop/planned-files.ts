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

/** What was carried stays, as packs do. */
export function carriedFiles(
  carried: readonly PlannedFile[],
  newest: SoundRelease | undefined,
  only: boolean,
): PlannedFile[] {
  const named = new Set(carried.map(({ path }) => path));
  const there = newest?.release.files.filter(({ path }) => isCarried(path) && !named.has(path)) ?? [];
  return [...carried, ...(only ? [] : there.map((file) => ({ ...file, from: undefined })))];
}

/** Whether a file is a bundle or a delta that is carried on. */
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
