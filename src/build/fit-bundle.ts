import { storedRecordSize } from '../bundle/measure.ts';
import { needsOf } from '../compile/needs.ts';
import { neededOf } from '../compile/still.ts';
import type { Digest } from '../digest.ts';
import { profilesBelow, type Profile } from '../media/preset.ts';
import type { Rendition } from '../media/rendition.ts';
import type { Renditions } from '../media/renditions.ts';
import { compareCodeUnits } from '../order.ts';
import { attentionTo } from './attention.ts';
import type { BundleInput } from './bundle.ts';
import { fragmentsOf } from './content.ts';
import { chooseFit, type Candidate, type Choice, type Limit } from './fit.ts';
import type { LoweredFile } from './options.ts';
import { weigh, type Weighed } from './weigh.ts';

/** A media file of a bundle; files with the same bytes are one. */
export interface MediaFile extends Candidate {
  /** Paths of the files with these bytes, the first one's own among them. */
  readonly twins: readonly string[];
}

/** A bundle whose media is at such profiles that it fits, or that is as small as it gets. */
export interface FittedBundle {
  readonly fits: boolean;
  readonly renditions: ReadonlyMap<string, readonly Rendition[]>;
  readonly weighed: Weighed;
  readonly lowered: readonly LoweredFile[];
}

/** What must not be larger than it may be: the bundle itself (no file), and lessons by their files. */
export interface Bound {
  readonly lesson?: string;
  readonly limit: number;
}

/** The size of what a bound is about. */
export function sizeIn({ size, lessons }: Weighed, { lesson }: Bound): number {
  return lesson === undefined ? size : (lessons.find(({ file }) => file === lesson)?.size ?? 0);
}

/** The media files of a bundle with what they take at its own profile and each one below, in path order. */
export function mediaFilesOf(
  input: BundleInput,
  own: Weighed,
  made: Renditions['renditions'],
): readonly MediaFile[] {
  const fragments = fragmentsOf(input.curriculum, input.content);
  const attention = attentionTo(fragments, (asset) => input.renditions?.get(asset)?.[0]);
  const needed = neededOf(fragments, (asset) => input.renditions?.get(asset) ?? []);
  const bySource = new Map<Digest, string[]>();
  for (const asset of [...needsOf(fragments).assets].sort(compareCodeUnits)) {
    const [main] = input.renditions?.get(asset) ?? [];
    // Captions are text.
    if (!main || main.mediaType.startsWith('text/')) continue;
    const { source } = main;
    bySource.set(source, [...(bySource.get(source) ?? []), asset]);
  }
  return [...bySource.values()].map((twins) => {
    const [path = ''] = twins;
    return {
      path,
      twins,
      options: [input.profile, ...profilesBelow(input.profile)].flatMap((profile) => {
        const renditions = needed(path, made.get(profile)?.get(path) ?? []);
        return renditions.length === 0 ? [] : [{ profile, size: sizeOf(renditions, own) }];
      }),
      attention: twins.reduce((sum, twin) => sum + (attention.get(twin) ?? 0), 0),
    };
  });
}

function sizeOf(renditions: readonly Rendition[], { records }: Weighed): number {
  const sizes = new Map(
    renditions.map(({ path, size }) => [path, records.get(path) ?? storedRecordSize(path, size)]),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * Chooses profiles so that a bundle keeps all bounds. Pages and the manifest name renditions by their digests, so that their own
 * sizes change a little with each choice: what is chosen is weighed, and where it is over, chosen again with that much less room.
 */
export async function fitBundle(
  input: BundleInput,
  own: Weighed,
  files: readonly MediaFile[],
  made: Renditions['renditions'],
  bounds: readonly Bound[],
  { deflated, signal }: { readonly deflated: Map<Digest, number>; readonly signal?: AbortSignal | undefined },
): Promise<FittedBundle> {
  const limits = bounds.map((bound) => ({
    ...bound,
    size: sizeIn(own, bound),
    members: membersOf(bound, own, files),
  }));
  const margins = limits.map(() => 0);
  for (let round = 0; ; round++) {
    const choice = chooseFit(
      files,
      limits.map((limit, n) => ({ ...limit, limit: limit.limit - (margins[n] ?? 0) })),
    );
    const renditions = renditionsOf(input, files, made, choice);
    const weighed = await weigh({ ...input, renditions }, deflated, signal);
    const over = limits.map((limit) => sizeIn(weighed, limit) - limit.limit);
    const fits = over.every((bytes) => bytes <= 0);
    if (fits || !choice.fits) return { fits, renditions, weighed, lowered: loweredOf(files, choice) };
    limits.forEach((limit, n) => {
      const drift = sizeIn(weighed, limit) - expected(limit, files, choice);
      if ((over[n] ?? 0) > 0) margins[n] = Math.max(drift, (margins[n] ?? 0) + 2 ** round);
    });
  }
}

function membersOf({ lesson }: Bound, { lessons }: Weighed, files: readonly MediaFile[]): Set<string> {
  const assets = lessons.find(({ file }) => file === lesson)?.assets;
  const members = files.filter(({ twins }) => !assets || twins.some((twin) => assets.has(twin)));
  return new Set(members.map(({ path }) => path));
}

function optionOf(
  { path, options }: MediaFile,
  { chosen }: Choice,
): Candidate['options'][number] | undefined {
  return options[chosen.get(path) ?? 0];
}

function expected({ size, members }: Limit, files: readonly MediaFile[], choice: Choice): number {
  return files
    .filter(({ path }) => members.has(path))
    .reduce((sum, file) => sum + (optionOf(file, choice)?.size ?? 0) - (file.options[0]?.size ?? 0), size);
}

function renditionsOf(
  { renditions }: BundleInput,
  files: readonly MediaFile[],
  made: Renditions['renditions'],
  choice: Choice,
): Map<string, readonly Rendition[]> {
  const chosen = new Map(renditions);
  for (const file of files) {
    const { profile }: { profile?: Profile } = optionOf(file, choice) ?? {};
    for (const twin of file.twins) {
      const lower = profile && made.get(profile)?.get(twin);
      if (lower) chosen.set(twin, lower);
    }
  }
  return chosen;
}

function loweredOf(files: readonly MediaFile[], choice: Choice): LoweredFile[] {
  return files
    .flatMap((file) => {
      const [own] = file.options;
      const option = optionOf(file, choice);
      if (!own || !option || option === own) return [];
      return [{ path: file.path, profile: option.profile, size: option.size, sizeBefore: own.size }];
    })
    .sort((a, b) => b.sizeBefore - b.size - (a.sizeBefore - a.size) || compareCodeUnits(a.path, b.path));
}
