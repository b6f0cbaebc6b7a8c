import { diagnostic, type Code, type Diagnostic, type Params } from '../diagnostic.ts';
import type { Prepared } from './prepare.ts';
import { isSilent, type Tag } from './tags.ts';

/** A node of mdast or hast that knows where it comes from. */
export interface Placed {
  readonly position?: { readonly start: { readonly line: number; readonly column: number } } | undefined;
}

// Nobody reads more of one file; a hostile one has a finding in each line.
const MAX_FINDINGS = 1000;

/** The findings of one page, each at the author's own line and column. */
export class Findings {
  readonly all: Diagnostic[];
  readonly #prepared: Prepared;
  readonly #tags = new Set<Tag>();

  constructor(prepared: Prepared) {
    this.all = [...prepared.diagnostics];
    this.#prepared = prepared;
  }

  report(code: Code, params: Params, node: Placed): void {
    this.#add(code, params, this.place(node));
  }

  /** Reports a template tag that is left out; once, though an address may stand in a link and in its text. */
  reportTag(raw: string, at: Placed | Tag): void {
    if (isSilent(raw)) return;
    if ('raw' in at) {
      if (this.#tags.has(at)) return;
      this.#tags.add(at);
    }
    const params = { tag: raw.length > 60 ? `${raw.slice(0, 59)}…` : raw };
    const { offset } = this.#prepared;
    this.#add(
      'markdown-template-tag',
      params,
      'raw' in at ? { line: at.line + 1 + offset, column: at.column } : this.place(at),
    );
  }

  place(node: Placed): { line: number; column: number } {
    return this.#prepared.place(node.position?.start ?? { line: 1, column: 1 });
  }

  #add(code: Code, params: Params, place: { line: number; column: number }): void {
    if (this.all.length < MAX_FINDINGS) this.all.push(diagnostic(code, params, place));
  }
}
