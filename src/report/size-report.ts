import type { Digest } from '../digest.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { Kind } from './kinds.ts';

// Sizes are bytes as they travel, in the ZIP file, unless it is said that they are others.

/** A number of entries and their bytes. */
export interface KindSize {
  readonly kind: Kind;
  readonly entries: number;
  readonly size: number;
}

/** What is spent somewhere. */
export interface Spending {
  readonly size: number;
  /** In the order of `kinds`; those of which there is nothing are left out. */
  readonly kinds: readonly KindSize[];
  /** Bytes of pictures, sound and film, and of what they were made from. Each source counts once, with its largest rendition. */
  readonly mediaSize: number;
  readonly sourceSize: number;
}

/** A lesson with its parts, and the media and downloads that no lesson before it refers to. */
export interface LessonSpending extends Spending {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  /** The page that opens it. */
  readonly path: string;
  /** It is no lesson, but the unit's own page. */
  readonly opensUnit: boolean;
}

export interface UnitSpending extends Spending {
  readonly id: string;
  readonly title: string;
  /** In reading order; first the unit's own page, if it is none of its lessons. */
  readonly lessons: readonly LessonSpending[];
}

/** One of the largest files, and how it could be made smaller. */
export interface LargeFile {
  readonly path: string;
  readonly kind: Kind;
  readonly size: number;
  readonly sourceSize?: number;
  readonly durationSeconds?: number;
  /** The lesson that it is counted with; absent where none refers to it. */
  readonly lesson?: string;
  /** How many other lessons refer to it. */
  readonly otherLessons: number;
  readonly advice: string;
}

/** What the bytes of a bundle are spent on. */
export interface SizeReport {
  readonly bundle: Pick<Manifest, 'id' | 'version' | 'variant' | 'title' | 'language'> & {
    readonly digest: Digest;
  };
  /** Bytes of the ZIP file. */
  readonly size: number;
  /** Bytes of all entries, unpacked. */
  readonly unpackedSize: number;
  readonly kinds: readonly (KindSize & { readonly sourceSize?: number })[];
  readonly units: readonly UnitSpending[];
  /** What belongs to no lesson: start page, styles, script, manifest, the ZIP file's own headers. */
  readonly shared: Spending;
  /** Pictures, sound and film that were encoded; absent where the manifest does not say from how much. */
  readonly renditions?: { readonly assets: number; readonly sourceSize: number; readonly size: number };
  /** Largest first: pictures, sounds, films, downloads, fonts. */
  readonly largest: readonly LargeFile[];
}
