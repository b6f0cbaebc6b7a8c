import type { Origin } from '../channel/origin.ts';
import type { Digest } from '../digest.ts';

/** What is to be put into a store: bytes, or a file of this machine that has been looked at before. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly file: string; readonly size: number; readonly digest: Digest };

/** Where a publisher writes a channel. All that is written is read back. */
export interface Store extends Origin {
  /** Where it is, from whatever folder one stands in; nothing secret. */
  readonly address: string;
  /**
   * Puts a file where there is none; it is never changed later. `same`: it is there already, with these bytes. Throws SatchelError:
   * `release-file-taken` where other bytes are there, `release-unproven` where other bytes were read back, `env-*`.
   */
  create(path: string, content: Content, options?: PutOptions): Promise<'created' | 'same'>;
  /**
   * Puts `bytes` in the place of `expected` (undefined: of nothing), all at once. Throws SatchelError `release-raced` where something else
   * is there, `release-unproven`, `env-*`.
   */
  replace(path: string, bytes: Uint8Array, expected: Uint8Array | undefined): Promise<void>;
  /** The file of this machine that `path` is, if it is one. */
  localFile(path: string): string | undefined;
}

export interface PutOptions {
  /** Told of each piece that is done: bytes. */
  readonly onBytes?: ((size: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
