import type { Digest } from '../digest.ts';
import type { MediaCode } from './codes.ts';

/** What is to be said about an asset, as the code and parameters of a diagnostic; which asset and where it is shown is not known here. */
export interface Finding {
  readonly code: MediaCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** An encoded picture. `width` and `height` are the pixels it is shown with, upright. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Without the dot. */
  readonly extension: string;
  readonly width: number;
  readonly height: number;
}

/** What encoding gave: a picture, or none and the reason among the findings. */
export interface Outcome {
  readonly picture?: EncodedPicture;
  readonly findings: readonly Finding[];
  /** True when another run may end otherwise (it took too long), so that the outcome is not to be kept. */
  readonly fleeting?: boolean;
}

/** An outcome as it stands in the cache; the picture's bytes are the blob of `digest`. */
export interface OutcomeRecord {
  readonly picture?: Omit<EncodedPicture, 'bytes'> & {
    readonly digest: Digest;
    readonly size: number;
    readonly preset: { readonly id: string; readonly version: number };
  };
  readonly findings: readonly Finding[];
}

export function refuse(code: MediaCode, params: Finding['params']): Outcome {
  return { findings: [{ code, params }] };
}
