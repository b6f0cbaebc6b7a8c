import { wording, type Diagnostic, type Severity } from '../diagnostic.ts';
import { printable } from './printable.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<
  Severity,
  string
>;

/**
 * One finding as a workflow command, which GitHub shows beside the line.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function githubAnnotation(finding: Diagnostic): string {
  const { message, hint } = wording(finding);
  const properties = Object.entries({
    file: finding.file,
    line: finding.line,
    col: finding.line === undefined ? undefined : finding.column,
    title: finding.code,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(printable(String(value)))}`)
    .join(',');
  return `::${COMMANDS[finding.severity]} ${properties}::${escapeData(`${printable(message)}\nhint: ${printable(hint)}`)}`;
}

// What the runner's own toolkit escapes (actions/toolkit, packages/core/src/command.ts).
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
