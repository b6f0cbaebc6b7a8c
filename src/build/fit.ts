import type { Profile } from '../media/preset.ts';
import { compareCodeUnits } from '../order.ts';

/** A media file as a bundle could carry it. */
export interface Candidate {
  readonly path: string;
  /** What each profile would take, in bytes: the bundle's own first, then lower ones. */
  readonly options: readonly { readonly profile: Profile; readonly size: number }[];
  /** For how many seconds learners look at it or listen to it; more than 0. */
  readonly attention: number;
}

/** A sum that must not be larger than `limit`: a bundle's, or that of one of its lessons. */
export interface Limit {
  readonly limit: number;
  /** Bytes with all members at the bundle's own profile. */
  readonly size: number;
  /** Paths of the candidates that are part of it. */
  readonly members: ReadonlySet<string>;
}

/** What is chosen: for each candidate the index of its option. Where nothing fits, what is over is as small as it gets. */
export interface Choice {
  readonly fits: boolean;
  readonly chosen: ReadonlyMap<string, number>;
}

/**
 * What a second of attention loses, by how far it lies below `high`: from 480 or 360 to 240 lines is a greater loss than from
 * 720, for half the bytes.
 */
const LOSS: Readonly<Record<Profile, number>> = { high: 0, standard: 1, low: 3 };

/** One way down: from the option that the step before has left to a lower one. */
interface Step {
  readonly path: string;
  readonly to: number;
  /** Bytes that are saved for each second that is shown or heard worse. */
  readonly value: number;
}

/**
 * Chooses a profile for each media file, none above the bundle's own, so that all limits are kept: first the steps down that
 * save most bytes for what they lose, until nothing is over, then back up, from the last step to the first, what turns out to
 * fit after all. No single file could be raised then without breaking a limit.
 */
export function chooseFit(candidates: readonly Candidate[], limits: readonly Limit[]): Choice {
  const byPath = new Map(candidates.map((candidate) => [candidate.path, candidate]));
  const chosen = new Map(candidates.map(({ path }) => [path, 0]));
  const sums = limits.map(({ limit, size, members }) => ({ limit, size, members }));
  const sumsOf = (path: string) => sums.filter(({ members }) => members.has(path));
  const move = (path: string, to: number): void => {
    const { options } = byPath.get(path) ?? { options: [] };
    const grown = (options[to]?.size ?? 0) - (options[chosen.get(path) ?? 0]?.size ?? 0);
    for (const sum of sumsOf(path)) sum.size += grown;
    chosen.set(path, to);
  };

  const taken: string[] = [];
  const steps = candidates.flatMap(stepsDown).sort(byStep);
  for (const { path, to } of steps) {
    // What is over only ever becomes less: a step that helps nothing now will not later.
    if (!sumsOf(path).some(({ size, limit }) => size > limit)) continue;
    move(path, to);
    taken.push(path);
  }
  if (sums.some(({ size, limit }) => size > limit)) return { fits: false, chosen };

  for (const path of new Set(taken.toReversed())) {
    const lowest = chosen.get(path) ?? 0;
    for (let to = 0; to < lowest; to++) {
      move(path, to);
      if (sumsOf(path).every(({ size, limit }) => size <= limit)) break;
      move(path, lowest);
    }
  }
  return { fits: true, chosen };
}

/** The ways down that are worth going, each worth less for its bytes than the one before. */
function stepsDown({ path, options, attention }: Candidate): Step[] {
  const steps: Step[] = [];
  for (let from = 0; ;) {
    let best: Step | undefined;
    for (let to = from + 1; to < options.length; to++) {
      const [above, below] = [options[from], options[to]];
      if (!above || !below || below.size >= above.size) continue;
      const value = (above.size - below.size) / (attention * (LOSS[below.profile] - LOSS[above.profile]));
      if (!best || value > best.value) best = { path, to, value };
    }
    if (!best) return steps;
    steps.push(best);
    from = best.to;
  }
}

function byStep(a: Step, b: Step): number {
  return b.value - a.value || compareCodeUnits(a.path, b.path) || a.to - b.to;
}
