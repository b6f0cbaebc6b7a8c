import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBundle } from '../bundle/verify.ts';
import { wordsOf, type ChannelFile } from '../channel/contents.ts';
import type { Origin } from '../channel/origin.ts';
import { applyDelta } from '../delta/apply.ts';
import { diagnostic, SatchelError, wording, type Diagnostic } from '../diagnostic.ts';
import { digestOfFile, type Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { syncFolder } from '../temporary.ts';
import { writeFailure } from '../system-failure.ts';
import { download, partialFile, type DownloadOptions } from './download.ts';
import type { PlannedPack } from './plan.ts';
import { STATE_FOLDER } from '../channel/state.ts';

/** Where bundles are made before they are put in place. */
export function workFolder(folder: string): string {
  return join(folder, STATE_FOLDER, 'work');
}

export interface PutOptions extends DownloadOptions {
  /** Told when all of a pack has come and it is being made and proven. */
  readonly onProving?: (() => void) | undefined;
  /** Bytes that are to come after all, since a delta could not be applied. */
  readonly onMore?: ((size: number) => void) | undefined;
}

/**
 * Fetches what `pack` needs, makes its bundle, puts it in place and reads it back there. The old one is not touched. Throws SatchelError: what
 * {@link download} throws, `update-unproven`, `update-file-wrong`, `env-*`.
 */
export async function putPack(
  pack: PlannedPack,
  origin: Origin,
  folder: string,
  options: PutOptions,
): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  const used: ChannelFile[] = [];
  let made: string | undefined;
  try {
    made = await make(pack, origin, folder, options, used, findings);
  } catch (error) {
    if (!(error instanceof SatchelError) || pack.steps[0]?.kind !== 'delta' || !isOfDelta(error)) throw error;
    // A damaged base, a delta that lies: the whole bundle needs neither.
    findings.push(
      diagnostic('update-delta-failed', {
        ...{ path: used.at(-1)?.path ?? '', reason: error.message, pack: wordsOf(pack.bundle) },
        ...{ file: pack.installed?.name ?? pack.name },
      }),
    );
    options.onMore?.(pack.bundle.size);
    used.push(pack.bundle);
    made = await download(origin, pack.bundle, folder, options);
  }
  options.onProving?.();
  // What a delta gave has been read back already.
  if (used.at(-1)?.kind === 'bundle') await demandWhole(made, pack, origin);
  const place = join(folder, pack.name);
  try {
    renameSync(made, place);
    syncFolder(folder);
  } catch (error) {
    throw writeFailure(error, place);
  }
  await readBack(place, pack);
  for (const { digest } of used) rmSync(partialFile(folder, digest), { force: true });
  return findings;
}

/** Downloads the steps of a pack and applies them, each to what the one before gave. Gives the file of the last. */
async function make(
  pack: PlannedPack,
  origin: Origin,
  folder: string,
  options: PutOptions,
  used: ChannelFile[],
  findings: Diagnostic[],
): Promise<string> {
  const work = workFolder(folder);
  if (pack.isLaidOut) {
    options.onProving?.();
    makeFolder(work);
    const file = join(work, pack.name);
    try {
      await origin.laidOut?.write(pack.bundle.manifest, file, options.signal);
    } catch (error) {
      throw damagedOn(origin, error);
    }
    if ((await digestOfFile(file)) !== pack.bundle.digest) findings.push(diagnostic('delta-zip-differs'));
    return file;
  }
  let base = pack.installed && join(folder, pack.installed.name);
  // All has come before anything is made of it: a line may be gone the next minute.
  const files: string[] = [];
  for (const step of pack.steps) {
    used.push(step);
    files.push(await download(origin, step, folder, options));
  }
  used.length = 0;
  for (const [i, step] of pack.steps.entries()) {
    used.push(step);
    const file = files[i] ?? '';
    if (step.kind === 'bundle') {
      base = file;
      continue;
    }
    options.onProving?.();
    makeFolder(work);
    const isLast = i === pack.steps.length - 1;
    const applied = await applyDelta({
      base: step.base === undefined ? undefined : base,
      delta: file,
      file: join(work, isLast ? pack.name : `${i}.zip`),
      signal: options.signal,
    });
    if (applied.digest !== step.target)
      throw new SatchelError('update-file-wrong', {
        ...{ path: step.path, channel: origin.name, reason: 'it is a delta for another bundle' },
      });
    if (isLast) findings.push(...applied.diagnostics);
    base = applied.file;
  }
  return base ?? '';
}

/** What is told where a file that is laid out on a drop is not what it was. */
function damagedOn({ name }: Origin, error: unknown): unknown {
  if (!(error instanceof SatchelError) || error.code !== 'bundle-content-changed') return error;
  const { path = '', reason = '' } = error.params;
  return new SatchelError('update-drop-damaged', { channel: name, path, reason }, {}, { cause: error });
}

/** Whether a whole bundle may do where this failed. */
function isOfDelta({ code }: SatchelError): boolean {
  return /^(?:delta|bundle|manifest|zip|update-file-wrong|channel-incomplete)/.test(code);
}

/** That every byte of what was made is of the bundle that was signed for. */
async function demandWhole(file: string, { bundle }: PlannedPack, origin: Origin): Promise<void> {
  const problem = await problemOf(file, bundle.manifest);
  if (problem !== undefined)
    throw new SatchelError('update-file-wrong', { path: bundle.path, channel: origin.name, reason: problem });
}

/** Reads every byte of a bundle where it is now. What is wrong there must not stand for a good one. */
async function readBack(place: string, { bundle }: PlannedPack): Promise<void> {
  if ((await problemOf(place, bundle.manifest)) === undefined) return;
  rmSync(place, { force: true });
  throw new SatchelError('update-unproven', { file: place });
}

/** What is wrong with the bundle in a file, every byte of which is read; undefined where nothing is. */
export async function problemOf(file: string, manifest: Digest): Promise<string | undefined> {
  try {
    const { digest, findings } = await verifyBundle(file);
    if (digest !== manifest) return 'it is another bundle';
    return findings[0] && wording(findings[0]).message;
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    return error.message;
  }
}
