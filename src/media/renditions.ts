import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Cache } from '../cache.ts';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { digestOf, digestOfFile, shortDigest, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { portableSegment } from '../path.ts';
import { refuse, type Finding } from './outcome.ts';
import { encodePicture } from './picture/encode.ts';
import { planTreatment, type Treatment } from './plan.ts';
import type { Profile } from './preset.ts';
import type { Rendition } from './rendition.ts';
import { sniff, SNIFF_LENGTH, type Format } from './sniff.ts';
import { closeStore, keep, openStore, recall, type Kept, type Store } from './store.ts';
import { encodeDrawing } from './drawing/encode.ts';
import { takeOver, type Published } from './taken-over.ts';

/** A file of the source that pages show. `path` names it in diagnostics; `digest` is its content's, where that is known already. */
export interface Asset {
  readonly path: string;
  readonly file: string;
  readonly size: number;
  readonly digest?: Digest;
}

export interface RenditionOptions {
  readonly profile: Profile;
  readonly cache: Cache;
  /** What is taken over from published bundles instead of being encoded here. */
  readonly published?: Published;
  /** The assets that are wanted now, by path; the others only have a say in how renditions of the same bytes are named. */
  readonly only?: ReadonlySet<string>;
  /** How many assets are worked on at the same time. */
  readonly jobs: number;
  readonly onProgress?: (done: number, total: number, path: string) => void;
  readonly signal?: AbortSignal;
}

export interface Renditions {
  /** By asset path; an asset without one could not be made and has a diagnostic. */
  readonly renditions: ReadonlyMap<string, Rendition>;
  /** Their parameter `path` is the asset's; they stand at its beginning until it is known which pages show it. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many pictures were encoded now instead of being found in the cache. */
  readonly encoded: number;
  /** How many were taken over from published bundles. */
  readonly takenOver: number;
  /** A folder that holds renditions because the cache could not be written; the caller removes it when done. */
  readonly temporary: string | undefined;
}

/** A rendition that has no name yet. */
interface Made {
  readonly rendition?: Omit<Rendition, 'path'> & { readonly extension: string };
  readonly findings: readonly Finding[];
}

type Encoded = Extract<Treatment, { preset: unknown }>;

interface Run {
  readonly store: Store;
  readonly profile: Profile;
  readonly published: Published | undefined;
  /** What is being encoded, by source digest, so that assets of the same bytes are encoded once. */
  readonly underway: Map<Digest, Promise<Kept>>;
  encoded: number;
  takenOver: number;
}

/**
 * Makes the renditions of `assets` for one profile: from a published bundle or the cache where these have them, else by
 * encoding. Assets with the same bytes share one rendition, named after the first of them in path order, whichever of them
 * are wanted.
 */
export async function makeRenditions(
  assets: readonly Asset[],
  options: RenditionOptions,
): Promise<Renditions> {
  const store = await openStore(options.cache, options.profile);
  const { profile, published } = options;
  const run: Run = { store, profile, published, underway: new Map(), encoded: 0, takenOver: 0 };
  const sorted = [...assets].sort((a, b) => compareCodeUnits(a.path, b.path));
  const queue = sorted.filter(({ path }) => options.only?.has(path) ?? true);
  const made = new Map<string, Made>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let asset = queue[next++]; asset; asset = queue[next++]) {
      options.signal?.throwIfAborted();
      made.set(asset.path, await makeOne(run, asset));
      options.onProgress?.(made.size, queue.length, asset.path);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.max(1, options.jobs) }, work));
  const failed = workers.find((worker) => worker.status === 'rejected');
  if (failed) {
    closeStore(store);
    throw failed.reason;
  }
  const diagnostics = queue.flatMap(({ path }) =>
    (made.get(path)?.findings ?? []).map(({ code, params }) =>
      diagnostic(code, { path, ...params }, beginningOf(path)),
    ),
  );
  return {
    renditions: nameAll(queue, made, await namesakes(sorted, made)),
    diagnostics,
    encoded: run.encoded,
    takenOver: run.takenOver,
    temporary: store.temporary?.dir,
  };
}

