import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import { crc32, deflateRawSync } from 'node:zlib';

// Stands for the package crc32-stream in archiver's bundled code (esbuild.config.mjs): the same bytes and sums, without a stream of
// zlib's and a turn of another thread for each page, which were a twentieth of a build.

/** Deflates one content, which archiver is given whole. */
export class DeflateCRC32Stream extends Transform {
  readonly #level: number;
  #crc = 0;
  #size: number | undefined;
  #deflatedSize = 0;

  constructor({ level }: { readonly level: number }) {
    super();
    this.#level = level;
  }

  override _transform(content: Uint8Array, _: BufferEncoding, done: TransformCallback): void {
    if (this.#size !== undefined) {
      done(new Error('a content was given in pieces'));
      return;
    }
    const deflated = deflateRawSync(content, { level: this.#level });
    this.#crc = crc32(content);
    this.#size = content.length;
    this.#deflatedSize = deflated.length;
    done(null, deflated);
  }

  digest(): Buffer {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(this.#crc);
    return sum;
  }

  size(deflated = false): number {
    return deflated ? this.#deflatedSize : (this.#size ?? 0);
  }
}

/** For stored contents that come as a stream, which none does: it has no sum to tell. */
export class CRC32Stream extends PassThrough {}
