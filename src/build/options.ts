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
  /** Pictures encoded at the same time. Default: the number of cores. */
  readonly jobs?: number;
  /** Default: the user's cache folder. */
  readonly cache?: string;
  /**
   * Published bundles to go on from, at most one for each variant (ZIP files or folders): lessons that have moved keep the
   * ids that they have there, and pictures that have not changed are taken over as they are.
   */
  readonly base?: readonly string[];
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
  readonly pictures: number;
  readonly entries: number;
  /** Bytes of the source files that went in: Markdown, media and downloads. */
  readonly sourceSize: number;
  /** Bytes of the ZIP file; 0 in a dry run. */
  readonly size: number;
  /** Digest of the manifest: the bundle's identity. */
  readonly digest: Digest | undefined;
  readonly largest: readonly { readonly path: string; readonly size: number }[];
  readonly state: 'planned' | 'written' | 'unchanged';
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
  /** True when findings of severity error stopped the run (`strict`): nothing was written. */
  readonly stopped: boolean;
}
