import { wording, type Diagnostic, type Severity } from '../diagnostic.ts';
import { printable } from './printable.ts';
import { formatCount } from '../quantity.ts';
import { painter, printNote } from './terminal.ts';

const COLOURS = { error: 'red', warning: 'yellow', info: 'blue' } as const satisfies Record<Severity, string>;

/** What people read: the machine's `info` is a note. */
const WORDS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** One finding as two lines: `lessons/04.md:12:3  error  asset-missing  …` and its hint. */
export function formatFinding(finding: Diagnostic, paint: ReturnType<typeof painter>): string {
  const { hint } = wording(finding);
  return `${formatMessage(finding, paint)}\n    ${paint('dim', 'hint:')} ${printable(hint)}`;
}

/** Prints findings beside a result. */
export function noteFindings(findings: readonly Diagnostic[]): void {
  const paint = painter(process.stderr);
  printNote(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
}

/** The first of these lines. */
export function formatMessage(finding: Diagnostic, paint: ReturnType<typeof painter>): string {
  const { message } = wording(finding);
  const parts = [
    paint(COLOURS[finding.severity], WORDS[finding.severity]),
    paint('dim', finding.code),
    printable(message),
  ];
  const place = formatPlace(finding);
  if (place !== '') parts.unshift(paint('bold', place));
  return parts.join('  ');
}

function formatPlace({ file, line, column }: Diagnostic): string {
  if (file === undefined) return '';
  return [printable(file), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
}

/** `2 errors, 1 warning, 30 notes`; an empty string when there is nothing to count. */
export function countFindings(findings: readonly Diagnostic[]): string {
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  return (['error', 'warning', 'info'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => formatCount(count(severity), WORDS[severity]))
    .join(', ');
}

/** The finding with its file named from the current folder, where `folder` is that of the source. */
export function fromFolder(finding: Diagnostic, folder: string): Diagnostic {
  return finding.file === undefined || folder === ''
    ? finding
    : { ...finding, file: `${folder}/${finding.file}` };
}
