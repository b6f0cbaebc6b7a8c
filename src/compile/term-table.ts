import { runsOf, termsOf } from '../search-words.ts';

/** Longer runs are met once, if ever. */
const MAX_KNOWN_LENGTH = 64;

/** Numbers the terms that it is asked for, and remembers which of them each run is found by: a few thousand runs are most of any text. */
export class TermTable {
  /** By number. */
  readonly terms: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<string, readonly number[]>();
  /** Runs in ASCII are found by their bytes, without a string for each of millions: `#slots` leads from a hash to an entry. */
  #slots = new Int32Array(1 << 16).fill(-1);
  readonly #entries: (readonly number[])[] = [];
  #hashes = new Int32Array(1 << 15);
  /** Where the bytes of each entry begin; they end where those of the next begin. */
  #starts = new Int32Array((1 << 15) + 1);
  #bytes = new Uint8Array(1 << 18);

  /** The terms of the bytes (UTF-8) from `start` to `end`, which are letters, digits and whatever is not ASCII. */
  ofBytes(bytes: Uint8Array, start: number, end: number): readonly number[] {
    let hash = 0;
    let all = 0;
    for (let n = start; n < end; n++) {
      const byte = bytes[n] as number;
      all |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const length = end - start;
    if (all > 127 || length > MAX_KNOWN_LENGTH)
      return this.ofText(Buffer.from(bytes.subarray(start, end)).toString());
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(hash, 0x9e3779b1) >>> 8) & mask;
    for (let entry = this.#slots[slot] as number; entry >= 0; entry = this.#slots[slot] as number) {
      if (this.#hashes[entry] === hash && this.#isSame(entry, bytes, start, length))
        return this.#entries[entry] as readonly number[];
      slot = (slot + 1) & mask;
    }
    if (this.#entries.length === this.#hashes.length) {
      this.#grow();
      return this.ofBytes(bytes, start, end);
    }
    const numbers = this.ofText(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
    this.#slots[slot] = this.#remember(hash, bytes.subarray(start, end), numbers);
    return numbers;
  }

  #isSame(entry: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.#starts[entry] as number;
    if ((this.#starts[entry + 1] as number) - from !== length) return false;
    for (let n = 0; n < length; n++) if (this.#bytes[from + n] !== bytes[start + n]) return false;
    return true;
  }

  #remember(hash: number, bytes: Uint8Array, numbers: readonly number[]): number {
    const entry = this.#entries.push(numbers) - 1;
    const from = this.#starts[entry] as number;
    if (from + bytes.length > this.#bytes.length)
      this.#bytes = copied(this.#bytes, new Uint8Array(this.#bytes.length * 2));
    this.#bytes.set(bytes, from);
    this.#hashes[entry] = hash;
    this.#starts[entry + 1] = from + bytes.length;
    return entry;
  }

  #grow(): void {
    const size = this.#hashes.length * 2;
    this.#hashes = copied(this.#hashes, new Int32Array(size));
    this.#starts = copied(this.#starts, new Int32Array(size + 1));
    this.#slots = new Int32Array(size * 2).fill(-1);
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < size / 2; entry++) {
      let slot = (Math.imul(this.#hashes[entry] as number, 0x9e3779b1) >>> 8) & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = entry;
    }
  }

  /** The terms of any text. */
  ofText(text: string): readonly number[] {
    const known = this.#known.get(text);
    if (known) return known;
    const numbers = runsOf(text).flatMap((run) => termsOf(run).map((term) => this.numberOf(term)));
    if (text.length <= MAX_KNOWN_LENGTH) this.#known.set(text, numbers);
    return numbers;
  }

  /** The number of a term. */
  numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.terms.push(term) - 1;
      this.#numbers.set(term, number);
    }
    return number;
  }
}

function copied<Numbers extends Uint8Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
