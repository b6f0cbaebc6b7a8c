import { writeSync } from 'node:fs';

const BLOCK = 1 << 20;

/** A file being written from its beginning, in blocks: ZIP writers give it millions of pieces of a few bytes. */
export class FileSink {
  readonly #fd: number;
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #written = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Bytes written so far: where the next piece goes. */
  get position(): number {
    return this.#written + this.#heldSize;
  }

  /** Writes `bytes` at the end. They may be held back, so the caller must not change them. */
  write(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.#heldSize += bytes.length;
    if (this.#heldSize >= BLOCK) this.flush();
  }

  /** Writes over what lies at `position`. */
  patch(bytes: Uint8Array, position: number): void {
    this.flush();
    this.#writeAll(bytes, position);
  }

  flush(): void {
    const [only] = this.#held;
    const block = this.#held.length === 1 && only ? only : Buffer.concat(this.#held, this.#heldSize);
    this.#held = [];
    this.#heldSize = 0;
    this.#writeAll(block, this.#written);
    this.#written += block.length;
  }

  #writeAll(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
  }
}
