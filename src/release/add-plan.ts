import type { ChannelFile } from '../channel/contents.ts';
import type { Changes } from '../delta/changes.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { BundleFile } from './bundle-file.ts';
import type { MadeDelta, Verdict } from './choose-deltas.ts';
import type { Content } from './store.ts';

/** A file that goes into a channel, and how it is listed there. */
export interface NewFile {
  readonly listed: ChannelFile;
  readonly content: Content;
}

export interface JudgedDelta extends MadeDelta {
  readonly verdict: Verdict;
}

export interface PlannedBundle {
  readonly bundle: BundleFile;
  /** Its name in the metadata. */
  readonly path: string;
  /** It is there already, with the same content. */
  readonly isThere: boolean;
  /** From the newest base to the oldest, then from nothing. */
  readonly deltas: readonly JudgedDelta[];
  /** Against the version before, where there is one. */
  readonly changes: Changes | undefined;
}

/** What adding bundles to a channel would do. Plain data, but for the deltas, which are made to know their sizes. */
export interface AddPlan {
  /** By pack, language, profile, then version. */
  readonly bundles: readonly PlannedBundle[];
  readonly files: readonly NewFile[];
  readonly findings: readonly Diagnostic[];
}
