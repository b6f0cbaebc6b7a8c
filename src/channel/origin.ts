import type { Digest } from '../digest.ts';

/** Where the files of a channel come from: a folder, a web server, a drop. Paths are those of layout.ts. */
export interface Origin {
  /** What people called it, for messages. */
  readonly name: string;
  /**
   * A small file, whole; undefined where there is none. Reads no more than `limit` bytes and one: who asks sees by the length
   * that it is too large. Throws SatchelError (`env-*`, `update-*`) where it cannot be had.
   */
  read(path: string, limit: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** A large file of `size` bytes from byte `offset` on, piece by piece; what comes may be wrong, too short or too long. */
  stream(path: string, offset: number, size: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Whether it has the target of that digest, where it may lack some that the channel lists; absent: it has all. */
  readonly holds?: (digest: Digest) => boolean;
  /** Bundles that lie there laid out for learners: as good as a download, and nothing is fetched. */
  readonly laidOut?: LaidOut;
  /** What its server takes for now; milliseconds since 1970, undefined where it has not told. */
  serverTime?(): number | undefined;
  close?(): Promise<void>;
}

export interface LaidOut {
  /** Whether the bundle of that identity is there. */
  has(manifest: Digest): boolean;
  /** Writes it to `file` as the ZIP file that it was published as, proven and renamed. Throws SatchelError (`bundle-*`, `env-*`). */
  write(manifest: Digest, file: string, signal?: AbortSignal): Promise<void>;
}
