/**
 * The longest selection of `values` that ascends, as places in the list: of things that were put in order, those that kept their
 * order. All others were moved. (Patience sorting; of several such selections, always the same.)
 */
export function keptInOrder(values: readonly number[]): Set<number> {
  // Of selections of each length, the place where the one with the least end ends.
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [place, value] of values.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[place] = ends[low - 1] ?? -1;
    ends[low] = place;
  }
  const kept = new Set<number>();
  for (let place = ends.at(-1) ?? -1; place >= 0; place = previous[place] ?? -1) kept.add(place);
  return kept;
}
