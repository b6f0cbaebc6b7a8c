/** What the file of a delta begins with, before the format version (schemas/delta-1.md §2). */
export const MAGIC = 'SDL';

/** Whether bytes begin as those of a delta do. Text may begin with the same letters; a format version is no letter. */
export function isMagic(bytes: Uint8Array): boolean {
  const version = bytes[MAGIC.length] ?? 0;
  return (
    Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC && version > 0 && version < 32
  );
}
