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
}

/** Reads what is to be carried, once for all targets. Throws SatchelError as `readCarried` does. */
export async function orderOf(sources: readonly string[], flags: OrderFlags): Promise<Order> {
  const { readCarried } = await import('../drop/carried.ts');
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
  } = flags;
  return {
    sources,
    choice: { packs, languages, profiles, units },
    carried: await readCarried(carry),
    fit: fit === true,
    only: only === true,
    older: older === true,
    allowFolder: allowFolder === true,
  };
}
