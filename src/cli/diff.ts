import type { Changes } from '../delta/changes.ts';
import { changeClasses, type ChangeClass } from '../delta/classes.ts';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import { printReport } from './report.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface DiffFlags {
  readonly format: 'text' | 'json' | 'markdown';
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
  const findings = [...changes.diagnostics, ...failure];
  const exitCode = failure.length > 0 ? EXIT.content : EXIT.done;
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
      },
      text: () => undefined,
    });
    return exitCode;
  }
  if (flags.format === 'markdown') {
    const { diffMarkdown } = await import('./diff-markdown.ts');
    printResult(diffMarkdown(changes));
  } else {
    const { diffText } = await import('./diff-text.ts');
    printResult(diffText(changes, painter(process.stdout)));
  }
  printNote(findings.map((finding) => formatFinding(finding, painter(process.stderr))).join('\n'));
  return exitCode;
}

function failureOf({ class: worst }: Changes, { failOn }: DiffFlags): Diagnostic[] {
  if (failOn === undefined || changeClasses.indexOf(worst) < changeClasses.indexOf(failOn)) return [];
  return [diagnostic(worst === 'progress-breaking' ? 'diff-progress-breaking' : 'diff-content')];
}
