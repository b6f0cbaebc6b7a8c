import { relative, sep } from 'node:path';
import { wording, type Diagnostic } from '../diagnostic.ts';
import { packageVersion } from '../package.ts';
import { formatFinding, fromFolder } from './findings.ts';
import type { Format } from './format.ts';
import { printableJson } from './printable.ts';
import { painter, printNote, printResult } from './terminal.ts';

/** What a command has found out, ready for any format. */
export interface Report {
  readonly command:
    | 'build'
    | 'validate'
    | 'inspect'
    | 'verify'
    | 'diff'
    | 'apply'
    | 'report'
    | 'reproduce'
    | 'doctor'
    | 'drop pack'
    | 'drop plan'
    | 'drop receipt'
    | 'drop repair'
    | 'drop verify'
    | 'release init'
    | 'release add'
    | 'release publish'
    | 'release renew'
    | 'release sign'
    | 'release plan'
    | 'key rotate'
    | 'key new'
    | 'key show'
    | 'sign'
    | 'status'
    | 'update';
  readonly exitCode: number;
  readonly findings: readonly Diagnostic[];
  /** The folder that the findings' files are named from, if there is one. */
  readonly folder?: string;
  /** What stands beside `diagnostics` in JSON (schemas/output-1.schema.json). */
  readonly json: Readonly<Record<string, unknown>>;
  /** For people: the findings are printed before it by the command itself. */
  readonly text: () => void;
}

/** Prints a report in the format that was asked for: for programs on stdout, and nothing but that. */
export async function printReport(format: Format, report: Report): Promise<void> {
  switch (format) {
    case 'text':
      report.text();
      return;
    case 'json':
      printResult(printableJson(outputJson(report)));
      return;
    case 'github': {
      const { githubAnnotation } = await import('./github.ts');
      printResult(inRepository(report).map(githubAnnotation).join('\n'));
      return;
    }
    case 'gitlab': {
      const { gitlabReport } = await import('./gitlab.ts');
      printResult(printableJson(gitlabReport(inRepository(report))));
      return;
    }
    case 'sarif': {
      const { sarifLog } = await import('./sarif.ts');
      printResult(printableJson(sarifLog(inRepository(report), packageVersion())));
    }
  }
}

/** Prints a finding that stopped a command: in the format asked for on stdout, else for people on stderr. */
export async function printFailure(
  format: Format,
  command: string,
  exitCode: number,
  finding: Diagnostic,
): Promise<void> {
  if (format !== 'json') printNote(`satchel: ${formatFinding(finding, painter(process.stderr))}`);
  if (format === 'text') return;
  await printReport(format, {
    command: command as Report['command'],
    exitCode,
    findings: [finding],
    json: { failed: true },
    text: () => undefined,
  });
}

function outputJson({ command, exitCode, findings, json }: Report): object {
  return {
    formatVersion: 1,
    command,
    exitCode,
    ...json,
    diagnostics: findings.map((finding) => diagnosticJson(finding)),
  };
}

/** A finding with its wording, as it stands in `--format json`. */
export function diagnosticJson(finding: Diagnostic): object {
  const { code, severity, file, line, column } = finding;
  return {
    code,
    severity,
    ...wording(finding),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  };
}

/** GitHub and SARIF readers name files from the repository's root, which is where CI runs its commands. */
function inRepository({ findings, folder }: Report): Diagnostic[] {
  const prefix = folder === undefined ? '' : relative(process.cwd(), folder).split(sep).join('/');
  return findings.map((finding) => fromFolder(finding, prefix));
}
