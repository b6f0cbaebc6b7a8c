import type { Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { profilesBelow, type Profile } from '../media/preset.ts';
import type { Rendition } from '../media/rendition.ts';
import type { Renditions } from '../media/renditions.ts';
import type { Budget, BudgetLimit } from '../source/config.ts';
import type { BundleInput } from './bundle.ts';
import { fitBundle, mediaFilesOf, sizeIn, type Bound, type FittedBundle } from './fit-bundle.ts';
import type { BuildOptions, Fitted, OverBudget } from './options.ts';
import { budgetFindings, reportOver } from './over-budget.ts';
import { weigh, type Weighed } from './weigh.ts';

/** What bundles and lessons may have, and whether media is chosen so that they do. */
export interface Limits extends Budget {
  readonly fit: boolean;
}

/** A bundle as it is to be written: its media within the budget. */
export interface Settled {
  readonly renditions: ReadonlyMap<string, readonly Rendition[]> | undefined;
  readonly fitted?: Fitted;
}

export interface BudgetRun {
  readonly limits: Limits;
  /** What was made for the build; with `limits.fit`, for all lower profiles too. */
  readonly made: Renditions['renditions'];
  /** Makes the media for other profiles: asked for only where something is over. */
  readonly makeMore: (profiles: readonly Profile[]) => Promise<Renditions['renditions']>;
  readonly signal?: AbortSignal | undefined;
}

/** The limits of a build; undefined where it has none. */
export function limitsOf(
  { maxSize, fit, ignoreBudget, dryRun }: Omit<BuildOptions, 'source'>,
  budget: Budget,
): Limits | undefined {
  const own = fit ?? maxSize;
  // What was typed counts for this run, and stands nowhere.
  const bundle: BudgetLimit | undefined = own === undefined ? budget.bundle : { limit: own, place: {} };
  if (ignoreBudget === true || dryRun === true || (!bundle && !budget.lesson)) return undefined;
  return { ...budget, ...(bundle && { bundle }), fit: fit !== undefined };
}

/** What came of keeping bundles to their budget. */
export interface Kept {
  /** In the order of the bundles. */
  readonly settled: readonly Settled[];
  readonly over: readonly OverBudget[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Weighs every bundle and its lessons to the byte before anything is written. Those over a limit are made to fit where that is
 * wished; else it is found out what would help.
 */
export async function keepToBudget(inputs: readonly BundleInput[], run: BudgetRun): Promise<Kept> {
  const { limits, signal } = run;
  const scales = { deflated: new Map<Digest, number>(), signal };
  let made = run.made;
  const settled: Settled[] = [];
  const over: OverBudget[] = [];
  for (const input of inputs) {
    const { renditions, profile } = input;
    const own = await weigh(input, scales.deflated, signal);
    const bounds = boundsOver(own, limits);
    const lower = profilesBelow(profile);
    const missing = bounds.length === 0 ? [] : lower.filter((one) => !made.has(one));
    if (missing.length > 0) made = new Map([...made, ...(await run.makeMore(missing))]);
    const files = mediaFilesOf(input, own, made);
    const attempt: FittedBundle =
      bounds.length === 0
        ? { fits: true, renditions: renditions ?? new Map(), weighed: own, lowered: [] }
        : await fitBundle(input, own, files, made, bounds, scales);
    if (bounds.length > 0 && !(limits.fit && attempt.fits)) {
      const others: [Profile, Weighed][] = [];
      for (const one of lower) {
        const lowered = { ...input, profile: one, renditions: made.get(one) };
        others.push([one, await weigh(lowered, scales.deflated, signal)]);
      }
      const failing = limits.fit
        ? bounds.filter((bound) => sizeIn(attempt.weighed, bound) > bound.limit)
        : bounds;
      over.push(
        ...failing.map((bound) =>
          reportOver(bound, limits.bundle?.limit, {
            input,
            own,
            attempt,
            files,
            profiles: [[profile, own], ...others],
          }),
        ),
      );
    }
    const limit = limits.fit ? limits.bundle?.limit : undefined;
    settled.push({
      renditions: limits.fit ? attempt.renditions : renditions,
      ...(limit !== undefined && { fitted: { limit, media: files.length, lowered: attempt.lowered } }),
    });
  }
  return { settled, over, diagnostics: budgetFindings(over, limits) };
}

/** What of a bundle is over its limit. */
function boundsOver(own: Weighed, { bundle, lesson }: Limits): Bound[] {
  const whole: Bound[] = bundle ? [{ limit: bundle.limit }] : [];
  const each: Bound[] = lesson ? own.lessons.map(({ file }) => ({ lesson: file, limit: lesson.limit })) : [];
  return [...whole, ...each].filter((bound) => sizeIn(own, bound) > bound.limit);
}
