import { compareCores, compareVersions, coreOf, prereleaseOf, type Core } from '../semver.ts';
import type { ChangeClass } from './classes.ts';

/** What a change asks of a version number (Semantic Versioning 2.0.0). */
export type VersionStep = 'none' | 'patch' | 'minor' | 'major';

export interface VersionAdvice {
  readonly base: string;
  readonly target: string;
  /** major for progress-breaking changes, minor for content, patch for cosmetic ones. */
  readonly step: VersionStep;
  /** The least version that takes that step from base. */
  readonly proposed: string;
  /** Target's version is that one, or goes further. */
  readonly honoured: boolean;
}

const STEPS: Readonly<Record<ChangeClass, VersionStep>> = {
  none: 'none',
  cosmetic: 'patch',
  content: 'minor',
  'progress-breaking': 'major',
};

/** Which version follows `base` for changes of that class, and whether `target` honours it. Both are semantic versions. */
export function adviseVersion(base: string, target: string, changes: ChangeClass): VersionAdvice {
  const step = STEPS[changes];
  const proposed = step === 'none' ? base : nextCore(base, step).join('.');
  const later = compareVersions(target, base);
  // A pre-release of the proposed version is on its way to it.
  const far = compareCores(coreOf(target), coreOf(proposed)) >= 0;
  return { base, target, step, proposed, honoured: step === 'none' ? later >= 0 : later > 0 && far };
}

/** A pre-release of 2.0.0 stands before 2.0.0, which is then its next version. */
function nextCore(version: string, step: Exclude<VersionStep, 'none'>): Core {
  const [major, minor, patch] = coreOf(version);
  const early = prereleaseOf(version) !== undefined;
  switch (step) {
    case 'major':
      return early && minor === 0n && patch === 0n ? [major, 0n, 0n] : [major + 1n, 0n, 0n];
    case 'minor':
      return early && patch === 0n ? [major, minor, 0n] : [major, minor + 1n, 0n];
    case 'patch':
      return early ? [major, minor, patch] : [major, minor, patch + 1n];
  }
}
