import { createHash } from 'node:crypto';
import { digestOfFile, shortDigest } from '../digest.ts';
import type { SourceTree } from './tree.ts';

/**
 * One digest of all files of a source, by their paths and bytes: in-toto's `dirHash` (Go's dirhash.Hash1), in hexadecimal. It is the
 * SHA-256 of what `sha256sum` prints for them in the order of the bytes of their paths, so that anyone can tell it again
 * (schemas/provenance-1.md).
 */
export async function dirHash({ files }: SourceTree): Promise<string> {
  const named = [...files.values()].map((file) => ({ ...file, bytes: Buffer.from(file.path, 'utf8') }));
  named.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const list = createHash('sha256');
  for (const { file, path } of named) list.update(sumLine(shortDigest(await digestOfFile(file), 64), path));
  return list.digest('hex');
}

/** A line of sha256sum, which marks and escapes names that would not stay on one line. */
function sumLine(hex: string, path: string): string {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? '');
  return `${escaped === path ? '' : '\\'}${hex}  ${escaped}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
