import type { Digest } from '../digest.ts';

/** One file in a bundle. `source` and `preset` stand on renditions: what they were made from and how. */
export interface Entry {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly source?: Digest;
  readonly preset?: { readonly id: string; readonly version: number };
}

export interface ManifestLesson {
  readonly id: string;
  readonly title: string;
  /** The entry that shows it. */
  readonly path: string;
  /** Where the text is in another language than the bundle's. */
  readonly language?: string;
  readonly parts?: readonly ManifestLesson[];
}

export interface ManifestUnit {
  readonly id: string;
  readonly title: string;
  readonly path?: string;
  readonly lessons: readonly ManifestLesson[];
}

/** `manifest.json`, bundle format 1 (schemas/bundle-1.md). Written as RFC 8785 JSON; its digest is the bundle's identity. */
export interface Manifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly version: string;
  readonly variant: { readonly language: string; readonly profile: string };
  readonly title: string;
  readonly description?: string;
  readonly language: string;
  readonly license?: string;
  readonly authors?: readonly { readonly name: string; readonly email?: string; readonly url?: string }[];
  readonly subjects?: readonly string[];
  readonly levels?: readonly string[];
  readonly alignments?: readonly string[];
  readonly generator: { readonly name: string; readonly version: string };
  readonly units: readonly ManifestUnit[];
  /** All files but the manifest itself, in path order (code units). */
  readonly entries: readonly Entry[];
}
