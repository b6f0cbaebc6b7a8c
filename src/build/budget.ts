import type { Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { profilesBelow, type Profile } from '../media/preset.ts';
import type { Rendition } from '../media/rendition.ts';
import type { Renditions } from '../media/renditions.ts';
import type { Budget, BudgetLimit } from '../source/config.ts';
import type { BundleInput } from './bundle.ts';
import {
  fitBundles,
  mediaFilesOf,
  sizeIn,
  type Bound,
  type FittedBundle,
  type Weighable,
} from './fit-bundle.ts';
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
  /** Whether recordings are carried as they are because there is no ffmpeg. */
  readonly unencoded: boolean;
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
  const settled = new Map<BundleInput, Settled>();
  const over: OverBudget[] = [];
  const all: Omit<Weighable, 'files'>[] = [];
  for (const input of inputs) {
    const own = await weigh(input, scales.deflated, signal);
    all.push({ input, own, bounds: boundsOver(own, limits) });
  }
  // Where only lessons have a limit, no bundle has to become smaller than it is.
  const most = limits.bundle?.limit ?? Math.ceil(Math.max(0, ...all.map(({ own }) => own.size)) / 1e6) * 1e6;
  for (const profile of new Set(inputs.map((input) => input.profile))) {
    const weighed = all.filter(({ input }) => input.profile === profile);
    const isOver = weighed.some(({ bounds }) => bounds.length > 0);
    const lower = profilesBelow(profile);
    const missing = isOver ? lower.filter((one) => !made.has(one)) : [];
    if (missing.length > 0) made = new Map([...made, ...(await run.makeMore(missing))]);
    const bundles = weighed.map((one) => ({ ...one, files: mediaFilesOf(one.input, one.own, made) }));
    const attempts = isOver ? await fitBundles(bundles, made, scales) : bundles.map(asItIs);
    for (const [n, attempt] of attempts.entries()) {
      const bundle = bundles[n];
      if (!bundle) continue;
      const { input, own, bounds, files } = bundle;
      const failing = limits.fit
        ? bounds.filter((bound) => sizeIn(attempt.weighed, bound) > bound.limit)
        : bounds;
      if (failing.length > 0) {
        const others: [Profile, Weighed][] = [];
        for (const one of lower) {
          const lowered = { ...input, profile: one, renditions: made.get(one) };
          others.push([one, await weigh(lowered, scales.deflated, signal)]);
        }
        const evidence = { input, own, attempt, files, profiles: [[profile, own] as const, ...others] };
        over.push(...failing.map((bound) => reportOver(bound, most, evidence)));
      }
      const limit = limits.fit ? limits.bundle?.limit : undefined;
      settled.set(input, {
        renditions: limits.fit ? attempt.renditions : input.renditions,
        ...(limit !== undefined && { fitted: { limit, media: files.length, lowered: attempt.lowered } }),
      });
    }
  }
  return {
    settled: inputs.map((input) => settled.get(input) ?? input),
    over,
    diagnostics: budgetFindings(over, limits, run.unencoded),
  };
}

function asItIs({ input, own }: Weighable): FittedBundle {
  return { fits: true, renditions: input.renditions ?? new Map(), weighed: own, lowered: [] };
}

/** What of a bundle is over its limit. */
function boundsOver(own: Weighed, { bundle, lesson }: Limits): Bound[] {
  const whole: Bound[] = bundle ? [{ limit: bundle.limit }] : [];
  const each: Bound[] = lesson ? own.lessons.map(({ file }) => ({ lesson: file, limit: lesson.limit })) : [];
  return [...whole, ...each].filter((bound) => sizeIn(own, bound) > bound.limit);
}
