import type { Diagnostic } from '../diagnostic.ts';
import { runDiffChain } from './diff-chain.ts';
import { runDiffWrite } from './diff-write.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import { printReport } from './report.ts';
import { printNote, printResult } from './terminal.ts';

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

/** What `diff` has to say beside what changed. */
export interface DeltaParts {
  readonly exitCode: number;
  readonly findings: readonly Diagnostic[];
  /** `delta` and `way` (schemas/output-1.schema.json). */
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

/** Writes a delta, finds the cheapest way, or both, as far as they are asked for. */
export async function runDeltas(
  base: string | undefined,
  target: string,
  { output, maxSize, chain }: DeltaFlags,
  signal: AbortSignal,
): Promise<DeltaParts> {
  const written =
    output === undefined ? undefined : await runDiffWrite(base, target, { output, maxSize }, signal);
  const way = chain && (await runDiffChain(base, target, chain));
  return {
    exitCode: written?.exitCode ?? EXIT.done,
    findings: [...(written?.findings ?? []), ...(way?.findings ?? [])],
    json: { ...(written && { delta: written.json }), ...(way && { way: way.json }) },
    lines: [...(written?.lines ?? []), ...(written?.lines.length && way ? [''] : []), ...(way?.lines ?? [])],
  };
}

/** `diff --from-nothing`: there is nothing that could have changed. */
export async function runDiffFromNothing(
  target: string,
  flags: DeltaFlags,
  signal: AbortSignal,
): Promise<number> {
  const { exitCode, findings, json, lines } = await runDeltas(undefined, target, flags, signal);
  await printReport(flags.format === 'json' ? 'json' : 'text', {
    command: 'diff',
    exitCode,
    findings,
    json,
    text: () => {
      if (flags.format === 'markdown') printNote(lines.join('\n'));
      else printResult(lines.join('\n'));
      noteFindings(findings);
    },
  });
  return exitCode;
}
