import { renameSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { bundleFileName } from '../bundle/manifest.ts';
import { discard, removeStale, syncFolder, temporaryName } from '../temporary.ts';
import type { VerifyOptions } from '../bundle/verify.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { openContents, type Contents } from './contents.ts';
import { deriveTarget } from './derive.ts';
import { BASE_DIGITS, damagedFile, type DeltaHeader } from './header.ts';
import { openDelta } from './open.ts';
import { refuseOccupied } from './place.ts';
import { Spool } from './spool.ts';
import { writeTarget } from './write-target.ts';

export interface ApplyOptions extends VerifyOptions {
  /** The bundle that the delta is made for, zipped or unpacked; none for a delta from nothing. It is never changed. */
  readonly base?: string | undefined;
  /** The delta. */
  readonly delta: string;
  /** Where target goes; into a folder under the name it was published by. Default: the folder of base (or the delta). */
  readonly file?: string | undefined;
}

/** What applying a delta gave. */
export interface Applied {
  /** Absolute. */
  readonly file: string;
  readonly id: string;
  readonly version: string;
  /** Bytes of the ZIP file. */
  readonly size: number;
  /** The bundle's identity. */
  readonly digest: Digest;
  /** The ZIP file is the published one byte for byte; else its content alone is, and `diagnostics` says so. */
  readonly identical: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes target from base and a delta: writes it beside its place, reads every byte back, then renames it. Killed at any
 * moment, target is there whole or not at all. Throws SatchelError: `delta-*`, whatever is wrong with base
 * (`bundle-*`, `manifest-*`, `zip-*`), or `env-*`.
 */
export async function applyDelta(options: ApplyOptions): Promise<Applied> {
  const delta = openDelta(options.delta);
  let base: Contents | undefined;
  const isFolder = options.file !== undefined && isFolderName(options.file);
  const folder = isFolder
    ? resolve(options.file)
    : dirname(resolve(options.file ?? options.base ?? options.delta));
  // Named by the delta: target's own name is known only when it is derived.
  const aside = join(folder, basename(options.delta));
  const temporaries: string[] = [];
  const temporary = (target: string): string => {
    removeStale(target);
    const name = temporaryName(target);
    temporaries.push(name);
    return name;
  };
  const refuse = (file: string): void => {
    refuseOccupied(file, [options.base, options.delta]);
  };
  const asked = options.file === undefined || isFolder ? undefined : resolve(options.file);
  // Until target's own name is known, what cannot be written is its folder.
  let writing = options.file ?? folder;
  let spool: Spool | undefined;
  try {
    base = openBase(options, delta.header);
    // Nothing is written into an unpacked base, not even for a while.
    refuse(asked ?? temporaryName(aside));
    makeFolder(folder);
    spool = new Spool(temporary(aside));
    const derived = await deriveTarget(base, delta, spool, options.signal);
    const { id, version } = derived.manifest;
    const file = asked ?? join(folder, bundleFileName(derived.manifest, delta.header.original));
    writing = options.file ?? file;
    refuse(file);
    const written = temporary(file);
    const { size, identical } = await writeTarget(written, derived, delta.header, options);
    renameSync(written, file);
    syncFolder(folder);
    const diagnostics = identical ? [] : [diagnostic('delta-zip-differs')];
    return { file, id, version, size, digest: delta.header.target, identical, diagnostics };
  } catch (error) {
    throw writeFailure(damagedFile(error, options.delta), writing);
  } finally {
    spool?.close();
    temporaries.forEach(discard);
    base?.close();
    delta.close();
  }
}

/** As `cp` takes it: a folder that is there, or a name that ends as only a folder's does. */
function isFolderName(name: string): boolean {
  return (
    name.endsWith('/') ||
    name.endsWith(sep) ||
    (statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}

/** Opens the base of a delta. Throws SatchelError: `delta-base-missing`, `delta-needs-no-base`, `delta-base-mismatch`. */
function openBase(
  { base: file, delta }: ApplyOptions,
  { base: expected }: DeltaHeader,
): Contents | undefined {
  if (expected === undefined) {
    if (file !== undefined) throw new SatchelError('delta-needs-no-base', { file: delta });
    return undefined;
  }
  if (file === undefined) throw new SatchelError('delta-base-missing', { file: delta });
  const base = openContents(file, 'base');
  const actual = shortDigest(base.digest, BASE_DIGITS);
  if (actual === expected) return base;
  base.close();
  throw new SatchelError('delta-base-mismatch', { file, expected, actual });
}
