import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openBundle } from '../bundle/open.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { BASE_DIGITS } from './header.ts';
import { inspectDelta } from './inspect-delta.ts';
import { isNamedDelta } from './open.ts';

/** Something to download: a delta, or a whole bundle, which needs no base. */
export interface Step {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** The first digits of the bundle that it needs; undefined where it needs none. */
  readonly base: string | undefined;
  readonly target: Digest;
}

/** Steps to take one after the other, and the bytes of all of them. */
export interface Way {
  readonly steps: readonly Step[];
  readonly size: number;
}

/**
 * The way from `base` (or from nothing) to `target` with the fewest bytes, then the fewest steps; undefined where no steps
 * lead there. Dijkstra's algorithm, over bundles.
 */
export function cheapestWay(
  steps: readonly Step[],
  base: Digest | undefined,
  target: Digest,
): Way | undefined {
  // Someone who has base can do without it too.
  const ways = new Map<Digest | undefined, Way>([[base, { steps: [], size: 0 }]]);
  const done = new Set<Digest | undefined>();
  for (;;) {
    const [nearest] = [...ways].filter(([at]) => !done.has(at)).sort((a, b) => compareWays(a[1], b[1]));
    if (nearest === undefined) return undefined;
    const [at, way] = nearest;
    if (at === target) return way;
    done.add(at);
    for (const step of steps) {
      if (step.base !== undefined && (at === undefined || step.base !== shortDigest(at, BASE_DIGITS)))
        continue;
      const next = { steps: [...way.steps, step], size: way.size + step.size };
      const known = ways.get(step.target);
      if (known === undefined || compareWays(next, known) < 0) ways.set(step.target, next);
    }
  }
}

function compareWays(a: Way, b: Way): number {
  return a.size - b.size || a.steps.length - b.steps.length;
}

/**
 * The cheapest way from the bundle `base` to the bundle `target` (files or folders; base may be none) by the deltas in
 * `places` (files, and folders of them) or by getting target's ZIP file itself. Undefined where target is a folder and no
 * deltas lead there. A delta of a folder that cannot be used is told to `onSkipped`. Throws SatchelError (`bundle-*`,
 * `delta-*` …).
 */
export async function findWay(
  base: string | undefined,
  target: string,
  places: readonly string[],
  onSkipped: (finding: Diagnostic) => void = () => undefined,
): Promise<Way | undefined> {
  const from = base === undefined ? undefined : await identityOf(base);
  const to = await identityOf(target);
  const whole = statSync(target);
  const steps = readSteps(places, onSkipped);
  if (whole.isFile()) steps.push({ file: target, size: whole.size, base: undefined, target: to });
  return cheapestWay(steps, from, to);
}

async function identityOf(file: string): Promise<Digest> {
  const bundle = await openBundle(file);
  await bundle.close();
  return bundle.manifestDigest;
}

/** The deltas in files and folders (in these: files named `*.delta`), in order. Throws SatchelError (`delta-*`) for files. */
function readSteps(places: readonly string[], onSkipped: (finding: Diagnostic) => void): Step[] {
  return places.flatMap((place) =>
    statSync(place, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(place)
          .filter(isNamedDelta)
          .sort(compareCodeUnits)
          .map((name) => join(place, name))
          .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
          .flatMap((file) => readFound(file, onSkipped))
      : [readStep(place)],
  );
}

/** One broken file among many must not hide the others. */
function readFound(file: string, onSkipped: (finding: Diagnostic) => void): Step[] {
  try {
    return [readStep(file)];
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    const reason = String(error.params['reason'] ?? error.message.replace(`“${file}”`, 'it'));
    onSkipped(diagnostic('delta-skipped', { file, reason }));
    return [];
  }
}

function readStep(file: string): Step {
  const { size, base, target } = inspectDelta(file);
  return { file, size, base, target };
}
