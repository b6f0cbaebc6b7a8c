import { statSync } from 'node:fs';
import { join } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { digestOfFile, type Digest } from '../digest.ts';
import { startFlusher } from './flush.ts';
import { isCarried, startScript, type Origin, type PlannedFile } from './planned-files.ts';
import { startPlaces, takenPlaces } from './places.ts';
import { proveFile } from './prove.ts';
import { startPutting } from './put-file.ts';
import { lostSteps, readDrop, type Drop } from './read-drop.ts';
import { expectRelease } from './expected.ts';
import { knownParts } from './known-parts.ts';
import type { DropFile, Release } from './release.ts';
import type { Offer } from './sources.ts';
import { readTarget } from './target.ts';
import { dropFailure } from './write-drop.ts';

/** What is wrong with a drop's newest release, and what can be done about it. */
export interface RepairPlan {
  readonly release: Release;
  /** Damaged or missing, with where it is to be had. */
  readonly mend: readonly PlannedFile[];
  /** Damaged or missing, and nobody here has it. */
  readonly need: readonly DropFile[];
  /** The units of each version that is a part of a bundle (“--unit”), by its digest. */
  readonly parts: ReadonlyMap<Digest, readonly string[]>;
}

/** Where what is bad may be had. */
export interface Supply {
  readonly offers: readonly Offer[];
  /** The files and drops that the offers come from: what a drop carries is a copy of such a file. */
  readonly files: readonly string[];
}

export interface RepairHooks {
  readonly onProgress?: ((done: number, total: number, path: string) => void) | undefined;
  /** Lets other work go on, and throws when the run is to stop. */
  readonly turns: (size: number) => Promise<void>;
}

/** Reads every byte of the newest release, and looks for what is bad in `supply`. Throws SatchelError; writes nothing. */
export async function planRepair(name: string, supply: Supply, hooks: RepairHooks): Promise<RepairPlan> {
  const { root } = readTarget(name);
  try {
    const drop = readDrop(root);
    if (drop.next === 1)
      throw new SatchelError(drop.owned.size > 0 ? 'drop-nothing-finished' : 'drop-target-no-drop', {
        target: name,
      });
    return await plan(drop, supply, hooks);
  } catch (error) {
    throw dropFailure(error, name, 'read');
  }
}

async function plan(
  drop: Drop,
  { offers: wholes, files: named }: Supply,
  { onProgress, turns }: RepairHooks,
): Promise<RepairPlan> {
  const { root } = drop;
  const offers = [...wholes, ...(await knownParts(drop, wholes))];
  const { release, files, made, manifests } = expectRelease(drop, offers);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const inTheWay = startPlaces(root);
  const bad: DropFile[] = [];
  const good = new Map<Digest, string>();
  for (const file of files) {
    const { finding } = await proveFile(root, file, (size) => {
      done += size;
      onProgress?.(done, total, file.path);
      return turns(size);
    });
    if (finding || inTheWay(file.path) !== undefined) bad.push(file);
    else good.set(file.digest, file.path);
  }
  const entries = new Map(
    offers.flatMap((offer) =>
      offer.manifest.entries.map(({ digest, path }) => [digest, { offer, path }] as const),
    ),
  );
  const originOf = ({ digest }: DropFile): Origin | undefined => {
    const bytes = made.get(digest);
    if (bytes) return { kind: 'made', bytes };
    const entry = entries.get(digest);
    if (entry) return { kind: 'entry', ...entry };
    const copy = good.get(digest);
    return copy === undefined ? undefined : { kind: 'file', file: join(root, copy) };
  };
  const planned = lostSteps(drop, release.release).map((step) => startScript(step, release.versions));
  for (const file of bad) planned.push({ ...file, from: originOf(file) ?? (await carriedFrom(file, named)) });
  return {
    release,
    mend: planned.filter(({ from }) => from),
    need: planned.filter(({ from }) => !from).map(({ path, size, digest }) => ({ path, size, digest })),
    parts: new Map(
      [...manifests].flatMap(([digest, { partOf, units }]) =>
        partOf === undefined ? [] : [[digest, units.map(({ id }) => id)]],
      ),
    ),
  };
}

/** A carried file among those that were named, or on a drop or in a channel that was. */
async function carriedFrom(file: DropFile, named: readonly string[]): Promise<Origin | undefined> {
  if (!isCarried(file.path)) return undefined;
  const inChannel = file.path
    .replace(/^channel\/[0-9a-f]{16}\//, '')
    .replace(/\d+\.timestamp\.json$/, 'timestamp.json');
  const places = [file.path, inChannel];
  for (const candidate of [...named, ...named.flatMap((dir) => places.map((place) => join(dir, place)))]) {
    const status = statSync(candidate, { throwIfNoEntry: false });
    if (status?.isFile() && status.size === file.size && (await digestOfFile(candidate)) === file.digest)
      return { kind: 'file', file: candidate };
  }
  return undefined;
}

/**
 * Writes what is bad in place, since every release that names it is broken already, and reads it back. Throws SatchelError
 * (`drop-not-read-back` where the medium keeps losing it).
 */
export async function repairDrop(name: string, { mend }: RepairPlan, { turns }: RepairHooks): Promise<void> {
  const { root } = readTarget(name);
  try {
    const drop = readDrop(root);
    const [taken] = takenPlaces(drop, mend);
    if (taken !== undefined) throw new SatchelError('drop-name-taken', { path: taken });
    const flusher = startFlusher(root);
    const putter = startPutting(root);
    for (const file of mend) {
      flusher.wrote(await putter.put(file, drop.present.has(file.path), () => undefined));
      await turns(file.size);
    }
    flusher.barrier(putter.folders);
    for (const file of mend) {
      const { finding } = await proveFile(root, file, turns);
      if (finding) throw new SatchelError('drop-not-read-back', { path: file.path });
    }
  } catch (error) {
    throw dropFailure(error, name, 'writing');
  }
}
