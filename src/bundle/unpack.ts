import { lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { makeFolder as makeFolders } from '../folder.ts';
import { compareCodeUnits } from '../order.ts';
import { writeFailure } from '../system-failure.ts';
import { encodeManifest, MANIFEST_PATH } from './manifest.ts';
import { isOfMedium } from './medium.ts';
import { openBundle, type Bundle } from './open.ts';
import { discard, removeStale, syncFolder, temporaryName } from '../temporary.ts';
import { writeFiles } from './unpack-files.ts';
import { verifyBundle } from './verify.ts';

/** What unpacking did. `unchanged`: the folder held this very bundle already, whole. */
export interface Unpacked {
  /** Absolute. */
  readonly dir: string;
  readonly digest: Digest;
  /** Files, the manifest among them. */
  readonly entries: number;
  /** Bytes of all files. */
  readonly size: number;
  readonly state: 'written' | 'unchanged';
}

export interface UnpackOptions {
  /** Entries done, entries in all, the path of the last one. */
  readonly onProgress?: ((done: number, total: number, path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks a bundle into `dir`, which must be new, empty, or hold this very bundle already. Only what the manifest names
 * is written, under its own checked path, into a temporary folder: one beside `dir` that takes its name, or, where `dir` is
 * there (it may be a stick, or the folder somebody stands in), one inside it whose contents move up, the manifest last.
 * Either way nothing has its name before every byte is on the disk and proven. Throws SatchelError: whatever
 * {@link openBundle} does, a damaged or missing entry (`bundle-entry-*`), a folder in the way (`unpack-*`), a failure to
 * write (`env-*`).
 */
export async function unpackBundle(
  file: string,
  dir: string,
  options: UnpackOptions = {},
): Promise<Unpacked> {
  const target = resolve(dir);
  const bundle = await openBundle(file);
  try {
    const { manifest, manifestDigest } = bundle;
    const unpacked = {
      dir: target,
      digest: manifestDigest,
      entries: manifest.entries.length + 1,
      size: manifest.entries.reduce((sum, entry) => sum + entry.size, encodeManifest(manifest).length),
    };
    const there = namesIn(target, dir);
    if (there === undefined) await makeFolder(bundle, target, options);
    else if (there.length === 0) await fillFolder(bundle, target, dir, options);
    else if (await holds(target, manifestDigest, options.signal)) return { ...unpacked, state: 'unchanged' };
    else throw new SatchelError('unpack-not-empty', { dir, path: there[0] ?? '' });
    return { ...unpacked, state: 'written' };
  } finally {
    await bundle.close();
  }
}

/** What is in a folder, sorted, but for what killed runs have left and what a medium keeps for itself; undefined when it is not there. */
function namesIn(target: string, dir: string): string[] | undefined {
  try {
    const status = lstatSync(target, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (!status.isDirectory()) throw new SatchelError('unpack-not-a-folder', { dir });
    removeStale(join(target, INSIDE));
    return readdirSync(target)
      .filter((name) => !isOfMedium(name))
      .sort(compareCodeUnits);
  } catch (error) {
    throw writeFailure(error, dir);
  }
}

/** Whether a folder holds the bundle of that digest, whole. */
async function holds(dir: string, digest: Digest, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const there = await openBundle(dir);
    await there.close();
    return there.manifestDigest === digest && (await verifyBundle(dir, { signal })).findings.length === 0;
  } catch (error) {
    if (error instanceof SatchelError) return false;
    throw error;
  }
}

async function makeFolder(bundle: Bundle, target: string, options: UnpackOptions): Promise<void> {
  const temporary = temporaryName(target);
  try {
    makeFolders(dirname(target));
    removeStale(target);
    // Not recursive: a folder that is there already is not ours.
    mkdirSync(temporary);
    await writeFiles(bundle, temporary, options);
    renameSync(temporary, target);
    syncFolder(dirname(target));
  } catch (error) {
    discard(temporary);
    throw writeFailure(error, target);
  }
}

/** What the temporary folder inside a target is named for. */
const INSIDE = 'unpacking';

async function fillFolder(
  bundle: Bundle,
  target: string,
  dir: string,
  options: UnpackOptions,
): Promise<void> {
  const temporary = temporaryName(join(target, INSIDE));
  const moved: string[] = [];
  try {
    mkdirSync(temporary);
    // Another run that began in the same moment is seen now, by one of the two at least.
    const [other] = namesIn(target, dir)?.filter((name) => join(target, name) !== temporary) ?? [];
    if (other !== undefined) throw new SatchelError('unpack-not-empty', { dir, path: other });
    await writeFiles(bundle, temporary, options);
    const names = readdirSync(temporary).filter((name) => name !== MANIFEST_PATH);
    for (const name of [...names, MANIFEST_PATH]) {
      const file = join(target, name);
      if (lstatSync(file, { throwIfNoEntry: false }))
        throw new SatchelError('unpack-not-empty', { dir, path: name });
      // The manifest makes a bundle of what lies around it: that comes first, on the disk too.
      if (name === MANIFEST_PATH) syncFolder(target);
      renameSync(join(temporary, name), file);
      moved.push(name);
    }
    syncFolder(target);
  } catch (error) {
    for (const name of moved) discard(join(target, name));
    discard(temporary);
    throw writeFailure(error, target);
  }
  discard(temporary);
}
