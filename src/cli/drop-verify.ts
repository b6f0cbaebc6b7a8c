import { day } from '../channel/fresh.ts';
import type { Digest } from '../digest.ts';
import type { DropVerification } from '../drop/verify-drop.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { diagnosticJson, printReport } from './report.ts';
import { startShare } from './share.ts';
import { painter, printResult } from './terminal.ts';

export interface DropVerifyFlags {
  readonly format: 'text' | 'json';
  readonly trust?: readonly Digest[];
}

interface Verified {
  readonly target: string;
  readonly found: DropVerification | undefined;
  readonly findings: readonly Diagnostic[];
  readonly exit: number;
}

/** Verifies every drop that is named, also after one that is damaged; the exit code is that of the worst. */
export async function runDropVerify(
  targets: readonly string[],
  flags: DropVerifyFlags,
  signal: AbortSignal,
): Promise<number> {
  const results: Verified[] = [];
  for (const target of targets) {
    const result = await verifyOne(target, flags.trust, signal);
    results.push(result);
    if (flags.format === 'text') printVerified(result);
  }
  const exitCode = Math.max(...results.map(({ exit }) => exit));
  await printReport(flags.format, {
    command: 'drop verify',
    exitCode,
    findings: [],
    json: { targets: results.map(verifiedJson) },
    text: () => undefined,
  });
  return exitCode;
}

async function verifyOne(
  target: string,
  trust: readonly Digest[] | undefined,
  signal: AbortSignal,
): Promise<Verified> {
  const { verifyDrop } = await import('../drop/verify-drop.ts');
  const share = startShare(target, 'reading');
  try {
    const found = await verifyDrop(target, { onProgress: share.onProgress, signal, trust });
    const exit = found.isNewestWhole && found.isTrusted ? EXIT.done : EXIT.integrity;
    return { target, found, findings: found.findings, exit };
  } catch (error) {
    if (!(error instanceof SatchelError) || signal.aborted) throw error;
    return { target, found: undefined, findings: [error.diagnostic], exit: error.exit };
  } finally {
    share.stop();
  }
}

function printVerified({ target, found, findings, exit }: Verified): void {
  const paint = painter(process.stdout);
  const name = printable(target);
  const whole = found?.whole?.release.release;
  const what = found ? `${formatCount(found.files, 'file')}, ${formatSize(found.size)}` : '';
  if (exit === EXIT.done) printResult(`${name}  ${paint('green', 'good')}  release ${whole}  ${what}`);
  else if (!found) printResult(`${name}  ${paint('red', 'not verified')}`);
  else {
    const isNewest = found.isNewestWhole ? 'not trusted' : 'damaged';
    const older = whole === undefined ? 'no release is whole' : `release ${whole} is whole`;
    printResult(`${name}  ${paint('red', isNewest)}  release ${found.newest}; ${older}  ${what}`);
  }
  for (const { fingerprint, published, signed } of found?.news ?? []) {
    const signs = found?.whole
      ? `, signs for ${signed} of ${formatCount(found.whole.versions.length, 'pack')}`
      : '';
    printResult(`  channel ${fingerprint}  news of ${day(published)}${signs}`);
  }
  printResult(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
}

function verifiedJson({ target, found, findings, exit }: Verified): object {
  return {
    target,
    good: exit === EXIT.done,
    ...(found && {
      newest: found.newest,
      ...(found.whole && { whole: found.whole.release.release }),
      files: found.files,
      size: found.size,
      news: found.news.map(({ published, ...news }) => ({ ...news, published: day(published) })),
    }),
    diagnostics: findings.map((finding) => diagnosticJson(finding)),
  };
}
