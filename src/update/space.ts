import { statfsSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';
import { formatSize } from '../quantity.ts';
import type { UpdatePlan } from './plan.ts';

/** Throws SatchelError `update-no-space` where what is planned has no room. */
export function demandSpace(plan: UpdatePlan, folder: string, name: string): void {
  // What comes, what is made of it, and what stands beside while it is made.
  const made = plan.packs.filter(({ steps, isLaidOut }) => isLaidOut || steps[0]?.kind === 'delta');
  const needed =
    plan.packs.reduce((sum, { size }) => sum + size, 0) +
    made.reduce((sum, { bundle }) => sum + bundle.size, 0) +
    Math.max(0, ...made.map(({ bundle, steps }) => steps.length * bundle.size));
  if (needed === 0) return;
  const free = freeSize(folder);
  if (needed > free)
    throw new SatchelError('update-no-space', {
      ...{ folder: name, needed: formatSize(needed), free: formatSize(free) },
    });
}

function freeSize(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Where the system does not tell, writing will.
    return Infinity;
  }
}
