import type { Digest } from '../digest.ts';
import type { Role } from './outcome.ts';
import type { PresetId } from './preset.ts';

/** One encoded form of one asset under one preset, ready to be an entry. */
export interface Rendition {
  readonly role: Role;
  /** `media/<name>-<digest12>.<ext>`: named by its content. */
  readonly path: string;
  readonly mediaType: string;
  readonly size: number;
  readonly digest: Digest;
  /** Pixels, for pictures and films. */
  readonly width?: number;
  readonly height?: number;
  /** For sound and film. */
  readonly durationSeconds?: number;
  /** Where the bytes lie on this machine (a cache file, or the source file itself when it is carried as it is). */
  readonly file: string;
  /** Digest of the asset it was made from. */
  readonly source: Digest;
  /** Absent when the asset is carried as it is. */
  readonly preset?: PresetId;
}
