import type { Place } from '../search-shard.ts';
import type { TermTable } from './term-table.ts';

const MOST = 3;

/**
 * Where the terms of a unit stand. Words come section by section, and a section is written down when it ends: until then a word that
 * comes again is a number that grows. All are numbers in a few large arrays, since a list for each term was half of the work.
 */
export class TermPlaces {
  /** How much each term says in the section that is open, by its number. */
  #weights = new Uint8Array(1 << 14);
  /** The terms of that section. */
  #open: number[] = [];
  #section = 0;
  /** In the order of sections: a term, and its place. */
  #terms = new Int32Array(1 << 14);
  #places = new Int32Array(1 << 14);
  #count = 0;

  /** Words of the text of the open section. */
  inText(numbers: readonly number[]): void {
    for (const term of numbers) {
      const weight = this.#weightOf(term);
      if (weight < MOST) this.#weights[term] = weight + 1;
    }
  }

  /** Words of its heading, or of the page's title. */
  inTitle(numbers: readonly number[], weight: number): void {
    for (const term of numbers) if (this.#weightOf(term) < weight) this.#weights[term] = weight;
  }

  #weightOf(term: number): number {
    if (term >= this.#weights.length) this.#weights = copied(this.#weights, new Uint8Array(2 * term));
    const weight = this.#weights[term] as number;
    if (weight === 0) this.#open.push(term);
    return weight;
  }

  endSection(): void {
    const count = this.#count + this.#open.length;
    if (count > this.#terms.length) {
      this.#terms = copied(this.#terms, new Int32Array(2 * count));
      this.#places = copied(this.#places, new Int32Array(2 * count));
    }
    for (const term of this.#open) {
      this.#terms[this.#count] = term;
      this.#places[this.#count++] = this.#section * 8 + (this.#weights[term] as number);
      this.#weights[term] = 0;
    }
    this.#open = [];
    this.#section++;
  }

  /** Each term in code-unit order, with its places in theirs. */
  *byTerm(table: TermTable): Generator<readonly [term: string, places: ArrayLike<Place>]> {
    // Where the places of each term end, once they are sorted by the numbers of terms.
    const ends = new Int32Array(table.terms.length + 1);
    for (let n = 0; n < this.#count; n++) (ends[(this.#terms[n] as number) + 1] as number)++;
    const terms: string[] = [];
    for (let term = 0; term < table.terms.length; term++) {
      if (ends[term + 1] !== 0) terms.push(table.terms[term] as string);
      (ends[term + 1] as number) += ends[term] as number;
    }
    const starts = ends.slice();
    const sorted = new Int32Array(this.#count);
    for (let n = 0; n < this.#count; n++)
      sorted[(starts[this.#terms[n] as number] as number)++] = this.#places[n] as number;
    // Strings are sorted by code units where no comparison is given.
    for (const term of terms.sort()) {
      const number = table.numberOf(term);
      yield [term, sorted.subarray(ends[number], ends[number + 1])];
    }
  }
}

function copied<Numbers extends Uint8Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
