import { bundleCodes } from './bundle/codes.ts';
import { buildCodes } from './build/codes.ts';
import { channelCodes } from './channel/codes.ts';
import { cliCodes } from './cli/codes.ts';
import { compileCodes } from './compile/codes.ts';
import { deltaCodes } from './delta/codes.ts';
import { dropCodes } from './drop/codes.ts';
import { mediaCodes } from './media/codes.ts';
import { releaseCodes } from './release/codes.ts';
import { reportCodes } from './report/codes.ts';
import { reproduceCodes } from './reproduce/codes.ts';
import { singleCodes } from './single/codes.ts';
import { sourceCodes } from './source/codes.ts';
import { trustCodes } from './trust/codes.ts';
import { updateCodes } from './update/codes.ts';
import { compareCodeUnits } from './order.ts';

export type Severity = 'error' | 'warning' | 'info';

/**
 * The wording of one code. `message` says what happened and why, `hint` what to do next; `{name}` is replaced by the
 * parameter of that name. A `suggestion` parameter that is not empty is put before the hint as "did you mean"; an `others`
 * parameter is put behind the message as the number of other places where the same is to be said.
 * `exit` is the exit code (docs/exit-codes.md) of a SatchelError with this code; codes without it never stop a run.
 */
export interface Wording {
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
  readonly exit?: 2 | 3 | 4;
}

/** Every code Satchel can report. Codes are permanent: they are never renamed or given another meaning. */
export const codes = {
  ...sourceCodes,
  ...compileCodes,
  ...mediaCodes,
  ...bundleCodes,
  ...buildCodes,
  ...deltaCodes,
  ...trustCodes,
  ...channelCodes,
  ...releaseCodes,
  ...updateCodes,
  ...dropCodes,
  ...reportCodes,
  ...reproduceCodes,
  ...singleCodes,
  ...cliCodes,
} as const satisfies Record<string, Wording>;

export type Code = keyof typeof codes;
export type Params = Readonly<Record<string, string | number>>;

/** A place in a file: `file` relative to the source with `/`, `line` and `column` from 1. */
export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The place of what concerns a file as a whole. */
export function beginningOf(file: string): Required<Place> {
  return { file, line: 1, column: 1 };
}

/** One finding, as plain data: what is shown is made of it by {@link wording}. */
export interface Diagnostic extends Place {
  readonly code: Code;
  readonly severity: Severity;
  readonly params: Params;
}

/** Makes a diagnostic of `code` at `place`; the severity is the code's own. */
export function diagnostic(code: Code, params: Params = {}, place: Place = {}): Diagnostic {
  return { code, severity: codes[code].severity, params, ...place };
}

/** The message and hint of a code with its parameters filled in. */
export function wording(finding: { code: Code; params: Params }): { message: string; hint: string } {
  const entry: Wording = codes[finding.code];
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (all, name: string) =>
      Object.hasOwn(finding.params, name) ? String(finding.params[name]) : all,
    );
  const suggestion = finding.params['suggestion'];
  const prefix = suggestion === undefined || suggestion === '' ? '' : `did you mean “${suggestion}”? `;
  const others = Number(finding.params['others'] ?? 0);
  const suffix = others === 0 ? '' : ` (here and in ${others} other ${others === 1 ? 'place' : 'places'})`;
  return { message: fill(entry.message) + suffix, hint: prefix + fill(entry.hint) };
}

/** The one order in which findings are shown: file, line, column, code, then message. */
export function sortDiagnostics(findings: readonly Diagnostic[]): Diagnostic[] {
  return [...findings].sort(
    (a, b) =>
      compareCodeUnits(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compareCodeUnits(a.code, b.code) ||
      compareCodeUnits(wording(a).message, wording(b).message),
  );
}

/** Stops a run. `exit` follows from the code's table entry; anything else that is thrown is a bug (exit 70). */
export class SatchelError extends Error {
  readonly code: Code;
  readonly params: Params;
  readonly place: Place;

  constructor(code: Code, params: Params = {}, place: Place = {}, options?: ErrorOptions) {
    super(wording({ code, params }).message, options);
    this.name = 'SatchelError';
    this.code = code;
    this.params = params;
    this.place = place;
  }

  get exit(): 2 | 3 | 4 {
    const entry: Wording = codes[this.code];
    return entry.exit ?? 4;
  }

  /** The same finding as data, for output formats. */
  get diagnostic(): Diagnostic {
    return diagnostic(this.code, this.params, this.place);
  }
}
