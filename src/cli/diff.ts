import type { Changes } from '../delta/changes.ts';
import { changeClasses, type ChangeClass } from '../delta/classes.ts';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { runDeltas, type DeltaFlags } from './diff-delta.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import { printReport } from './report.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface DiffFlags extends DeltaFlags {
  readonly failOn?: Exclude<ChangeClass, 'none' | 'cosmetic'>;
}

/** Tells what changed from one bundle to another. */
export async function runDiff(
  base: string,
  target: string,
  flags: DiffFlags,
  signal: AbortSignal,
): Promise<number> {
  const { diffBundles } = await import('../delta/diff.ts');
  const changes = await diffBundles(base, target, { signal });
  const failure = failureOf(changes, flags);
  const deltas = await runDeltas(base, target, flags, signal);
  const findings = [...changes.diagnostics, ...failure, ...deltas.findings];
  const exitCode = failure.length > 0 ? EXIT.content : deltas.exitCode;
  if (flags.format === 'json') {
    await printReport('json', {
      command: 'diff',
      exitCode,
      findings,
      // Diagnostics are those of the report.
      json: {
        ...changes,
        base: { file: base, ...changes.base },
        target: { file: target, ...changes.target },
        ...deltas.json,
      },
      text: () => undefined,
    });
    return exitCode;
  }
  if (flags.format === 'markdown') {
    const { diffMarkdown } = await import('./diff-markdown.ts');
    printResult(diffMarkdown(changes));
    // What is on stdout is pasted into release notes.
    printNote(deltas.lines.join('\n'));
  } else {
    const { diffText } = await import('./diff-text.ts');
    printResult(diffText(changes, painter(process.stdout)));
    if (deltas.lines.length > 0) printResult(['', ...deltas.lines].join('\n'));
  }
  noteFindings(findings);
  return exitCode;
}

function failureOf({ class: worst }: Changes, { failOn }: DiffFlags): Diagnostic[] {
  if (failOn === undefined || changeClasses.indexOf(worst) < changeClasses.indexOf(failOn)) return [];
  return [diagnostic(worst === 'progress-breaking' ? 'diff-progress-breaking' : 'diff-content')];
}
