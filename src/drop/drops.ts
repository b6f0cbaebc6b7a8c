import { readOrder, type DropOptions } from './order.ts';
import { prepareWrite, type Prepared } from './prepare.ts';
import type { TargetEvent } from './worker.ts';
import { writeTargets } from './write-targets.ts';

/** What a write would do to one target, and what speaks against it: findings that are errors would stop it. */
export type PlannedDrop = Omit<Prepared, 'close'>;

/**
 * Tells what {@link writeDrops} would do to the stick or folder at `target`: what would be written and removed, the bytes that this takes there, and every
 * refusal. Writes nothing. Throws SatchelError where there is nothing to plan with: sources that cannot be opened, no such folder.
 */
export async function planDrop(options: DropOptions, target: string): Promise<PlannedDrop> {
  const { close, ...planned } = await prepareWrite(await readOrder(options), target);
  await close();
  return planned;
}

/** What became of a target: what was written, or why it failed. */
export type DropOutcome = Extract<TargetEvent, { kind: 'done' | 'failed' }>;

export interface WriteDropsOptions extends DropOptions {
  /** Is told what becomes of each target as it happens. */
  readonly onEvent?: ((target: string, event: TargetEvent) => void) | undefined;
  /** Stops all targets; what they had before stays whole, and the same call goes on later. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts packs on sticks or into folders, all at once, each on a thread of its own, and reads every byte back: a target that is
 * `done` can be pulled out. One that fails does not throw: its outcome has the finding. No receipt is left. Throws SatchelError where
 * a target is named twice or something to be carried is no bundle and no delta, and what `signal` was aborted with.
 */
export async function writeDrops(
  { onEvent, signal = new AbortController().signal, ...options }: WriteDropsOptions,
  targets: readonly string[],
): Promise<ReadonlyMap<string, DropOutcome>> {
  const outcomes = new Map<string, DropOutcome>();
  await writeTargets(
    await readOrder(options),
    targets,
    (target, event) => {
      if (event.kind === 'done' || event.kind === 'failed') outcomes.set(target, event);
      onEvent?.(target, event);
    },
    signal,
  );
  return outcomes;
}
