import type { Digest } from '../digest.ts';
import type { Order } from '../drop/prepare.ts';

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

/**
 * Reads what is to be carried, once for all targets, and what the channels say that packs are taken from. Throws SatchelError as `readCarried`
 * and `readNews` do.
 */
export async function orderOf(sources: readonly string[], flags: OrderFlags): Promise<Order> {
  const [{ readCarried }, { readSourceNews }] = await Promise.all([
    import('../drop/carried.ts'),
    import('../drop/news.ts'),
  ]);
  const {
    pack: packs,
    language: languages,
    profile: profiles,
    unit: units,
    carry = [],
    fit,
    only,
    older,
    allowFolder,
    trust = [],
  } = flags;
  return {
    sources,
    choice: { packs, languages, profiles, units },
    trust,
    carried: [...(await readCarried(carry)), ...(await readSourceNews(sources, trust))],
    fit: fit === true,
    only: only === true,
    older: older === true,
    allowFolder: allowFolder === true,
  };
}
