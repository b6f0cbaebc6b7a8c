import { codes, wording, type Code, type Diagnostic, type Severity } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** Findings as one SARIF 2.1.0 log, with a rule for each code that occurs. */
export function sarifLog(findings: readonly Diagnostic[], version: string): object {
  const used = [...new Set(findings.map((finding) => finding.code))].sort(compareCodeUnits);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Satchel', semanticVersion: version, rules: used.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, used.indexOf(finding.code))),
      },
    ],
  };
}

function rule(code: Code): object {
  const { severity, message, hint } = codes[code];
  return {
    id: code,
    shortDescription: { text: withoutParameters(message) },
    help: { text: withoutParameters(hint) },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function withoutParameters(template: string): string {
  return template.replace(/\{\w+\}/g, '…');
}

function result(finding: Diagnostic, ruleIndex: number): object {
  const { message, hint } = wording(finding);
  return {
    ruleId: finding.code,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: `${message}\nhint: ${hint}` },
    ...(finding.file !== undefined && { locations: [{ physicalLocation: location(finding, finding.file) }] }),
  };
}

function location(finding: Diagnostic, file: string): object {
  return {
    artifactLocation: { uri: file.split('/').map(encodeSegment).join('/') },
    ...(finding.line !== undefined && {
      region: {
        startLine: finding.line,
        ...(finding.column !== undefined && { startColumn: finding.column }),
      },
    }),
  };
}

/** Percent-encoded; a lone surrogate, at which encodeURIComponent throws, becomes U+FFFD by way of UTF-8. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(Buffer.from(segment).toString());
}
