import { slotOfBundle, type ChannelBundle, type ChannelFile } from '../channel/contents.ts';
import { cheapestWay } from '../delta/chain.ts';
import { costOf, secondsOn, type Price } from '../delivery.ts';
import { compareCodeUnits } from '../order.ts';
import { compareVersions } from '../semver.ts';
import { stepOf } from './choose-deltas.ts';

/** How a country is reached (docs/roll-out.md). */
export interface Reach {
  /** Schools, hubs, laptops: whatever gets a copy of its own. */
  readonly sites: number;
  readonly kbitPerSecond: number;
  /** Bytes a second that are written to a stick and read back. */
  readonly stickSpeed: number;
  readonly price?: Price | undefined;
}

/** What one way of an update costs one site, and all of them. */
export interface Spent {
  /** Bytes. */
  readonly size: number;
  readonly seconds: number;
  readonly cost?: number;
  readonly allSizes: number;
  /** Of all sites together, whether one after the other or at once. */
  readonly allSeconds: number;
  readonly allCosts?: number;
}

export interface UpdateCost {
  readonly id: string;
  readonly language: string;
  readonly profile: string;
  /** Undefined where a site has nothing yet. */
  readonly from?: string;
  readonly to: string;
  /** The whole bundle over the line. */
  readonly full: Spent;
  /** Deltas over the line, the cheapest way; the whole bundle where there is none. */
  readonly delta: Spent;
  /** How many deltas that are; 0 where it is the whole bundle. */
  readonly steps: number;
  /** The whole bundle on a stick, without a line. */
  readonly stick: Spent;
}

export interface RollOut {
  /** By pack; from the version before, from earlier ones, from nothing. */
  readonly updates: readonly UpdateCost[];
  /** All packs, each from the version before (or from nothing, where there was none). */
  readonly all: Pick<UpdateCost, 'full' | 'delta' | 'stick'>;
}

/** What it costs to bring everybody to the newest versions in `files`, from every version that the channel has. */
export function planRollOut(files: readonly ChannelFile[], reach: Reach): RollOut {
  const slots = new Map<string, ChannelBundle[]>();
  for (const file of files)
    if (file.kind === 'bundle')
      slots.set(slotOfBundle(file), [...(slots.get(slotOfBundle(file)) ?? []), file]);
  const steps = files.filter((file) => file.kind === 'delta').map((file) => stepOf(file, file.path));
  const byPack = [...slots]
    .sort(([a], [b]) => compareCodeUnits(a, b))
    .map(([, versions]) => {
      const [newest, ...earlier] = versions.sort((a, b) => compareVersions(b.version, a.version));
      if (newest === undefined) return [];
      return [...earlier, undefined].map((base): UpdateCost => {
        const whole = stepOf({ target: newest.manifest, size: newest.size }, newest.path);
        const way = cheapestWay([...steps, whole], base?.manifest, newest.manifest);
        const isWhole = way === undefined || way.steps.some(({ file }) => file === newest.path);
        const { id, language, profile, size } = newest;
        return {
          ...{ id, language, profile, to: newest.version, ...(base && { from: base.version }) },
          full: onLine(size, reach),
          delta: onLine(way?.size ?? size, reach),
          steps: isWhole ? 0 : way.steps.length,
          stick: onStick(size, reach),
        };
      });
    });
  const usual = byPack.flatMap(([first]) => (first ? [first] : []));
  const sum = (of: (update: UpdateCost) => Spent): number =>
    usual.reduce((total, update) => total + of(update).size, 0);
  return {
    updates: byPack.flat(),
    all: {
      full: onLine(
        sum(({ full }) => full),
        reach,
      ),
      delta: onLine(
        sum(({ delta }) => delta),
        reach,
      ),
      stick: onStick(
        sum(({ stick }) => stick),
        reach,
      ),
    },
  };
}

function onLine(size: number, reach: Reach): Spent {
  const cost = reach.price && costOf(reach.price, size);
  return spent(size, secondsOn(reach, size), cost, reach);
}

function onStick(size: number, reach: Reach): Spent {
  return spent(size, size / reach.stickSpeed, reach.price && 0, reach);
}

function spent(size: number, seconds: number, cost: number | undefined, { sites }: Reach): Spent {
  return {
    ...{ size, seconds, allSizes: size * sites, allSeconds: seconds * sites },
    ...(cost !== undefined && { cost, allCosts: cost * sites }),
  };
}
