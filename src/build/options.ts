import type { Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { Profile } from '../media/preset.ts';

/** What `build` is asked to do. Only `source` is needed. */
export interface BuildOptions {
  /** A folder of Markdown and media. */
  readonly source: string;
  /** Where the bundles go. Default: `dist` in the current folder. */
  readonly out?: string;
  /** Default: the profiles of satchel.yaml, else `['standard']`. */
  readonly profiles?: readonly Profile[];
  /** Default: every language the source has (BCP 47). */
  readonly languages?: readonly string[];
  /** Media files encoded at the same time. Default: the number of cores. */
  readonly jobs?: number;
  /** Default: the user's cache folder. */
  readonly cache?: string;
  /**
   * Published bundles to go on from, at most one for each variant (ZIP files or folders): lessons that have moved keep the
   * ids that they have there, and media that has not changed is taken over as it is.
   */
  readonly base?: readonly string[];
  /** The most that each bundle may have, in bytes, instead of `budget.bundle` in satchel.yaml. */
  readonly maxSize?: number;
  /**
   * The same, and media files are taken to a lower profile than the bundle's until it has no more; those that cost most for
   * what they give first. A dry run, which encodes nothing, cannot tell sizes and looks at none of these limits.
   */
  readonly fit?: number;
  /** What is only looked at may be larger than satchel.yaml says. */
  readonly ignoreBudget?: boolean;
  /** Also tell how each bundle was made, in a file beside it (schemas/provenance-1.md). */
  readonly provenance?: boolean;
  /** Findings of severity error stop the run before a bundle is written. */
  readonly strict?: boolean;
  /** Plan only; nothing is written. */
  readonly dryRun?: boolean;
  readonly onEvent?: (event: BuildEvent) => void;
  /** Stops the run at the next step; what was there before stays. */
  readonly signal?: AbortSignal;
}

/** What happens while a build runs, for progress displays. `done` counts up to `total` within a stage. */
export type BuildEvent =
  | {
      readonly kind: 'stage';
      readonly stage: 'read' | 'compile' | 'media' | 'write' | 'verify';
      readonly total: number;
      readonly bundle?: string;
    }
  | {
      readonly kind: 'step';
      readonly stage: 'read' | 'compile' | 'media' | 'write' | 'verify';
      readonly done: number;
      readonly total: number;
      readonly name: string;
      /** How much of `name` is done, from 0 to 1, where one step takes long. */
      readonly share?: number;
      /** How much of the stage's work is done, from 0 to 1, where steps differ much. */
      readonly work?: number;
      readonly bundle?: string;
    };

/** One bundle of a build: planned (dry run), written, or found unchanged. */
export interface BuiltBundle {
  /** Absolute path of the ZIP file. */
  readonly file: string;
  readonly id: string;
  readonly version: string;
  readonly language: string;
  readonly profile: Profile;
  readonly title: string;
  readonly lessons: number;
  /** Files that lessons show as pictures. */
  readonly pictures: number;
  /** Files of sound and film that lessons play. */
  readonly recordings: number;
  readonly entries: number;
  /** Bytes of the source files that went in: Markdown, media and downloads. */
  readonly sourceSize: number;
  /** Bytes of the ZIP file; 0 in a dry run. */
  readonly size: number;
  /** Digest of the manifest: the bundle's identity. */
  readonly digest: Digest | undefined;
  readonly largest: readonly { readonly path: string; readonly size: number }[];
  readonly state: 'planned' | 'written' | 'unchanged';
  /** Absolute path of the file that tells how it was made; absent without `provenance`. */
  readonly provenance?: string;
  /** What was done so that it fits; absent without `fit`. */
  readonly fitted?: Fitted;
}

/** Which media files of a bundle are at a lower profile than its own. */
export interface Fitted {
  /** The most that it may have, in bytes. */
  readonly limit: number;
  /** How many media files it has. */
  readonly media: number;
  /** Those that give most bytes first. */
  readonly lowered: readonly LoweredFile[];
}

export interface LoweredFile {
  /** In the source. */
  readonly path: string;
  readonly profile: Profile;
  /** Bytes in the bundle, of all its renditions. */
  readonly size: number;
  /** Bytes that it would have at the bundle's own profile. */
  readonly sizeBefore: number;
}

/** A bundle, or a lesson of it, that is larger than it may be: all that its author can do about it. */
export interface OverBudget {
  /** Absolute path of the ZIP file that was not written. */
  readonly bundle: string;
  readonly language: string;
  readonly profile: Profile;
  /** Its file in the source, where a lesson is too large. */
  readonly lesson?: string;
  readonly size: number;
  readonly limit: number;
  /** What the size is made of. */
  readonly parts: {
    readonly text: number;
    readonly media: number;
    readonly downloads: number;
    readonly fonts: number;
  };
  /** What it would have with all media at one profile: the bundle's own and those below. */
  readonly profiles: readonly { readonly profile: Profile; readonly size: number }[];
  /** What the nearest fit gives it, or where no choice of profiles fits, the lowest ones. */
  readonly nearest: number;
  /** The nearest fit of the whole bundle and its lessons; absent where there is none. */
  readonly fit?: {
    /** What to give `fit` for it. */
    readonly limit: number;
    /** How many media files are at a lower profile then. */
    readonly lowered: number;
    readonly media: number;
  };
  /** How many of the `largest`, from the first, would have to go where lower profiles are not enough; absent where they are, and where text alone is too much. */
  readonly mustGo?: number;
  /** Those that weigh most first; where nothing fits, by what they have at the lowest profile. */
  readonly largest: readonly HeavyFile[];
}

/** A media file or download, and where it is shown or handed out. */
export interface HeavyFile {
  readonly path: string;
  readonly kind: 'media' | 'download';
  /** Bytes in the bundle. */
  readonly size: number;
  /** Bytes at the lowest profile. */
  readonly smallest: number;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  /** How many other places there are. */
  readonly others: number;
}

/** What a build has, or in a dry run would have, from its base. */
export interface TakenOver {
  /** Lessons that keep an id which their paths no longer give. */
  readonly ids: number;
  /** Renditions, of each profile. */
  readonly renditions: number;
}

export interface BuildResult {
  readonly bundles: readonly BuiltBundle[];
  /** Sorted; the caller decides what an error means (exit 1 with `strict`). */
  readonly diagnostics: readonly Diagnostic[];
  readonly durationSeconds: number;
  /** Absent without a base. */
  readonly takenOver?: TakenOver;
  /** True when findings of severity error (`strict`) or a budget stopped the run: nothing was written. */
  readonly stopped: boolean;
  /** What is larger than it may be; empty where nothing is. */
  readonly overBudget: readonly OverBudget[];
}
