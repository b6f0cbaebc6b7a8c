import type { Way } from '../delta/chain.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize } from '../quantity.ts';

/** What `diff` has to say of the way to target that downloads least. */
export interface ChainReport {
  /** `way` in JSON (schemas/output-1.schema.json). */
  readonly json: Way | null;
  readonly findings: readonly Diagnostic[];
  readonly lines: readonly string[];
}

/** Finds the cheapest way from base to target among the deltas in `places` (files and folders) and target itself. */
export async function runDiffChain(
  base: string | undefined,
  target: string,
  places: readonly string[],
): Promise<ChainReport> {
  const { findWay } = await import('../delta/chain.ts');
  const findings: Diagnostic[] = [];
  const way = await findWay(base, target, places, (finding) => findings.push(finding));
  const lines = way ? describe(way, target) : ['no deltas lead to target'];
  return { json: way ?? null, findings, lines };
}

function describe({ steps, size }: Way, target: string): string[] {
  if (steps.length === 0) return ['base is target: there is nothing to get'];
  return [
    `the cheapest way: ${formatCount(steps.length, 'step')}, ${formatSize(size)}`,
    ...steps.map(
      ({ file, size, base }) =>
        `${formatSize(size).padStart(9)}  ${printable(file)}${file === target ? ' (the whole bundle)' : base === undefined ? ' (needs no base)' : ''}`,
    ),
  ];
}
