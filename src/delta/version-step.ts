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

type Core = readonly [major: bigint, minor: bigint, patch: bigint];

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

/** Semantic Versioning 2.0.0, §11. */
function compareVersions(a: string, b: string): number {
  const [early, other] = [prereleaseOf(a), prereleaseOf(b)];
  const cores = compareCores(coreOf(a), coreOf(b));
  if (cores !== 0 || early === other) return cores;
  if (early === undefined || other === undefined) return early === undefined ? 1 : -1;
  const [xs, ys] = [early.split('.'), other.split('.')];
  for (const [i, x] of xs.entries()) {
    const y = ys[i];
    if (y === undefined) return 1;
    if (x === y) continue;
    const [numberX, numberY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numberX && numberY) return BigInt(x) < BigInt(y) ? -1 : 1;
    if (numberX !== numberY) return numberX ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return -1;
}

function compareCores(a: Core, b: Core): number {
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

function coreOf(version: string): Core {
  const [major = '0', minor = '0', patch = '0'] = (version.split(/[-+]/, 1)[0] ?? '').split('.');
  return [BigInt(major), BigInt(minor), BigInt(patch)];
}

function prereleaseOf(version: string): string | undefined {
  return /^[^-+]*-([^+]+)/.exec(version)?.[1];
}
