import { diagnostic, type Code, type Diagnostic, type Params } from '../diagnostic.ts';
import type { Prepared } from './prepare.ts';

/** A node of mdast or hast that knows where it comes from. */
export interface Placed {
  readonly position?: { readonly start: { readonly line: number; readonly column: number } } | undefined;
}

// Nobody reads more of one file; a hostile one has a finding in each line.
const MAX_FINDINGS = 1000;

/** The findings of one page, each at the author's own line and column. */
export class Findings {
  readonly all: Diagnostic[];
  readonly #place: Prepared['place'];

  constructor(prepared: Prepared) {
    this.all = [...prepared.diagnostics];
    this.#place = prepared.place;
  }

  report(code: Code, params: Params, node: Placed): void {
    if (this.all.length < MAX_FINDINGS) this.all.push(diagnostic(code, params, this.place(node)));
  }

  place(node: Placed): { line: number; column: number } {
    return this.#place(node.position?.start ?? { line: 1, column: 1 });
  }
}
