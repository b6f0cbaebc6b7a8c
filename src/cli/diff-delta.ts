import { runDiffChain } from './diff-chain.ts';
import { runDiffWrite } from './diff-write.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import { printReport } from './report.ts';
import { painter, printNote, printResult } from './terminal.ts';

/** Flags of `diff` that ask for deltas. */
export interface DeltaFlags {
  readonly format: 'text' | 'json' | 'markdown';
  /** The delta to write. */
  readonly output?: string;
  readonly fromNothing?: boolean;
  /** Bytes. */
  readonly maxSize?: number;
  /** Deltas at hand, and folders of them. */
  readonly chain?: readonly string[];
}

/** Writes a delta, finds the cheapest way, or both; `base` is undefined for a delta from nothing. */
export async function runDiffDelta(
  base: string | undefined,
  target: string,
  { format, output, maxSize, chain }: DeltaFlags,
  signal: AbortSignal,
): Promise<number> {
  const written =
    output === undefined ? undefined : await runDiffWrite(base, target, { output, maxSize }, signal);
  const way = chain && (await runDiffChain(base, target, chain));
  const exitCode = written?.exitCode ?? EXIT.done;
  const findings = written?.findings ?? [];
  await printReport(format === 'json' ? 'json' : 'text', {
    command: 'diff',
    exitCode,
    findings,
    json: { ...(written && { delta: written.json }), ...(way && { way: way.json }) },
    text: () => {
      printResult([...(written?.lines ?? []), ...(way?.lines ?? [])].join('\n'));
      const paint = painter(process.stderr);
      for (const finding of findings) printNote(formatFinding(finding, paint));
    },
  });
  return exitCode;
}
