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
  readonly source: Digest;
  /** Paths of the files with these bytes, the first one's own among them. */
  readonly twins: readonly string[];
}

/** A bundle whose media is at such profiles that it fits, or that is as small as it gets. */
export interface FittedBundle {
  /** Whether it does, and all others of its profile. */
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

/** A bundle with what is known of it at its own profile. */
export interface Weighable {
  readonly input: BundleInput;
  readonly own: Weighed;
  readonly files: readonly MediaFile[];
  /** What of it is over its limit. */
  readonly bounds: readonly Bound[];
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
  return [...bySource].map(([source, twins]) => {
    const [path = ''] = twins;
    return {
      path,
      source,
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
 * Chooses profiles so that the bundles of one profile keep all bounds: a file gets the same in all languages, so that whoever has
 * one of them has its media for the others. Pages and the manifest name renditions by their digests, so that their own
 * sizes change a little with each choice: what is chosen is weighed, and where it is over, chosen again with that much less room.
 */
export async function fitBundles(
  bundles: readonly Weighable[],
  made: Renditions['renditions'],
  { deflated, signal }: { readonly deflated: Map<Digest, number>; readonly signal?: AbortSignal | undefined },
): Promise<FittedBundle[]> {
  const files = joined(bundles.flatMap((bundle) => bundle.files));
  const limits = bundles.flatMap(({ bounds, own, files: members }, bundle) =>
    bounds.map((bound) => ({
      ...bound,
      bundle,
      size: sizeIn(own, bound),
      members: membersOf(bound, own, files, members),
    })),
  );
  const margins = limits.map(() => 0);
  for (let round = 0; ; round++) {
    const choice = chooseFit(
      files,
      limits.map((limit, n) => ({ ...limit, limit: limit.limit - (margins[n] ?? 0) })),
    );
    const fitted: Omit<FittedBundle, 'fits'>[] = [];
    const profiles = profilesIn(files, choice);
    for (const { input, files: own } of bundles) {
      const renditions = renditionsOf(input, own, made, profiles);
      const weighed = await weigh({ ...input, renditions }, deflated, signal);
      fitted.push({ renditions, weighed, lowered: loweredOf(own, profiles) });
    }
    const sizes = limits.map((limit) => {
      const { weighed } = fitted[limit.bundle] ?? {};
      return weighed ? sizeIn(weighed, limit) : 0;
    });
    const fits = limits.every(({ limit }, n) => (sizes[n] ?? 0) <= limit);
    if (fits || !choice.fits) return fitted.map((one) => ({ ...one, fits }));
    limits.forEach((limit, n) => {
      const size = sizes[n] ?? 0;
      const drift = size - expected(limit, files, choice);
      if (size > limit.limit) margins[n] = Math.max(drift, (margins[n] ?? 0) + 2 ** round);
    });
  }
}

/** The files of several bundles: what has the same bytes is one, which as many look at as look at it in all of them. */
function joined(files: readonly MediaFile[]): MediaFile[] {
  const bySource = new Map<Digest, MediaFile>();
  for (const file of files) {
    const known = bySource.get(file.source);
    const twins = [...new Set([...(known?.twins ?? []), ...file.twins])].sort(compareCodeUnits);
    const attention = (known?.attention ?? 0) + file.attention;
    bySource.set(file.source, { ...(known ?? file), twins, path: twins[0] ?? '', attention });
  }
  return [...bySource.values()];
}

/** Which of the joined files are part of what a bound of a bundle with files `own` is about. */
function membersOf(
  { lesson }: Bound,
  { lessons }: Weighed,
  files: readonly MediaFile[],
  own: readonly MediaFile[],
): Set<string> {
  const assets = lessons.find(({ file }) => file === lesson)?.assets;
  const sources = new Set(
    own.filter(({ twins }) => !assets || twins.some((twin) => assets.has(twin))).map(({ source }) => source),
  );
  return new Set(files.filter(({ source }) => sources.has(source)).map(({ path }) => path));
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

function profilesIn(files: readonly MediaFile[], choice: Choice): Map<Digest, Profile | undefined> {
  return new Map(files.map((file) => [file.source, optionOf(file, choice)?.profile]));
}

function renditionsOf(
  { renditions }: BundleInput,
  files: readonly MediaFile[],
  made: Renditions['renditions'],
  profiles: ReadonlyMap<Digest, Profile | undefined>,
): Map<string, readonly Rendition[]> {
  const chosen = new Map(renditions);
  for (const file of files) {
    const profile = profiles.get(file.source);
    for (const twin of file.twins) {
      const lower = profile && made.get(profile)?.get(twin);
      if (lower) chosen.set(twin, lower);
    }
  }
  return chosen;
}

function loweredOf(
  files: readonly MediaFile[],
  profiles: ReadonlyMap<Digest, Profile | undefined>,
): LoweredFile[] {
  return files
    .flatMap((file) => {
      const [own] = file.options;
      const option = file.options.find(({ profile }) => profile === profiles.get(file.source));
      if (!own || !option || option === own) return [];
      return [{ path: file.path, profile: option.profile, size: option.size, sizeBefore: own.size }];
    })
    .sort((a, b) => b.sizeBefore - b.size - (a.sizeBefore - a.size) || compareCodeUnits(a.path, b.path));
}
