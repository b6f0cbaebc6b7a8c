import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { startCounter } from './counter.ts';
import { formatCount } from '../quantity.ts';
import { diagnosticJson, printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface VerifyFlags {
  readonly format: Format;
}

interface Verified {
  readonly file: string;
  readonly digest: Digest | undefined;
  readonly entries: number;
  readonly findings: readonly Diagnostic[];
  readonly exit: number;
}

/** Verifies every bundle that is named, also after one that is damaged; the exit code is that of the worst. */
export async function runVerify(
  files: readonly string[],
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<number> {
  const results: Verified[] = [];
  for (const file of files) {
    const result = await verifyOne(file, signal);
    results.push(result);
    if (flags.format === 'text') printVerified(result);
  }
  const exitCode = Math.max(...results.map(({ exit }) => exit));
  await printReport(flags.format, {
    command: 'verify',
    exitCode,
    findings: [],
    json: { bundles: results.map(verifiedJson) },
    text: () => undefined,
  });
  return exitCode;
}

async function verifyOne(file: string, signal: AbortSignal): Promise<Verified> {
  const { verifyBundle } = await import('../bundle/verify.ts');
  const counter = startCounter(file, 'verifying');
  try {
    const { digest, entries, findings } = await verifyBundle(file, {
      onProgress: counter.onProgress,
      signal,
    });
    return { file, digest, entries, findings, exit: findings.length > 0 ? EXIT.integrity : EXIT.done };
  } catch (error) {
    if (!(error instanceof SatchelError) || signal.aborted) throw error;
    return { file, digest: undefined, entries: 0, findings: [error.diagnostic], exit: error.exit };
  } finally {
    counter.stop();
  }
}

function printVerified({ file, digest, entries, findings, exit }: Verified): void {
  const name = printable(file);
  const paint = painter(process.stdout);
  if (exit === EXIT.done && digest !== undefined) {
    printResult(`${name}  ${paint('green', 'good')}  ${formatCount(entries, 'entry', 'entries')}  ${digest}`);
    return;
  }
  printResult(`${name}  ${paint('red', exit === EXIT.integrity ? 'damaged' : 'not verified')}`);
  printResult(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
}

function verifiedJson({ file, digest, entries, findings, exit }: Verified): object {
  return {
    file,
    good: exit === EXIT.done,
    ...(digest !== undefined && { digest }),
    entries,
    diagnostics: findings.map((finding) => diagnosticJson(finding)),
  };
}
