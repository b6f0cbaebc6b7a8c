import type { Digest } from '../digest.ts';
import { readCarried } from './carried.ts';
import type { Order } from './prepare.ts';
import type { Choice } from './sources.ts';

/** What is to be put on drops; what is not said is as “satchel drop write” has it without options. */
export interface DropOptions extends Choice {
  /** Bundles, folders of bundles, drops, channels. */
  readonly sources: readonly string[];
  /** Bundles and deltas to be carried onwards as they are. */
  readonly carry?: readonly string[] | undefined;
  /** Fingerprints of channels: where any are named, packs must be signed by one of them. */
  readonly trust?: readonly Digest[] | undefined;
  /** By this machine’s clock, milliseconds since 1970: with it, news that has expired is told. */
  readonly now?: number | undefined;
  /** Whether what has no room is left out. */
  readonly fit?: boolean | undefined;
  /** Whether packs on the drop that are not offered go. */
  readonly only?: boolean | undefined;
  /** Whether an earlier version may take the place of a later one. */
  readonly older?: boolean | undefined;
  /** Whether a target may be a plain folder. */
  readonly allowFolder?: boolean | undefined;
}

/** Reads what is to be carried, once for all targets. Throws SatchelError as {@link readCarried} does. */
export async function readOrder(options: DropOptions): Promise<Order> {
  const { sources, packs, languages, profiles, units, carry = [] } = options;
  const { fit = false, only = false, older = false, allowFolder = false, trust = [], now } = options;
  return {
    ...{ sources, fit, only, older, allowFolder, trust, now },
    choice: { packs, languages, profiles, units },
    carried: await readCarried(carry),
  };
}
