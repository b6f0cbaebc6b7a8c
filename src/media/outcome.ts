import type { MediaCode } from './codes.ts';
import type { PresetId } from './preset.ts';

/** What is to be said about an asset, as the code and parameters of a diagnostic; which asset and where it is shown is not known here. */
export interface Finding {
  readonly code: MediaCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * What a rendition is for. `main`: what every device shows or plays. `narrow`: the same picture for narrow screens. `extra`: the
 * same in a newer format, for the devices that know it. `poster`: the still picture of a film.
 */
export type Role = 'main' | 'narrow' | 'extra' | 'poster';

/** What is known of a rendition beside its bytes. */
export interface Form {
  readonly role: Role;
  readonly mediaType: string;
  /** Without the dot. */
  readonly extension: string;
  readonly preset: PresetId;
  /** The pixels it is shown with, upright; none for sound. */
  readonly width?: number;
  readonly height?: number;
  /** Of sound and film. */
  readonly durationSeconds?: number;
}

/** A rendition as it was encoded: its bytes are in memory, or in a file that whoever takes it may move away. */
export interface Encoded extends Form {
  readonly content: Uint8Array | { readonly file: string };
}

/** What encoding an asset for a profile gave: renditions, the main one first, or none and the reason among the findings. */
export interface Outcome {
  readonly forms: readonly Encoded[];
  readonly findings: readonly Finding[];
  /** True when another run may end otherwise (it took too long), so that the outcome is not to be kept. */
  readonly fleeting?: boolean;
}

export function refuse(code: MediaCode, params: Finding['params']): Outcome {
  return { forms: [], findings: [{ code, params }] };
}
