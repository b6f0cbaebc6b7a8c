import type { Digest } from '../digest.ts';
import type { ExtraFormat, PresetId } from './preset.ts';

/** The renditions of bundles that were published before, by what they were made from. */
export interface Published {
  /** In the order of their paths. */
  find(source: Digest): readonly Earlier[];
}

/** A published rendition. `stream` proves its bytes by their digest at its end; it throws SatchelError where they are damaged. */
export interface Earlier {
  readonly preset: PresetId;
  readonly digest: Digest;
  /** The newer formats that its bundles have of whatever source: where it is not in one of these, that was not worth its place. */
  readonly formats: ReadonlySet<ExtraFormat>;
  readonly mediaType: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  stream(): AsyncIterable<Uint8Array>;
}
