/** The files of a bundle as they lie in a ZIP file or a folder, whatever the manifest says about them. */
export interface Container {
  readonly kind: 'zip' | 'folder';
  /** Paths of all files, in no order. */
  names(): Iterable<string>;
  /** Bytes of the content as the container has it; undefined when there is no such file. */
  sizeOf(path: string): number | undefined;
  /** The whole content, at most `limit` bytes. Throws SatchelError when it is missing, damaged, special or larger. */
  read(path: string, limit: number): Buffer;
  /** The content in pieces; the last piece is given only when the whole is undamaged. */
  stream(path: string): AsyncIterable<Uint8Array>;
  close(): void;
}
