import { createHash } from 'node:crypto';
import { wording, type Diagnostic, type Severity } from '../diagnostic.ts';

const SEVERITIES = { error: 'major', warning: 'minor', info: 'info' } as const satisfies Record<
  Severity,
  string
>;

/**
 * Findings as a code quality report, which GitLab shows beside the lines of a merge request.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlabReport(findings: readonly Diagnostic[]): object[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { code, severity, file = '.', line = 1 } = finding;
    const { message, hint } = wording(finding);
    // Lines move: what is the same finding as before is told by what it says, and by how many of them there are.
    const same = `${code}\0${file}\0${message}`;
    const nth = (seen.get(same) ?? 0) + 1;
    seen.set(same, nth);
    return {
      description: `${message}\nhint: ${hint}`,
      check_name: code,
      fingerprint: createHash('sha256').update(`${same}\0${nth}`).digest('hex'),
      severity: SEVERITIES[severity],
      location: { path: file, lines: { begin: line } },
    };
  });
}
