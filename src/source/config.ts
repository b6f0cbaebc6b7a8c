import type { Author } from './curriculum.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Listed } from './outline.ts';
import type { ReadText } from './site.ts';

/** What `satchel.yaml` says (schemas/satchel-1.schema.json): all of it optional, wrong values left out. */
export interface Config {
  readonly id?: string;
  readonly version?: string;
  readonly title?: string;
  readonly description?: string;
  readonly language?: string;
  readonly license?: string;
  readonly authors: readonly Author[];
  readonly units?: readonly Listed[];
  readonly subjects: readonly string[];
  readonly levels: readonly string[];
  readonly alignments: readonly string[];
  readonly profiles?: readonly ('low' | 'standard' | 'high')[];
  readonly budget?: number;
  readonly theme?: { readonly accent?: string };
}

export const NO_CONFIG: Config = { authors: [], subjects: [], levels: [], alignments: [] };

/** Reads satchel.yaml, if there is one. */
export function readConfig(_read: ReadText, _diagnostics: Diagnostic[]): Promise<Config> {
  return Promise.resolve(NO_CONFIG);
}
