import { SatchelError } from '../diagnostic.ts';
import type { PieceMemory } from '../file-pieces.ts';

/** A content as it lies in a ZIP file or a folder, deflated or stored, not unpacked and not checked. */
export interface StoredForm {
  readonly deflated: boolean;
  /** CRC-32 of the content. */
  readonly crc: number;
  /** Bytes of the content. */
  readonly size: number;
  /** Bytes in this form. */
  readonly storedSize: number;
  /** The bytes in this form; may be asked for again. */
  readonly pieces: () => Iterable<Uint8Array>;
}

/** The files of a bundle as they lie in a ZIP file or a folder, whatever the manifest says about them. */
export interface Container {
  readonly kind: 'zip' | 'folder';
  /** Paths of all files, in no order. */
  names(): Iterable<string>;
  /** Bytes of the content as the container has it; undefined when there is no such file. */
  sizeOf(path: string): number | undefined;
  /** Bytes that the content takes in the ZIP file; undefined when there is no such file, and in a folder. */
  packedSizeOf(path: string): number | undefined;
  /** The whole content, at most `limit` bytes. Throws SatchelError when it is missing, damaged, special or larger. */
  read(path: string, limit: number): Buffer;
  /**
   * The content in pieces; the last piece is given only when the whole is undamaged. With `memory` they may lie in it, where the next may
   * overwrite it.
   */
  stream(path: string, memory?: PieceMemory): AsyncIterable<Uint8Array>;
  /**
   * Bytes of the content from `start` up to `end`, unchecked; undefined where it does not lie here as it is, but deflated. Throws
   * as {@link read} does.
   */
  slice(path: string, start: number, end: number): Buffer | undefined;
  /**
   * The content as it lies here, where that is a form that writers of bundles write: undefined for the record of a ZIP
   * file that another tool has deflated. Throws as {@link read} does.
   */
  stored(path: string): StoredForm | undefined;
  close(): void;
}

/** A bad sector under `path` as damage of that entry, since the others may be good; anything else stays what it is. */
export function badSector(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EIO') return error;
  const reason = 'the medium cannot read it (EIO)';
  return new SatchelError('bundle-entry-damaged', { path, reason }, {}, { cause: error });
}
