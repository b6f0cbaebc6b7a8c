import type { Cache } from '../cache.ts';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { digestOfFile, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { lookAt, type Asset } from './asset.ts';
import { encodeAsset, type EncodeRun } from './encode-asset.ts';
import type { Media } from './media.ts';
import { namesakes, nameRenditions, type Unnamed } from './names.ts';
import type { Finding } from './outcome.ts';
import { planTreatment, UNKNOWN } from './plan.ts';
import type { Profile } from './preset.ts';
import type { Published } from './published.ts';
import type { Rendition } from './rendition.ts';
import { startScratch } from './scratch.ts';
import type { Format } from './sniff.ts';
import { closeStore } from './store.ts';

export interface RenditionOptions {
  readonly profiles: readonly Profile[];
  readonly media: Media;
  readonly cache: Cache;
  /** What is taken over from published bundles instead of being encoded here. */
  readonly published?: Published;
  /** How many assets are worked on at the same time. */
  readonly jobs: number;
  readonly onProgress?: (progress: MediaProgress) => void;
  readonly signal?: AbortSignal;
}

/** How far the assets of a build are. */
export interface MediaProgress {
  /** Assets that are done, of `total`. */
  readonly done: number;
  readonly total: number;
  /** The asset that was worked on last. */
  readonly path: string;
  /** How much of its encoding is done, from 0 to 1; 1 when it is done. */
  readonly share: number;
  /** How much of all work is done, from 0 to 1, by bytes. */
  readonly work: number;
}

export interface Renditions {
  /** For each profile the renditions of assets, by asset path, the main one first; an asset without one could not be made and has a diagnostic. */
  readonly renditions: ReadonlyMap<Profile, ReadonlyMap<string, readonly Rendition[]>>;
  /** Their parameter `path` is the asset's; they stand at its beginning until it is known which pages show it. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many files were encoded now instead of being found in the cache. */
  readonly encoded: number;
  /** The main renditions that were taken over from published bundles. */
  readonly takenOver: ReadonlySet<Digest>;
  /** Whether another run may give something else, though the source is the same: something was missing here, or took too long. */
  readonly fleeting: boolean;
  /** A folder that holds renditions because the cache could not be written; the caller removes it when done. */
  readonly temporary: string | undefined;
}

/** An asset's renditions, which have no name yet. */
interface Made {
  /** Digest of the asset, where it was read. */
  readonly source?: Digest;
  readonly forms: ReadonlyMap<Profile, readonly Unnamed[]>;
  readonly findings: readonly Finding[];
  readonly fleeting?: boolean;
}

/** Makes renditions while other work goes on. */
export interface RenditionQueue {
  /** Begins with assets that are likely to be wanted, beside what is underway already. */
  start(assets: readonly Asset[]): void;
  /** All renditions of `assets`, or of those at the paths of `only`; the others only have a say in how renditions are named. */
  finish(assets: readonly Asset[], only?: ReadonlySet<string>): Promise<Renditions>;
  /** Waits for what is underway and throws it away. */
  abandon(): Promise<void>;
}

/**
 * Opens a queue that makes the renditions of assets for some profiles: out of the cache or a published bundle where these have
 * them, else by encoding. Assets with the same bytes share their renditions, named after the first of them in path order.
 */
export function openRenditionQueue(options: RenditionOptions): RenditionQueue {
  const { cache, profiles, published, signal, media } = options;
  const progress = startProgress(options.onProgress);
  const run: EncodeRun = {
    store: { cache, temporary: undefined },
    scratch: startScratch(cache),
    profiles,
    published,
    signal,
    onShare: progress.share,
    underway: new Map(),
    lacking: new Map(),
    encoded: 0,
    takenOver: new Set(),
  };
  const turns = startTurns(options.jobs);
  const made = new Map<string, Promise<Made>>();
  const start = (assets: readonly Asset[]): void => {
    // What takes longest first: at the end every core has something to do.
    const queue = [...assets].sort((a, b) => b.size - a.size || compareCodeUnits(a.path, b.path));
    for (const asset of queue) {
      if (made.has(asset.path)) continue;
      progress.add(asset);
      const one = turns(async () => {
        signal?.throwIfAborted();
        const result = await makeOne(run, asset, media);
        progress.done(asset);
        return result;
      });
      // Whoever waits for it hears of its failure.
      one.catch(() => undefined);
      made.set(asset.path, one);
    }
  };
  const settle = async (): Promise<void> => {
    await Promise.allSettled(made.values());
    run.scratch.close();
  };
  const abandon = async (): Promise<void> => {
    await settle();
    closeStore(run.store);
  };
  return {
    start,
    abandon,
    finish: async (assets, only) => {
      const sorted = [...assets].sort((a, b) => compareCodeUnits(a.path, b.path));
      const wanted = sorted.filter(({ path }) => only?.has(path) ?? true);
      start(wanted);
      await settle();
      const done = new Map<string, Made>();
      try {
        for (const [path, one] of made) done.set(path, await one);
      } catch (error) {
        closeStore(run.store);
        throw error;
      }
      const names = await namesakes(sorted, ({ path, file }) =>
        done.has(path) ? done.get(path)?.source : digestOfFile(file).catch(() => undefined),
      );
      return {
        renditions: new Map(profiles.map((profile) => [profile, nameAll(wanted, done, names, profile)])),
        diagnostics: [
          ...[...run.lacking.values()].map(({ code, params }) => diagnostic(code, params)),
          ...wanted.flatMap(({ path }) => diagnosticsOf(path, done.get(path)?.findings ?? [])),
        ],
        encoded: run.encoded,
        takenOver: run.takenOver,
        fleeting: run.lacking.size > 0 || [...done.values()].some(({ fleeting }) => fleeting),
        temporary: run.store.temporary?.dir,
      };
    },
  };
}

/** Runs tasks in the order in which they come, at most `most` at a time. */
function startTurns(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await task();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

async function makeOne(run: EncodeRun, asset: Asset, media: Media): Promise<Made> {
  try {
    const looked = lookAt(asset);
    const treatment = planTreatment(looked);
    switch (treatment.kind) {
      case 'refuse':
        return { forms: new Map(), findings: [treatment.finding] };
      case 'carry':
        return await carry(asset, treatment.format, run.profiles);
      case 'encode':
        return await encode(run, asset, looked.format, media, treatment.medium, run.profiles);
    }
  } catch (error) {
    if (!isUnreadable(error, asset)) throw error;
    const params = { reason: error.code ?? 'unknown' };
    return { forms: new Map(), findings: [{ code: 'asset-unreadable', params }] };
  }
}

async function encode(
  run: EncodeRun,
  asset: Asset,
  format: Format | undefined,
  media: Media,
  name: keyof Media,
  profiles: readonly Profile[],
): Promise<Made> {
  const medium = name === 'recording' ? await media.recording() : media[name];
  const { source, kept } = await encodeAsset(run, asset, format, medium, profiles);
  const forms = new Map<Profile, readonly Unnamed[]>(
    [...kept].map(([profile, { forms }]) => [profile, forms.map((one) => ({ ...one, source }))]),
  );
  const findings = [...kept.values()].flatMap((one) => one.findings);
  const fleeting = [...kept.values()].some((one) => one.fleeting);
  const left = profiles.filter((profile) => !kept.has(profile));
  if (!medium.lacking || left.length === 0) return { source, forms, findings, fleeting };
  // Without ffmpeg a moving picture is one all the same, and what browsers play is carried as it is.
  run.lacking.set(JSON.stringify(medium.lacking), medium.lacking);
  const instead =
    format?.kind === 'picture'
      ? await encode(run, asset, format, media, 'picture', left)
      : await carry(asset, format ?? UNKNOWN, left);
  return {
    source,
    forms: new Map([...forms, ...instead.forms]),
    findings: [...findings, ...instead.findings],
  };
}

/** Whether the system refuses to give the asset itself. */
function isUnreadable(error: unknown, { file }: Asset): error is NodeJS.ErrnoException {
  const { syscall, path } = error as NodeJS.ErrnoException;
  // What fails without a path is reading what is open, or writing what is made of it.
  return path === undefined ? syscall === 'read' : syscall !== undefined && path === file;
}

async function carry(
  asset: Asset,
  { mediaType, extension }: Format,
  profiles: readonly Profile[],
): Promise<Made> {
  const { file, size } = asset;
  const source = await digestOfFile(file);
  const form: Unnamed = { role: 'main', file, size, mediaType, extension, digest: source, source };
  return { source, forms: new Map(profiles.map((profile) => [profile, [form]])), findings: [] };
}

/** What several profiles found of one asset is told once. */
function diagnosticsOf(path: string, findings: readonly Finding[]): Diagnostic[] {
  const told = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...told.values()].map(({ code, params }) =>
    diagnostic(code, { path, ...params }, { ...beginningOf(path), line: Number(params['line'] ?? 1) }),
  );
}

/** Names the renditions of one profile; what comes from the same bytes is the same rendition. */
function nameAll(
  wanted: readonly Asset[],
  made: ReadonlyMap<string, Made>,
  names: ReadonlyMap<Digest, string>,
  profile: Profile,
): Map<string, readonly Rendition[]> {
  const bySource = new Map<string, readonly Rendition[]>();
  const renditions = new Map<string, readonly Rendition[]>();
  for (const { path, kind } of wanted) {
    const { source, forms } = made.get(path) ?? {};
    const unnamed = forms?.get(profile) ?? [];
    if (source === undefined || unnamed.length === 0) continue;
    // The still of a film is smaller than the same picture in a page.
    const key = kind === 'poster' ? `${source} ${kind}` : source;
    const named = bySource.get(key) ?? nameRenditions(names.get(source) ?? path, unnamed);
    bySource.set(key, named);
    renditions.set(path, named);
  }
  return renditions;
}

interface Progress {
  readonly add: (asset: Asset) => void;
  readonly share: (asset: Asset, share: number) => void;
  readonly done: (asset: Asset) => void;
}

function startProgress(onProgress: RenditionOptions['onProgress']): Progress {
  const shares = new Map<string, number>();
  let [done, bytes, worked] = [0, 0, 0];
  const share = ({ path, size }: Asset, now: number): void => {
    worked += size * (now - (shares.get(path) ?? 0));
    shares.set(path, now);
    onProgress?.({ done, total: shares.size, path, share: now, work: bytes === 0 ? 1 : worked / bytes });
  };
  return {
    add: ({ path, size }) => {
      shares.set(path, 0);
      bytes += size;
    },
    share,
    done: (asset) => {
      done++;
      share(asset, 1);
    },
  };
}
