import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import type { Cache } from '../cache.ts';
import { needsOf, postersOf } from '../compile/needs.ts';
import type { ResolvedFragment } from '../compile/resolve.ts';
import { mediaOf } from '../compile/url.ts';
import type { Asset } from '../media/asset.ts';
import { openMedia } from '../media/media.ts';
import type { Profile } from '../media/preset.ts';
import type { Published } from '../media/published.ts';
import { openRenditionQueue, type Renditions } from '../media/renditions.ts';
import type { Config } from '../source/config.ts';
import { matchesPattern } from '../source/pattern.ts';
import type { Source } from '../source/read.ts';
import type { SourceFile } from '../source/tree.ts';
import type { BuildOptions } from './options.ts';

/** The media of one build: encoded beside its text. */
export interface MediaStage {
  /** All renditions of these assets, or of those at the paths of `only`. */
  finish(assets: readonly Asset[], only?: ReadonlySet<string>): Promise<Renditions>;
  /** Stops what is underway, where the build ends without it. */
  abandon(): Promise<void>;
}

/** Begins to encode the recordings that pages speak of: they take longest, and text does not wait for them. */
export function startMedia(
  { tree, config, texts }: Source,
  profiles: readonly Profile[],
  cache: Cache,
  published: Published | undefined,
  { jobs, onEvent, signal }: Pick<BuildOptions, 'jobs' | 'onEvent' | 'signal'>,
): MediaStage {
  let isShown = false;
  const queue = openRenditionQueue({
    profiles,
    media: openMedia(config.media.formats),
    cache,
    // More at a time would cost memory that small machines do not have.
    jobs: jobs ?? Math.min(4, availableParallelism()),
    ...(published && { published }),
    ...(signal && { signal }),
    onProgress: ({ path, ...progress }) => {
      // While text is compiled, that is what progress is about.
      if (isShown) onEvent?.({ kind: 'step', stage: 'media', name: path, ...progress });
    },
  });
  queue.start(spokenOf(tree.files.values(), texts.values()).map((file) => assetIn(file, config)));
  return {
    abandon: () => queue.abandon(),
    finish: (assets, only) => {
      isShown = true;
      onEvent?.({ kind: 'stage', stage: 'media', total: only?.size ?? assets.length });
      return queue.finish(assets, only);
    },
  };
}

/** The files of a source that its fragments show as pictures, sound or film, and its logo. */
export function assetsOf(
  fragments: readonly ResolvedFragment[],
  { tree, config }: Source,
  logo?: SourceFile,
): Asset[] {
  const posters = postersOf(fragments);
  const shown = new Set(needsOf(fragments).assets);
  if (logo) shown.add(logo.path);
  return [...shown].flatMap((path) => {
    const file = tree.files.get(path);
    if (!file) return [];
    return posters.has(path)
      ? { path, file: file.file, size: file.size, kind: 'poster' }
      : assetIn(file, config);
  });
}

/** A file of the source with what its author says that it shows. */
function assetIn({ path, file, size }: SourceFile, { media }: Config): Asset {
  const kind = media.kinds.find(({ pattern }) => matchesPattern(path, pattern))?.kind;
  return { path, file, size, ...(kind && { kind }) };
}

/** Removes the renditions that were kept outside the cache because it cannot be written. */
export function removeTemporary({ temporary }: Renditions): void {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
}

/** No file has a longer name: what is longer is data. */
const MAX_NAME = 255;

/** The recordings whose names stand in some text: nearly all of those that pages show, and hardly another. */
function spokenOf(files: Iterable<SourceFile>, texts: Iterable<{ readonly text: string }>): SourceFile[] {
  const byName = new Map<string, SourceFile[]>();
  for (const file of files) {
    if (mediaOf(file.path) === undefined) continue;
    const name = posix.basename(file.path).toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  if (byName.size === 0) return [];
  const spoken = new Set<SourceFile>();
  for (const { text } of texts)
    for (const [word] of text.matchAll(/[^\s/\\()<>"'=]+/g)) {
      const name = word.length > MAX_NAME ? undefined : /^.+\.[a-z0-9]{2,4}\b/i.exec(word)?.[0];
      for (const file of byName.get(name?.toLowerCase() ?? '') ?? []) spoken.add(file);
    }
  return [...spoken];
}
