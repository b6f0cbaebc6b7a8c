import type { Offer } from './sources.ts';

/**
 * Which of `offers` to put on a medium that has not room for all, in the order in which they were named: each pack in each language at
 * the profile that takes the least, as long as that fits, and then, where there is room left, at the one that takes most of those that fit.
 */
export function chooseFitting(
  offers: readonly Offer[],
  fits: (chosen: readonly Offer[]) => boolean,
): { chosen: Offer[]; leftOut: Offer[] } {
  const groups = new Map<string, Offer[]>();
  for (const offer of offers) {
    const { id, language } = offer.version;
    const group = groups.get(`${id}/${language}`) ?? [];
    groups.set(`${id}/${language}`, [...group, offer]);
  }
  const sorted = [...groups.values()].map((group) => group.sort((a, b) => sizeOf(a) - sizeOf(b)));
  const chosen = new Map<readonly Offer[], Offer>();
  for (const group of sorted) {
    const [least] = group;
    if (least && fits([...chosen.values(), least])) chosen.set(group, least);
  }
  for (const group of chosen.keys())
    for (const better of group) {
      const others = [...chosen].flatMap(([other, offer]) => (other === group ? [] : [offer]));
      if (fits([...others, better])) chosen.set(group, better);
    }
  const picked = new Set(chosen.values());
  return { chosen: [...picked], leftOut: offers.filter((offer) => !picked.has(offer)) };
}

function sizeOf({ manifest }: Offer): number {
  return manifest.entries.reduce((sum, { size }) => sum + size, 0);
}
