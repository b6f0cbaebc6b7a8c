import { closeSync, fsyncSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { writeFailure } from '../system-failure.ts';
import { syncFolder } from '../temporary.ts';
import { startFlusher, type Flusher } from './flush.ts';
import { isSums } from './leftovers.ts';
import type { DropPlan } from './plan.ts';
import type { PlannedFile } from './planned-files.ts';
import { startPlaces } from './places.ts';
import { proveFile } from './prove.ts';
import { startPutting, type Putter } from './put-file.ts';
import type { Drop } from './read-drop.ts';
import type { Release } from './release.ts';
import { isStillThere, type Target } from './target.ts';

export type Phase = 'checking' | 'writing' | 'flushing' | 'reading back' | 'removing';

export interface WriteHooks {
  /** Bytes done in this phase, of how many, and the file at hand. */
  readonly onProgress: (phase: Phase, done: number, total: number, path: string) => void;
  /** Throws when the run is to stop. */
  readonly checkStop: () => void;
}

/** What a write did. It is not done before every byte of the release was read back. */
export interface Written {
  readonly release: Release;
  readonly writtenSize: number;
  readonly writtenFiles: number;
  /** Warnings: what does not stop a write. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Does what a plan says, write-once (schemas/drop-1.md): nothing is renamed, and nothing is overwritten that was not proven wrong. Wherever
 * it is cut off, the release before it is as whole as it was; when it returns, the new one is, and the medium can be pulled
 * out. Throws SatchelError (`drop-*`, `env-*`).
 */
export async function writeDrop(
  target: Target,
  drop: Drop,
  plan: DropPlan,
  hooks: WriteHooks,
): Promise<Written> {
  const { root, name } = target;
  let phase: Phase = 'checking';
  const at = (next: Phase, files: readonly { size: number }[]): ((path: string, size: number) => void) => {
    phase = next;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    hooks.onProgress(phase, 0, total, '');
    return (path, size) => {
      done += size;
      hooks.onProgress(next, done, total, path);
      hooks.checkStop();
    };
  };
  try {
    const flusher = startFlusher(root);
    const putter = startPutting(root);
    const [newest] = drop.releases;
    if (plan.isUnchanged && newest) {
      // Whoever wrote it may not have come to reading it back.
      const offered = new Map(plan.keep.map((file) => [file.path, file]));
      const files = newest.files.map((file) => offered.get(file.path) ?? { ...file, from: undefined });
      const isDirect = await readBack(root, files, new Set(), putter, flusher, at('reading back', files));
      at('removing', []);
      remove(root, [...plan.clear, ...plan.remove]);
      return {
        release: newest.release,
        writtenSize: 0,
        writtenFiles: 0,
        findings: memoryFinding(isDirect, name),
      };
    }
    const wrong = await wrongOf(plan.prove, root, drop, at('checking', plan.prove));
    remove(root, plan.clear);
    const cleared = new Set(plan.clear);
    const isThere = (path: string): boolean => drop.present.has(path) && !cleared.has(path);
    const write = [...plan.write, ...wrong];
    const files = [plan.sums, ...write, ...plan.last];
    const step = at('writing', files);
    await putAll(root, [plan.sums], isThere, putter, step);
    for (const file of write) {
      flusher.wrote(
        await putter.put(file, isThere(file.path), (size) => {
          step(file.path, size);
        }),
      );
    }
    at('flushing', []);
    flusher.barrier(putter.folders);
    checkThere(target, phase);
    await putAll(root, plan.last, isThere, putter, step);
    flusher.barrier(putter.folders);
    const fresh = new Set(files.map(({ path }) => path));
    const all = [...files, ...[...plan.prove, ...plan.keep].filter(({ path }) => !fresh.has(path))];
    const isDirect = await readBack(root, all, fresh, putter, flusher, at('reading back', all));
    at('removing', []);
    remove(root, plan.remove);
    return {
      release: plan.release,
      writtenSize: files.reduce((sum, { size }) => sum + size, 0),
      writtenFiles: files.length,
      findings: memoryFinding(isDirect, name),
    };
  } catch (error) {
    checkThere(target, phase, error);
    throw dropFailure(error, name, phase);
  }
}

/** Of files that prove nothing by being there, those that are wrong. */
async function wrongOf(
  files: readonly PlannedFile[],
  root: string,
  drop: Drop,
  step: (path: string, size: number) => void,
): Promise<PlannedFile[]> {
  const wrong: PlannedFile[] = [];
  for (const file of files) {
    const { finding } = await proveFile(root, file, (size) => {
      step(file.path, size);
    });
    if (!finding) continue;
    if (!drop.owned.has(file.path)) throw new SatchelError('drop-name-taken', { path: file.path });
    wrong.push(file);
  }
  return wrong;
}

/** Writes files of which each must be on the medium before the next; one that is there and right stays. */
async function putAll(
  root: string,
  files: readonly PlannedFile[],
  isThere: (path: string) => boolean,
  putter: Putter,
  step: (path: string, size: number) => void,
): Promise<void> {
  for (const file of files) {
    if (isThere(file.path) && !(await proveFile(root, file, () => undefined)).finding) {
      step(file.path, file.size);
      continue;
    }
    const fd = await putter.put(file, isThere(file.path), (size) => {
      step(file.path, size);
    });
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    syncFolder(dirname(join(root, file.path)));
  }
}

function memoryFinding(isDirect: boolean, target: string): Diagnostic[] {
  return isDirect ? [] : [diagnostic('drop-read-from-memory', { target })];
}

/**
 * Reads every file of a release, of which this run has written those in `fresh`, writes anew what has been lost since it was put
 * there, and says whether the medium itself was read.
 */
async function readBack(
  root: string,
  all: readonly PlannedFile[],
  fresh: ReadonlySet<string>,
  putter: Putter,
  flusher: Flusher,
  step: (path: string, size: number) => void,
): Promise<boolean> {
  let isDirect = true;
  const lost: PlannedFile[] = [];
  for (const file of all) {
    const proof = await proveFile(root, file, (size) => {
      step(file.path, size);
    });
    if (!proof.isDirect) isDirect = false;
    if (!proof.finding) continue;
    if (fresh.has(file.path)) throw new SatchelError('drop-not-read-back', { path: file.path });
    if (!file.from) throw new SatchelError(proof.finding.code, proof.finding.params);
    lost.push(file);
  }
  for (const file of lost) flusher.wrote(await putter.put(file, true, () => undefined));
  if (lost.length > 0) flusher.barrier(putter.folders);
  for (const file of lost)
    if ((await proveFile(root, file, () => undefined)).finding)
      throw new SatchelError('drop-not-read-back', { path: file.path });
  return isDirect;
}

/**
 * Removes files and the folders that are empty then. Sums go when all else is gone from the medium: a file that no sums name any more
 * would be taken for somebody else's.
 */
function remove(root: string, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const flusher = startFlusher(root);
  const inTheWay = startPlaces(root);
  for (const part of [paths.filter((path) => !isSums(path)), paths.filter(isSums)]) {
    const folders = new Set<string>();
    for (const path of part) {
      const above = inTheWay(path);
      if (above !== undefined) throw new SatchelError('drop-name-taken', { path: above });
      unlink(join(root, path));
      for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(at);
    }
    const left = [...folders]
      .sort((a, b) => b.length - a.length)
      .filter((at) => !removeEmpty(join(root, at)));
    flusher.barrier([root, ...left.map((at) => join(root, at))]);
  }
}

function unlink(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Whether the folder is gone. */
function removeEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw error;
  }
  return true;
}

const GONE = new Set(['EIO', 'ENODEV', 'ENXIO', 'ENOTCONN', 'EROFS', 'ESHUTDOWN', 'ENOMEDIUM']);

/** Throws SatchelError (`drop-unplugged`) where a stick is gone: its files would be told as lost, and it as bad. `cause` is what went wrong. */
export function checkThere(target: Target, doing: string, cause?: unknown): void {
  if (isStillThere(target)) return;
  const params = { target: target.name, doing: WORDS[doing] ?? doing, reason: 'it is no longer there' };
  throw new SatchelError('drop-unplugged', params, {}, { cause });
}

/** The failure of a write or a reading of `target` as a SatchelError, where the system has caused it. */
export function dropFailure(error: unknown, target: string, doing: string): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (error instanceof SatchelError || syscall === undefined || !GONE.has(code))
    return writeFailure(error, target);
  return new SatchelError(
    'drop-unplugged',
    { target, doing: WORDS[doing] ?? doing, reason: code },
    {},
    { cause: error },
  );
}

const WORDS: Readonly<Record<string, string>> = {
  checking: 'read',
  writing: 'written to',
  flushing: 'written to',
  'reading back': 'read back',
  removing: 'tidied up',
};
