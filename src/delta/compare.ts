import type { Entry, Manifest } from '../bundle/manifest.ts';

/** Where a target entry's content is in base: under its own path, under another one (`copied`), in an older form, or nowhere. */
export type Match =
  | { readonly kind: 'same' | 'copied' | 'changed'; readonly entry: Entry; readonly from: Entry }
  | { readonly kind: 'new'; readonly entry: Entry; readonly from?: undefined };

export interface Comparison {
  /** One for each entry of target, in its order. */
  readonly matches: readonly Match[];
  /** Entries of base whose path target does not have, in base's order. */
  readonly removed: readonly Entry[];
}

/** Compares two bundles entry by entry, by path and digest. Without a base everything is new. */
export function compareManifests(base: Manifest | undefined, target: Manifest): Comparison {
  const before = base?.entries ?? [];
  const byPath = new Map(before.map((entry) => [entry.path, entry]));
  const byDigest = new Map(before.map((entry) => [entry.digest, entry]));
  const paths = new Set(target.entries.map(({ path }) => path));
  return {
    matches: target.entries.map((entry) => {
      const there = byPath.get(entry.path);
      if (there?.digest === entry.digest) return { kind: 'same', entry, from: there };
      const elsewhere = byDigest.get(entry.digest);
      if (elsewhere) return { kind: 'copied', entry, from: elsewhere };
      return there ? { kind: 'changed', entry, from: there } : { kind: 'new', entry };
    }),
    removed: before.filter(({ path }) => !paths.has(path)),
  };
}
