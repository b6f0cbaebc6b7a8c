/** What a pack's service worker knows of its pack: `self.satchelWorker`, the first statement of `service-worker.js`. */
export interface WorkerScript {
  /** Caches of this pack in this variant begin with it. */
  readonly prefix: string;
  /** Follows it: names these very bytes. */
  readonly version: string;
  /** Paths from the bundle's top that are kept whether they were opened or not: what every page needs. */
  readonly always: readonly string[];
  /** A page for what is neither kept nor reached. */
  readonly away: string;
}

/** All caches of a pack on its origin, whatever version and variant, begin with this. */
export function cachePrefix(id: string): string {
  return `satchel/${id}/`;
}
