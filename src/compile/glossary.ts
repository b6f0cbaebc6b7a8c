import { posix } from 'node:path';
import { compareCodeUnits } from '../order.ts';
import { scriptLiteral } from './navigation.ts';
import type { ResolvedFragment } from './resolve.ts';

/** What the words mean that lessons lead to: filled while pages are written. */
export class Glossary {
  readonly #meanings = new Map<string, string>();
  readonly #known = new Map<ResolvedFragment, ReadonlyMap<string, string>>();

  /** Remembers what a link ends at, if that is a word that is explained there; says whether it is. `path` is of its page in the bundle. */
  lead(there: ResolvedFragment | undefined, path: string, anchor: string): boolean {
    if (!there?.fragment.terms || anchor === '') return false;
    let meanings = this.#known.get(there);
    if (!meanings) {
      const { terms } = there.fragment;
      meanings = new Map(terms.flatMap((term) => term.anchors.map((own) => [own, term.meaning])));
      this.#known.set(there, meanings);
    }
    const meaning = meanings.get(anchor);
    if (meaning === undefined) return false;
    this.#meanings.set(`${posix.relative('pages', path)}#${encodeURIComponent(anchor)}`, meaning);
    return true;
  }

  /** `pages/glossary.js`: what words mean, by the ends of the links that lead to them; undefined where none does. */
  render(): string | undefined {
    if (this.#meanings.size === 0) return undefined;
    const sorted = [...this.#meanings].sort(([a], [b]) => compareCodeUnits(a, b));
    return `window.satchelGlossary = ${scriptLiteral(Object.fromEntries(sorted))};\n`;
  }
}
