import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { openDirect } from './direct-read.ts';
import type { DropFile } from './release.ts';

/** Is told of each piece of bytes, and may hold things up, or throw to stop them. */
export type OnBytes = (size: number) => void | Promise<void>;

export interface Proof {
  /** What is wrong; undefined where every byte is right. */
  readonly finding: Diagnostic | undefined;
  /** Whether its bytes came from the medium. */
  readonly isDirect: boolean;
}

/** What the system says when a medium cannot be read, or is gone. */
export const UNREADABLE: ReadonlySet<string | undefined> = new Set(['EIO', 'EBADMSG', 'EUCLEAN']);

/** Compares a file of the drop at `root` with what it should be; `onBytes` is told of each piece. Throws the system's errors. */
export async function proveFile(root: string, expected: DropFile, onBytes: OnBytes): Promise<Proof> {
  const { path } = expected;
  const finding = (code: 'drop-file-missing' | 'drop-file-special', isDirect = true): Proof => ({
    finding: diagnostic(code, { path }),
    isDirect,
  });
  const status = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined) return finding('drop-file-missing');
  if (!status.isFile()) return finding('drop-file-special');
  try {
    return await proveOpened(join(root, path), expected, onBytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!UNREADABLE.has(code)) throw error;
    const reason = `the medium cannot read it (${code ?? ''})`;
    return { finding: diagnostic('drop-file-damaged', { path, reason }), isDirect: true };
  }
}

async function proveOpened(file: string, { path, size, digest }: DropFile, onBytes: OnBytes): Promise<Proof> {
  const opened = openDirect(file);
  if (!opened) return { finding: diagnostic('drop-file-special', { path }), isDirect: true };
  const { isDirect } = opened;
  try {
    if (opened.size !== size) {
      const params = { path, actual: opened.size, expected: size };
      return { finding: diagnostic('drop-file-size', params), isDirect };
    }
    const hash = createHash('sha256');
    for (const piece of opened.pieces()) {
      hash.update(piece);
      await onBytes(piece.length);
    }
    const isRight = `sha256:${hash.digest('hex')}` === digest;
    const reason = 'its digest is another';
    return {
      finding: isRight ? undefined : diagnostic('drop-file-damaged', { path, reason }),
      isDirect,
    };
  } finally {
    opened.close();
  }
}
