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
  close?(): Promise<void>;
}
