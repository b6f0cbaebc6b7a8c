import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { badSector } from '../bundle/container.ts';
import { openFolder } from '../bundle/folder-container.ts';
import { MANIFEST_PATH, MAX_MANIFEST_SIZE, parseManifest, type Manifest } from '../bundle/manifest.ts';
import { isOfMedium } from '../bundle/medium.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { startBounds, type Bounds } from './bounds.ts';
import {
  CHANNEL_FOLDER,
  isOwnPlace,
  PACKS_FOLDER,
  placeOf,
  releasePath,
  RELEASES_FOLDER,
  releaseScriptPath,
  START_FOLDER,
  sumsPath,
  versionFolder,
} from './layout.ts';
import {
  inPathOrder,
  MAX_RELEASE_SIZE,
  parseRelease,
  versionFiles,
  type DropFile,
  type DropVersion,
  type Release,
} from './release.ts';
import { encodeSums, linesOfSums } from './sums.ts';

/** A release on a drop whose own files are sound: what it says of all others can be believed, not yet that they are. */
export interface SoundRelease {
  readonly release: Release;
  readonly versions: readonly SoundVersion[];
  /** All files of the release, in path order, the release itself and its sums among them. */
  readonly files: readonly DropFile[];
}

export interface SoundVersion extends DropVersion {
  readonly manifest: Manifest;
}

/** What lies on a drop, as far as its releases tell. */
export interface Drop {
  readonly root: string;
  /** The highest first. */
  readonly releases: readonly SoundRelease[];
  /** What is wrong with the others, the highest first. */
  readonly unsound: readonly Unsound[];
  /** Every file in the places of a drop, with its size. */
  readonly present: ReadonlyMap<string, number>;
  /** What releases, sound or not, and writes that were cut off say that Satchel has written. */
  readonly owned: ReadonlySet<string>;
  /** The number that no release has had yet. */
  readonly next: number;
  /** The write of that number that was cut off. */
  readonly begun: Begun | undefined;
}

export interface Unsound {
  readonly number: number;
  /** What is wrong with it. */
  readonly finding: Diagnostic;
  /** The version folders that its sums name. */
  readonly folders: readonly string[];
}

/** What the sums of a write that was cut off say. */
export interface Begun {
  /** Of the sums. */
  readonly path: string;
  readonly digest: Digest;
  /** What they name. */
  readonly paths: readonly string[];
}

/** Bytes of a script of a release, which names packs alone. */
const MAX_SCRIPT_SIZE = 1024 * 1024;
/** Bytes of sums that are read at most: some 300,000 files. */
export const MAX_SUMS_SIZE = 64 * 1024 * 1024;

/** Whether a folder is a drop, whole or damaged. */
export function isDrop(folder: string): boolean {
  return numbersIn(join(folder, RELEASES_FOLDER)).length > 0;
}

/**
 * Reads what a folder holds as a drop; one that holds nothing is an empty drop. Throws the system's errors, and SatchelError
 * (`drop-crowded`) where that would be more than drops have.
 */
export function readDrop(root: string): Drop {
  const bounds = startBounds(root);
  const present = listPlaces(root, bounds);
  const numbers = [...present.keys()]
    .flatMap((path) => /^(?:releases\/(\d{1,9})\.(?:json|js)|SHA256SUMS-(\d{1,9}))$/.exec(path) ?? [])
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  const releases: SoundRelease[] = [];
  const unsound: Unsound[] = [];
  const owned = new Set<string>();
  const begunWrites = new Map<number, Begun>();
  const highestFirst = [...new Set(numbers)].sort((a, b) => b - a);
  for (const number of highestFirst) {
    const told = [releasePath(number), sumsPath(number)].filter((path) => present.has(path));
    if (told.length > 0) bounds.release();
    for (const path of told) bounds.told(present.get(path) ?? 0);
  }
  for (const number of highestFirst) {
    const begun = begunBy(root, number, present);
    if (begun) begunWrites.set(number, begun);
    for (const path of [releasePath(number), releaseScriptPath(number), sumsPath(number)]) owned.add(path);
    for (const path of begun?.paths ?? []) owned.add(path);
    if (!present.has(releasePath(number))) {
      // Of an older release nothing is left but the script, by which start pages count, or it is being removed.
      const isNewest = releases.length === 0 && unsound.length === 0;
      if (isNewest && present.has(releaseScriptPath(number)))
        unsound.push({
          number,
          finding: diagnostic('drop-file-missing', { path: releasePath(number) }),
          folders: foldersIn(begun),
        });
      continue;
    }
    try {
      const sound = readRelease(root, number, bounds);
      releases.push(sound);
      for (const { path } of sound.files) owned.add(path);
    } catch (error) {
      if (error instanceof SatchelError && error.code === 'drop-crowded') throw error;
      unsound.push({ number, finding: unsoundBy(error, releasePath(number)), folders: foldersIn(begun) });
    }
  }
  const written = highestFirst.filter(
    (number) => present.has(releasePath(number)) || present.has(releaseScriptPath(number)),
  );
  const next = (written[0] ?? 0) + 1;
  return { root, releases, unsound, present, owned, next, begun: begunWrites.get(next) };
}

/**
 * Numbers of scripts that are lost and without which start pages do not come to the release `newest`: they stop where none of eight in a row is a script of a
 * release (schemas/drop-1.md §5).
 */
