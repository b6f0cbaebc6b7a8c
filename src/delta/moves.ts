import type { ManifestUnit } from '../bundle/manifest.ts';
import type { ChangeClass } from './classes.ts';
import { classOfEdit } from './classes.ts';
import type { Page, PagePair } from './lessons.ts';
import { keptInOrder } from './order-kept.ts';

/** Where a page stands. */
export interface PagePlace {
  readonly unit?: string;
  /** Id of the lesson that it is a part of. */
  readonly partOf?: string;
  readonly path: string;
}

/** A page that is in another unit, in another lesson, among its neighbours in another order (then both places are the same), or at another path. */
export interface PageMove {
  readonly base: PagePlace;
  readonly target: PagePlace;
}

/** The pages that were moved, by their ids in target. What stands elsewhere only because others came or went was not moved. */
export function movesOf(
  pairs: readonly PagePair[],
  order: readonly string[],
  units: ReadonlyMap<string, string>,
): Map<string, PageMove> {
  const idNow = new Map(pairs.map(({ base, target }) => [base.id, target.id]));
  const placeBefore = new Map(order.map((id, place) => [id, place]));
  const moves = new Map<string, PageMove>();
  const settled = new Map<string, PagePair[]>();
  for (const pair of pairs) {
    const { base, target } = pair;
    const container = containerOf(
      target.unit && (units.get(target.unit) ?? `new ${target.unit}`),
      target.parent,
    );
    const before = containerOf(base.unit, base.parent && (idNow.get(base.parent) ?? base.parent));
    if (container !== before || (base.id === target.id && base.path !== target.path))
      moves.set(target.id, { base: placeOf(base), target: placeOf(target) });
    else if (target.kind === 'lesson') {
      const siblings = settled.get(container);
      if (siblings) siblings.push(pair);
      else settled.set(container, [pair]);
    }
  }
  for (const siblings of settled.values()) {
    const kept = keptInOrder(siblings.map(({ base }) => placeBefore.get(base.id) ?? 0));
    for (const [n, { base, target }] of siblings.entries())
      if (!kept.has(n)) moves.set(target.id, { base: placeOf(base), target: placeOf(target) });
  }
  return moves;
}

function containerOf(unit: string | undefined, parent: string | undefined): string {
  return JSON.stringify([unit ?? null, parent ?? null]);
}

function placeOf({ unitTitle, parent, path }: Page): PagePlace {
  return {
    ...(unitTitle !== undefined && { unit: unitTitle }),
    ...(parent !== undefined && { partOf: parent }),
    path,
  };
}

export interface UnitChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly class: ChangeClass;
  readonly id: string;
  readonly title: string;
  /** Its id in base, where it had another. */
  readonly was?: string;
  readonly retitled?: { readonly base: string; readonly target: string };
  /** It stands elsewhere among the units. */
  readonly moved?: true;
}

/** What became of the units, in target's order; then those that are gone. */
export function unitChanges(
  base: readonly ManifestUnit[],
  target: readonly ManifestUnit[],
  units: ReadonlyMap<string, string>,
): UnitChange[] {
  const before = new Map(base.map((unit, place) => [unit.id, { unit, place }]));
  const paired = target.flatMap((unit) => {
    const earlier = before.get(units.get(unit.id) ?? '');
    return earlier ? [{ unit, earlier }] : [];
  });
  const kept = keptInOrder(paired.map(({ earlier }) => earlier.place));
  const settled = new Set([...kept].map((n) => paired[n]?.unit));
  const changes = target.flatMap((unit): UnitChange[] => {
    const { id, title } = unit;
    const earlier = before.get(units.get(id) ?? '')?.unit;
    if (!earlier) return [{ change: 'added', class: 'content', id, title }];
    const retitled = title === earlier.title ? undefined : { base: earlier.title, target: title };
    const moved = !settled.has(unit);
    if (id === earlier.id && !retitled && !moved) return [];
    const slight = !moved && (!retitled || classOfEdit(retitled.base, retitled.target) === 'cosmetic');
    return [
      {
        ...{ change: 'changed', class: slight ? 'cosmetic' : 'content', id, title },
        ...(id !== earlier.id && { was: earlier.id }),
        ...(retitled && { retitled }),
        ...(moved && { moved }),
      },
    ];
  });
  const still = new Set(units.values());
  const gone = base.filter(({ id }) => !still.has(id));
  return [
    ...changes,
    ...gone.map(({ id, title }): UnitChange => ({ change: 'removed', class: 'content', id, title })),
  ];
}
