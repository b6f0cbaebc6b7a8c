import { startCounter } from './counter.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { formatSize } from '../quantity.ts';
import { printReport } from './report.ts';
import { tuneForLittleMemory } from './short-run.ts';
import { printResult } from './terminal.ts';

export interface ApplyFlags {
  readonly output?: string;
  readonly fromNothing?: boolean;
  readonly format: Format;
}

/** Makes the bundle that a delta gives; `base` is undefined for a delta from nothing. */
export async function runApply(
  base: string | undefined,
  delta: string,
  flags: ApplyFlags,
  signal: AbortSignal,
): Promise<number> {
  tuneForLittleMemory();
  const { applyDelta } = await import('../delta/apply.ts');
  const counter = startCounter(delta, 'verifying');
  const { diagnostics, ...applied } = await applyDelta({
    base,
    delta,
    file: flags.output,
    onProgress: counter.onProgress,
    signal,
  }).finally(counter.stop);
  await printReport(flags.format, {
    command: 'apply',
    exitCode: EXIT.done,
    findings: diagnostics,
    json: { ...applied },
    text: () => {
      const { file, id, version, size, identical } = applied;
      const proof = identical ? 'byte for byte as it was published' : 'every entry as it was published';
      printResult(`${printable(file)}: ${id} ${version}, ${formatSize(size)}, ${proof}`);
      noteFindings(diagnostics);
    },
  });
  return EXIT.done;
}
