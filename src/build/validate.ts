import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MANIFEST_PATH, MAX_MANIFEST_SIZE, parseManifest } from '../bundle/manifest.ts';
import { isUnpacked } from '../bundle/open.ts';
import { verifyBundle } from '../bundle/verify.ts';
import { defaultCacheDir } from '../cache.ts';
import { beginningOf, diagnostic, SatchelError, sortDiagnostics, type Diagnostic } from '../diagnostic.ts';
import type { BuildEvent } from './options.ts';

export type TargetKind = 'source' | 'bundle' | 'manifest' | 'config';

export interface ValidateOptions {
  /** Default: the user's cache folder. */
  readonly cache?: string;
  readonly onEvent?: (event: BuildEvent) => void;
  readonly signal?: AbortSignal;
}

/** What was checked, and everything that was found, sorted. */
export interface Validation {
  readonly kind: TargetKind;
  /** Files are named from the source; those of other targets from the folder that the target is in. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a source folder, a satchel.yaml, a bundle (ZIP file or unpacked folder) or a manifest.json against its schema and
 * against the rules that no schema can say. Damage is returned as findings; throws SatchelError only where there is
 * nothing of these to check.
 */
export async function validate(target: string, options: ValidateOptions = {}): Promise<Validation> {
  const kind = kindOf(target);
  const found = await findings(kind, target, options);
  return { kind, diagnostics: sortDiagnostics(found.map((finding) => placed(finding, kind, target))) };
}

async function findings(
  kind: TargetKind,
  target: string,
  options: ValidateOptions,
): Promise<readonly Diagnostic[]> {
  try {
    switch (kind) {
      case 'source': {
        const { validateSource } = await import('./validate-source.ts');
        return await validateSource(target, { dir: resolve(options.cache ?? defaultCacheDir()) }, options);
      }
      case 'config': {
        const { readConfigFile } = await import('../source/config.ts');
        return (await readConfigFile(target)).diagnostics;
      }
      case 'manifest':
        return await checkManifestFile(target);
      case 'bundle':
        return await checkBundle(target, options);
    }
  } catch (error) {
    if (error instanceof SatchelError && error.exit === 3) return [error.diagnostic];
    throw error;
  }
}

async function checkBundle(
  target: string,
  { onEvent, signal }: ValidateOptions,
): Promise<readonly Diagnostic[]> {
  const { findings: damage } = await verifyBundle(target, {
    signal,
    onProgress: (done, total, name) => onEvent?.({ kind: 'step', stage: 'verify', done, total, name }),
  });
  return damage;
}

/** Refusals of the reader that its schema explains. */
const SAID_BY_SCHEMA: ReadonlySet<string> = new Set(['manifest-field', 'manifest-path']);

// Every value can be an error, and ajv takes time quadratic in them: 64 KiB take a second, 1 MiB takes minutes.
const MAX_EXPLAINED_SIZE = 1 << 16;
// Nobody reads more of one manifest.
const MAX_FINDINGS = 1000;

/** The reader of manifests stops at the first thing that is wrong; here all are told that the schema knows. */
async function checkManifestFile(target: string): Promise<Diagnostic[]> {
  const { size } = statSync(target);
  if (size > MAX_MANIFEST_SIZE)
    throw new SatchelError('manifest-too-large', { size, limit: MAX_MANIFEST_SIZE });
  const bytes = readFileSync(target);
  try {
    parseManifest(bytes);
    return [];
  } catch (error) {
    if (!(error instanceof SatchelError && SAID_BY_SCHEMA.has(error.code))) throw error;
    if (size > MAX_EXPLAINED_SIZE) throw error;
    const { checkSchema } = await import('../schema.ts');
    // What is refused for one of its fields has been found to be JSON of bounded size and depth.
    const errors = await checkSchema('manifest-1', JSON.parse(bytes.toString()));
    const found = errors
      .slice(0, MAX_FINDINGS)
      .map(({ path, message }) =>
        diagnostic('manifest-schema', { where: path.join('.') || 'the manifest', reason: message }),
      );
    return found.length > 0 ? found : [error.diagnostic];
  }
}

/** What is found in a bundle or a manifest stands at that file; in an unpacked bundle at the entry that it is about. */
function placed(finding: Diagnostic, kind: TargetKind, target: string): Diagnostic {
  if (finding.file !== undefined || kind === 'source' || kind === 'config') return finding;
  const name = basename(resolve(target));
  const file = statSync(target).isDirectory() ? `${name}/${finding.params['path'] ?? MANIFEST_PATH}` : name;
  return { ...finding, ...beginningOf(file) };
}

function kindOf(target: string): TargetKind {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return isUnpacked(target) ? 'bundle' : 'source';
  const name = basename(target).toLowerCase();
  if (stat?.isFile()) {
    if (name === 'manifest.json') return 'manifest';
    if (/^satchel\.ya?ml$/.test(name)) return 'config';
    if (name.endsWith('.zip') || isZip(target)) return 'bundle';
  }
  throw new SatchelError('target-unknown', { target: join(dirname(target), basename(target)) });
}

/** A bundle keeps what it is under any name (schemas/bundle-1.md §1): its first record's signature tells. */
function isZip(file: string): boolean {
  const fd = openSync(file, 'r');
  try {
    const start = Buffer.alloc(4);
    readSync(fd, start, 0, start.length, 0);
    return start.readUInt32LE(0) === 0x04034b50;
  } finally {
    closeSync(fd);
  }
}