export function lostSteps({ root, present }: Drop, newest: number): number[] {
  const container = openFolder(root);
  const isStep = (path: string): boolean => {
    if (!present.has(path)) return false;
    try {
      return /^satchelRelease\(\{.*\}\);\n$/s.test(container.read(path, MAX_SCRIPT_SIZE).toString('utf8'));
    } catch (error) {
      if (!(badSector(error, path) instanceof SatchelError)) throw error;
      return false;
    }
  };
  const lost: number[] = [];
  for (let last = 8; last < newest; last += 8) {
    const batch = Array.from({ length: 8 }, (_, n) => last - n);
    if (!batch.some((number) => isStep(releaseScriptPath(number)))) lost.push(last);
  }
  return lost;
}

/** A release and the manifests that it names, each proven. Throws SatchelError and the system's errors. */
function readRelease(root: string, number: number, bounds: Bounds): SoundRelease {
  const container = openFolder(root);
  const bytes = container.read(releasePath(number), MAX_RELEASE_SIZE);
  const release = parseRelease(bytes, number);
  const files = new Map<string, DropFile>(release.files.map((file) => [file.path, file]));
  const script = files.get(releaseScriptPath(number));
  const isProven = (path: string, file: Pick<DropFile, 'size' | 'digest'>): boolean =>
    digestOf(container.read(path, Math.min(file.size, MAX_RELEASE_SIZE))) === file.digest;
  if (!script || !isProven(script.path, script))
    throw new SatchelError('drop-release-damaged', {
      path: releaseScriptPath(number),
      reason: 'its digest is another',
    });
  const versions = release.versions.map((version) => {
    const path = placeOf(version.folder, MANIFEST_PATH);
    bounds.told(version.manifestSize);
    const read = container.read(path, Math.min(version.manifestSize, MAX_MANIFEST_SIZE));
    if (digestOf(read) !== version.digest)
      throw new SatchelError('drop-file-damaged', { path, reason: 'its digest is another' });
    const manifest = parseManifest(read);
    if (!isOf(version, manifest))
      throw new SatchelError('drop-release-damaged', {
        path: releasePath(number),
        reason: 'it says other things of a pack than the pack itself',
      });
    for (const { path, size, digest } of versionFiles(version, manifest)) {
      const other = files.get(path);
      if (other && other.digest !== digest) throw new SatchelError('drop-path-conflict', { path });
      files.set(path, { path, size, digest });
    }
    return { ...version, manifest };
  });
  const own = { path: releasePath(number), size: bytes.length, digest: digestOf(bytes) };
  return { release, versions, files: withSums(number, [...files.values(), own]) };
}

/** Whether a version is called what its manifest calls it, and lies where that lies. */
function isOf(version: DropVersion, manifest: Manifest): boolean {
  return (
    version.id === manifest.id &&
    version.version === manifest.version &&
    version.language === manifest.variant.language &&
    version.profile === manifest.variant.profile &&
    version.title === manifest.title &&
    version.folder === versionFolder(manifest, version.digest)
  );
}

/** What keeps a release from being sound, in the words of drops: these files are of no bundle. */
function unsoundBy(thrown: unknown, path: string): Diagnostic {
  const error = badSector(thrown, path);
  if (!(error instanceof SatchelError)) throw error;
  const { code, params } = error.diagnostic;
  const file = { path: String(params['path'] ?? path) };
  if (code === 'bundle-entry-missing') return diagnostic('drop-file-missing', file);
  if (code === 'bundle-entry-special') return diagnostic('drop-file-special', file);
  if (code === 'bundle-entry-large')
    return diagnostic('drop-file-damaged', { ...file, reason: 'it is larger than it should be' });
  if (code === 'bundle-entry-damaged')
    return diagnostic('drop-file-damaged', { ...file, reason: String(params['reason']) });
  return error.diagnostic;
}

/** All files of a release, in path order, with those that list them. */
export function withSums(number: number, files: readonly DropFile[]): DropFile[] {
  const sums = encodeSums(files);
  const own = { path: sumsPath(number), size: sums.length, digest: digestOf(sums) };
  return [...files, own].sort(inPathOrder);
}

/** The sums of a release, which are written before everything else of it; undefined where there are none that can be read. */
function begunBy(root: string, number: number, present: ReadonlyMap<string, number>): Begun | undefined {
  const path = sumsPath(number);
  if (!present.has(path)) return undefined;
  try {
    const bytes = openFolder(root).read(path, MAX_SUMS_SIZE);
    return { path, digest: digestOf(bytes), paths: linesOfSums(bytes).map((line) => line.path) };
  } catch (error) {
    if (!(badSector(error, path) instanceof SatchelError)) throw error;
    return undefined;
  }
}

function foldersIn(sums: Begun | undefined): string[] {
  return (sums?.paths ?? []).flatMap(
    (path) => /^(packs\/[^/]+\/[^/]+)\/manifest\.json$/.exec(path)?.[1] ?? [],
  );
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => /^(\d{1,9})\.json$/.exec(name)?.[1] ?? [])
      .map(Number);
  } catch {
    return [];
  }
}

/** Every plain file where a drop has its own, by its path; links and devices have the size -1. */
function listPlaces(root: string, bounds: Bounds): Map<string, number> {
  const found = new Map<string, number>();
  const walk = (folder: string, path: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const at = path === '' ? entry.name : `${path}/${entry.name}`;
      if (path === '' && (isOfMedium(entry.name) || !isOwnPlace(topOf(entry.name)))) continue;
      const file = join(folder, entry.name);
      bounds.file();
      if (entry.isDirectory()) walk(file, at);
      else found.set(at, entry.isFile() ? lstatSync(file).size : -1);
    }
  };
  walk(root, '');
  return found;
}

/** The name at the top of a drop as Satchel writes it: sticks find `Packs` where `packs` is asked for. */
function topOf(name: string): string {
  const lower = name.toLowerCase();
  return [PACKS_FOLDER, RELEASES_FOLDER, START_FOLDER, CHANNEL_FOLDER].includes(lower) ? lower : name;
}