async function makeOne(run: Run, asset: Asset): Promise<Made> {
  // Whether a published rendition was made in the same way is only known when the asset has been looked at.
  if (asset.digest && !run.published) {
    const kept = recall(run.store, asset.digest);
    if (kept) return fromKept(kept, asset.digest);
  }
  let treatment: Treatment;
  let bytes: Buffer;
  try {
    ({ treatment, bytes } = readAsset(asset, run.profile));
    if (treatment.kind === 'carry') return await carryAsset(asset, treatment.format);
  } catch (error) {
    return refuse('asset-unreadable', { reason: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
  if (treatment.kind === 'refuse') return { findings: [treatment.finding] };
  const source = digestOf(bytes);
  const kept = run.underway.get(source) ?? keepOne(run, source, bytes, treatment);
  run.underway.set(source, kept);
  return fromKept(await kept, source);
}

/** Opens an asset once; `bytes` is the whole file only where it is to be encoded. */
function readAsset(asset: Asset, profile: Profile): { treatment: Treatment; bytes: Buffer } {
  const file = openSync(asset.file, 'r');
  try {
    const head = Buffer.alloc(SNIFF_LENGTH);
    const format = sniff(head.subarray(0, readSync(file, head, 0, head.length, 0)));
    const treatment = planTreatment(asset, format, profile);
    const whole = treatment.kind === 'picture' || treatment.kind === 'drawing';
    return { treatment, bytes: whole ? readFileSync(file) : Buffer.alloc(0) };
  } finally {
    closeSync(file);
  }
}

async function carryAsset(asset: Asset, format: Format): Promise<Made> {
  const digest = asset.digest ?? (await digestOfFile(asset.file));
  const { mediaType, extension } = format;
  const { file, size } = asset;
  return { rendition: { file, size, mediaType, extension, digest, source: digest }, findings: [] };
}

async function keepOne(run: Run, source: Digest, bytes: Buffer, treatment: Encoded): Promise<Kept> {
  const taken = await takeOverOne(run, source, bytes, treatment);
  if (taken) run.takenOver++;
  const kept = taken ?? recall(run.store, source);
  if (kept) return kept;
  const outcome =
    treatment.kind === 'picture' ? await encodePicture(bytes, treatment.preset) : await encodeDrawing(bytes);
  run.encoded++;
  return keep(run.store, source, outcome, treatment.preset);
}

async function takeOverOne(
  { store, published }: Run,
  source: Digest,
  bytes: Buffer,
  { kind, preset }: Encoded,
): Promise<Kept | undefined> {
  const earlier = published?.find(source, preset);
  if (!earlier) return undefined;
  const known = recall(store, source, earlier.digest);
  if (known) return known;
  const outcome = await takeOver(earlier, bytes, kind);
  return outcome && keep(store, source, outcome, preset, earlier.digest);
}

function fromKept({ picture, findings, file }: Kept, source: Digest): Made {
  return picture && file !== undefined ? { rendition: { ...picture, file, source }, findings } : { findings };
}

/** For each content, the first asset in path order that has it, whether wanted or not: names depend on the source alone. */
async function namesakes(
  sorted: readonly Asset[],
  made: ReadonlyMap<string, Made>,
): Promise<Map<Digest, string>> {
  const first = new Map<Digest, string>();
  for (const { path, file, digest } of sorted) {
    const found = made.has(path)
      ? made.get(path)?.rendition?.source
      : (digest ?? (await digestOfFile(file).catch(() => undefined)));
    if (found && !first.has(found)) first.set(found, path);
  }
  return first;
}

/** Gives each rendition its path; what comes from the same bytes is the same rendition. */
function nameAll(
  queue: readonly Asset[],
  made: ReadonlyMap<string, Made>,
  names: ReadonlyMap<Digest, string>,
): Map<string, Rendition> {
  const bySource = new Map<Digest, Rendition>();
  const renditions = new Map<string, Rendition>();
  for (const { path } of queue) {
    const unnamed = made.get(path)?.rendition;
    if (!unnamed) continue;
    const { extension, ...rest } = unnamed;
    const name = renditionName(names.get(rest.source) ?? path);
    const rendition = bySource.get(rest.source) ?? {
      path: `media/${name}-${shortDigest(rest.digest, 12)}.${extension}`,
      ...rest,
    };
    bySource.set(rest.source, rendition);
    renditions.set(path, rendition);
  }
  return renditions;
}

/** The asset's file name without extension, portable and short; digests that tools put into names say nothing to a reader. */
function renditionName(path: string): string {
  const stem = path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  const plain = stem.replace(/[._-][0-9a-f]{32,}(?=[._-]|$)/gi, '');
  return portableSegment(plain, 200)
    .slice(0, 40)
    .replace(/[-.]+$/, '');
}
