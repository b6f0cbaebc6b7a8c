import { openMedia, type Media } from '../../src/media/media.ts';
import type { Asset } from '../../src/media/asset.ts';
import type { Profile } from '../../src/media/preset.ts';
import type { Rendition } from '../../src/media/rendition.ts';
import { openRenditionQueue, type RenditionOptions, type Renditions } from '../../src/media/renditions.ts';

/** What was made for one profile: the main renditions by path, and all of them. */
export interface Made extends Omit<Renditions, 'renditions' | 'takenOver'> {
  readonly renditions: ReadonlyMap<string, Rendition>;
  readonly all: ReadonlyMap<string, readonly Rendition[]>;
  /** How many were taken over. */
  readonly takenOver: number;
}

export type MakeOptions = Pick<RenditionOptions, 'cache'> &
  Partial<RenditionOptions> & { readonly profile?: Profile; readonly media?: Media };

/** The renditions of some assets for one profile, `standard` where nothing else is said. */
export async function makeRenditions(
  assets: readonly Asset[],
  { profile = 'standard', ...options }: MakeOptions,
): Promise<Made> {
  const queue = openRenditionQueue({ media: openMedia([]), jobs: 2, ...options, profiles: [profile] });
  const { renditions, ...made } = await queue.finish(assets);
  const all = renditions.get(profile) ?? new Map<string, readonly Rendition[]>();
  const main = [...all].flatMap(([path, [first]]) => (first ? [[path, first] as const] : []));
  return { ...made, takenOver: made.takenOver.size, all, renditions: new Map(main) };
}
