import { basename, dirname, resolve } from 'node:path';
import { isDelta } from '../delta/open.ts';
import { beginningOf, codes, type Diagnostic, type Wording } from '../diagnostic.ts';
import { EXIT } from './failure.ts';
import { countFindings, formatFinding } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { showUntil, startProgress } from './progress.ts';
import { printReport } from './report.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface ValidateFlags {
  readonly format: Format;
  readonly strict?: boolean;
}

export async function runValidate(
  target: string,
  flags: ValidateFlags,
  signal: AbortSignal,
): Promise<number> {
  const { kind, diagnostics } = await check(target, flags.format, signal);
  const exitCode = exitOf(diagnostics, flags.strict ?? false);
  const named = kind === 'config' ? '' : `${words[kind]} `;
  const counted = `${named}${printable(target)}: ${countFindings(diagnostics) || 'nothing to remark on'}`;
  if (flags.format === 'github') printNote(counted);
  await printReport(flags.format, {
    command: 'validate',
    exitCode,
    findings: diagnostics,
    folder: kind === 'source' ? target : dirname(resolve(target)),
    json: { target, kind },
    text: () => {
      const paint = painter(process.stdout);
      printResult(diagnostics.map((finding) => formatFinding(finding, paint)).join('\n'));
      printNote(counted);
    },
  });
  return exitCode;
}

const words = {
  source: 'source',
  bundle: 'bundle',
  manifest: 'manifest',
  config: 'satchel.yaml',
  delta: 'delta',
} as const;

async function check(
  target: string,
  format: Format,
  signal: AbortSignal,
): Promise<{ kind: keyof typeof words; diagnostics: readonly Diagnostic[] }> {
  if (isDelta(target)) {
    const { checkDelta } = await import('../delta/check-delta.ts');
    const place = beginningOf(basename(target));
    return { kind: 'delta', diagnostics: checkDelta(target).map((finding) => ({ ...finding, ...place })) };
  }
  const { validate } = await import('../build/validate.ts');
  const progress = startProgress(format, target);
  return showUntil(validate(target, { onEvent: progress.onEvent, signal }), progress);
}

/** Damage outranks errors in the content, since what is damaged cannot be mended by its author. */
function exitOf(findings: readonly Diagnostic[], strict: boolean): number {
  const failing = findings.filter(
    (one) => one.severity === 'error' || (strict && one.severity === 'warning'),
  );
  if (failing.some(({ code }) => (codes[code] as Wording).exit === 3)) return EXIT.integrity;
  return failing.length > 0 ? EXIT.content : EXIT.done;
}
