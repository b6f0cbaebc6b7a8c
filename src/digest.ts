import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The digest of all pieces as if they were joined. */
export function digestOfPieces(pieces: readonly Uint8Array[]): Digest {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

/** The digest of a file's bytes, read as a stream, so that memory does not grow with the file. */
export async function digestOfFile(file: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

/** The first `length` hexadecimal digits, for names: `sha256:abc…` → `abc…`. */
export function shortDigest(digest: Digest, length: number): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + length);
}
