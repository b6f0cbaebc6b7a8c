import type { Digest } from '../digest.ts';
import type { Order } from '../drop/prepare.ts';
import { fetchSources } from './fetch-sources.ts';

/** What plan and write are told. */
export interface OrderFlags {
  readonly to: readonly string[];
  readonly pack?: readonly string[];
  readonly language?: readonly string[];
  readonly profile?: readonly string[];
  readonly unit?: readonly string[];
  readonly carry?: readonly string[];
  readonly fit?: boolean;
  readonly only?: boolean;
  readonly older?: boolean;
  readonly allowFolder?: boolean;
  readonly trust?: readonly Digest[];
}

/** Throws SatchelError as `fetchSources` and `readOrder` do. */
export async function orderOf(
  sources: readonly string[],
  flags: OrderFlags,
  signal: AbortSignal,
): Promise<Order> {
  const { readOrder } = await import('../drop/order.ts');
  const { pack: packs, language: languages, profile: profiles, unit: units } = flags;
  const here = await fetchSources(sources, flags, signal);
  return readOrder({ ...flags, now: Date.now(), sources: here, packs, languages, profiles, units });
}
