// Versions of packs: Semantic Versioning 2.0.0.

/** The three numbers of a version. */
export type Core = readonly [major: bigint, minor: bigint, patch: bigint];

/** The order of two versions (§11). */
export function compareVersions(a: string, b: string): number {
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

export function compareCores(a: Core, b: Core): number {
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

export function coreOf(version: string): Core {
  const [major = '0', minor = '0', patch = '0'] = (version.split(/[-+]/, 1)[0] ?? '').split('.');
  return [BigInt(major), BigInt(minor), BigInt(patch)];
}

export function prereleaseOf(version: string): string | undefined {
  return /^[^-+]*-([^+]+)/.exec(version)?.[1];
}
