import { readFileSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';
import { packageFile } from '../package.ts';

/** Where the coder hands over what it codes; what `read` functions give is copied. Nothing more to read is undefined. */
export interface CoderPorts {
  readonly read?: () => Uint8Array | undefined;
  readonly write?: (bytes: Uint8Array) => void;
  readonly readLiterals?: () => Uint8Array | undefined;
  readonly writeLiterals?: (bytes: Uint8Array) => void;
}

/** An old text in the coder's window. */
export interface OldPlace {
  readonly from: number;
  readonly end: number;
  /** Whether it ended without a newline. */
  readonly open: boolean;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly start: (encode: number, bits: number) => void;
  readonly empty: () => void;
  readonly old: (length: number) => number;
  readonly piece: (from: number, at: number, end: number, open: number, length: number) => number;
  readonly finish: () => number;
  readonly literals: () => number;
  readonly known: () => number;
  readonly textAt: () => number;
  readonly ioAt: () => number;
  readonly sourceAt: () => number;
  readonly literalsAt: () => number;
}

const NEWLINE = 10;
let compiled: WebAssembly.Module | undefined;

/**
 * One text stream in coding: a face of `coder/`, which is compiled to WebAssembly so that every machine computes the same. It has
 * 64 MiB for good, of which it touches what it uses.
 */
export class TextCoder {
  readonly #exports: Exports;
  readonly #memory: Uint8Array;

  /** `bits`: the size of the model (14…20), or 0 for literals aside. */
  constructor(encode: boolean, bits: number, ports: CoderPorts) {
    compiled ??= new WebAssembly.Module(readFileSync(packageFile('dist/coder.wasm')));
    const give = (bytes: Uint8Array | undefined, at: number): number => {
      this.#memory.set(bytes ?? [], at);
      return bytes?.length ?? 0;
    };
    const take = (at: number, length: number): Uint8Array => this.#memory.slice(at, at + length);
    const instance = new WebAssembly.Instance(compiled, {
      range: {
        read: () => give(ports.read?.(), this.#exports.ioAt()),
        write: (n: number) => ports.write?.(take(this.#exports.ioAt(), n)),
      },
      aside: {
        readLiterals: () => give(ports.readLiterals?.(), this.#exports.literalsAt()),
        writeLiterals: (n: number) => ports.writeLiterals?.(take(this.#exports.literalsAt(), n)),
      },
    });
    this.#exports = instance.exports as unknown as Exports;
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
    this.#guarded(() => {
      this.#exports.start(encode ? 1 : 0, bits);
    });
  }

  /** Bytes of text in the window. */
  get known(): number {
    return this.#exports.known();
  }

  /** Literals coded so far. */
  get literals(): number {
    return this.#exports.literals();
  }

  /** Forgets the window, not what was learned. */
  empty(): void {
    this.#exports.empty();
  }

  /** Puts an old text into the window, with a newline at its end. */
  addOld(text: Uint8Array): OldPlace {
    const open = text.at(-1) !== NEWLINE;
    const at = this.#exports.textAt();
    this.#memory.set(text, at);
    if (open) this.#memory[at + text.length] = NEWLINE;
    const length = text.length + (open ? 1 : 0);
    const from = this.#exports.old(length);
    if (from < 0) throw new RangeError('an old text is longer than the window');
    return { from, end: from + length, open };
  }

  /** Codes a piece of a text whose old version is expected to go on `skip` bytes into `old`. */
  encodePiece(text: Uint8Array, old: OldPlace | undefined, skip: number): void {
    this.#memory.set(text, this.#exports.sourceAt());
    this.#piece(old, skip, text.length);
  }

  decodePiece(old: OldPlace | undefined, skip: number): Uint8Array {
    const at = this.#exports.textAt();
    return this.#memory.slice(at, at + this.#piece(old, skip, 0));
  }

  /** When encoding: hands over what is left. When decoding: refuses a stream that does not end here. */
  finish(): void {
    if (this.#guarded(() => this.#exports.finish()) === 0) throw impossible();
  }

  #piece(old: OldPlace | undefined, skip: number, length: number): number {
    const { from, end, open } = old ?? { from: -1, end: -1, open: false };
    const at = old === undefined ? -1 : Math.min(from + skip, end);
    const coded = this.#guarded(() => this.#exports.piece(from, at, end, open ? 1 : 0, length));
    if (coded < 0) throw impossible();
    return coded;
  }

  /** No stream is known to make the coder trap; one that does is refused like any other that cannot be. */
  #guarded<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw impossible(error);
      throw error;
    }
  }
}

/** What a text stream that cannot be is refused with. */
export function impossible(cause?: unknown): SatchelError {
  return new SatchelError('delta-damaged', { reason: 'its texts cannot be decoded' }, {}, { cause });
}
