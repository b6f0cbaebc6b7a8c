import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { WrittenDelta } from '../delta/write-delta.ts';
import { startCounter } from './counter.ts';
import { EXIT } from './failure.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize } from '../quantity.ts';

export interface DiffWriteFlags {
  /** The delta's file. */
  readonly output: string;
  /** Bytes. */
  readonly maxSize?: number | undefined;
}

/** What `diff` has to say of a delta that it was asked to write. */
export interface DeltaReport {
  readonly exitCode: number;
  readonly findings: readonly Diagnostic[];
  /** `delta` in JSON (schemas/output-1.schema.json). */
  readonly json: Omit<WrittenDelta, 'diagnostics'> & { readonly changes: number };
  readonly lines: readonly string[];
}

/** Writes a delta and proves it; `base` is undefined for one from nothing. */
export async function runDiffWrite(
  base: string | undefined,
  target: string,
  { output: file, maxSize }: DiffWriteFlags,
  signal: AbortSignal,
): Promise<DeltaReport> {
  const { writeDelta } = await import('../delta/write-delta.ts');
  const counter = startCounter(file, 'proving');
  const { diagnostics, ...delta } = await writeDelta({
    base,
    target,
    file,
    maxSize,
    onProgress: counter.onProgress,
    signal,
  }).finally(counter.stop);
  const { size, written, counts } = delta;
  const changes = counts.changed + counts.added + counts.copied + counts.removed;
  const overBudget = diagnostic('delta-over-budget', { size, limit: maxSize ?? 0 });
  return {
    exitCode: written ? EXIT.done : EXIT.content,
    findings: written ? diagnostics : [...diagnostics, overBudget],
    json: { ...delta, changes },
    lines: written ? describe(delta, changes, file, base, diagnostics.length === 0) : [],
  };
}

function describe(
  delta: Omit<WrittenDelta, 'diagnostics'>,
  changes: number,
  file: string,
  base: string | undefined,
  identical: boolean,
): string[] {
  const { size, targetSize, textSize, mediaSize, counts } = delta;
  const each =
    changes === 0 || base === undefined ? '' : `, ${formatSize(Math.round(size / changes))} a change`;
  const kinds = (['changed', 'added', 'copied', 'removed'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatCount(counts[kind], 'entry', 'entries')} ${kind}`);
  return [
    `${printable(file)}: ${formatCount(size, 'byte')}${each}; ${percent(size / targetSize)} of the whole bundle (${formatSize(targetSize)})`,
    `  ${kinds.join(', ') || 'nothing changed'}; ${formatSize(textSize)} of text, ${formatSize(mediaSize)} of media`,
    `  applied and compared: it gives target ${identical ? 'byte for byte' : 'entry for entry'}`,
    `next: satchel apply ${base === undefined ? '--from-nothing' : printable(base)} ${printable(file)}`,
  ];
}

/** `0.03 %`: two digits that tell something. */
function percent(ratio: number): string {
  return `${String(Number((ratio * 100).toPrecision(2)))} %`;
}
