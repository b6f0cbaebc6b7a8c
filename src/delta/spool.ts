import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { DEFLATE_LEVEL } from '../bundle/archive.ts';
import type { StoredForm } from '../bundle/container.ts';
import { FileSink } from '../bundle/file-sink.ts';
import { digestOf, type Digest } from '../digest.ts';

/** A content in the form it will have in a ZIP file, and its digest. */
export interface Spooled extends StoredForm {
  readonly digest: Digest;
}

const CHUNK = 1 << 20;

/**
 * Contents in their final form, set aside in a temporary file: the manifest, the first record of a bundle, can be written
 * only when all digests are known, and memory must not grow with the bundle.
 */
export class Spool {
  readonly #fd: number;
  readonly #sink: FileSink;

  /** `file` is made, and is the caller's to remove. */
  constructor(file: string) {
    this.#fd = openSync(file, 'wx+');
    this.#sink = new FileSink(this.#fd);
  }

  /** Sets aside a content that is in memory. */
  add(content: Uint8Array, deflated: boolean): Spooled {
    const at = this.#sink.position;
    this.#sink.write(deflated ? deflateRawSync(content, { level: DEFLATE_LEVEL }) : content);
    const found = { digest: digestOf(content), crc: crc32(content), size: content.length };
    return { deflated, ...found, ...this.#since(at) };
  }

  /** Sets aside a content of any size. */
  async addStream(
    content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    deflated: boolean,
  ): Promise<Spooled> {
    const at = this.#sink.position;
    const hash = createHash('sha256');
    let crc = 0;
    let size = 0;
    const observed = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of content) {
        hash.update(piece);
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    };
    if (deflated) {
      const deflater = createDeflateRaw({ level: DEFLATE_LEVEL });
      const input = Readable.from(observed()).once('error', (error) => deflater.destroy(error));
      for await (const piece of input.pipe(deflater)) this.#sink.write(piece as Buffer);
    } else for await (const piece of observed()) this.#sink.write(piece);
    return { deflated, digest: `sha256:${hash.digest('hex')}`, crc, size, ...this.#since(at) };
  }

  close(): void {
    closeSync(this.#fd);
  }

  #since(at: number): Pick<StoredForm, 'storedSize' | 'pieces'> {
    const storedSize = this.#sink.position - at;
    return { storedSize, pieces: () => this.#read(at, storedSize) };
  }

  *#read(at: number, size: number): Generator<Buffer> {
    this.#sink.flush();
    for (let done = 0; done < size;) {
      const piece = Buffer.allocUnsafe(Math.min(CHUNK, size - done));
      const count = readSync(this.#fd, piece, 0, piece.length, at + done);
      if (count === 0) throw new Error('the temporary file was cut off');
      yield piece.subarray(0, count);
      done += count;
    }
  }
}
