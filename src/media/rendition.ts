import type { Digest } from '../digest.ts';

/** One encoded form of one asset under one preset, ready to be an entry. */
export interface Rendition {
  /** `media/<name>-<digest12>.<ext>`: named by its content. */
  readonly path: string;
  readonly mediaType: string;
  readonly size: number;
  readonly digest: Digest;
  /** Pixels, for pictures. */
  readonly width?: number;
  readonly height?: number;
  /** Where the bytes lie on this machine (a cache file, or the source file itself when it is carried as it is). */
  readonly file: string;
  /** Digest of the asset it was made from. */
  readonly source: Digest;
  /** Absent when the asset is carried as it is. */
  readonly preset?: { readonly id: string; readonly version: number };
}
