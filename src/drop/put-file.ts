import { closeSync, constants, fdatasyncSync, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeManifest, MANIFEST_PATH } from '../bundle/manifest.ts';
import { SatchelError } from '../diagnostic.ts';
import { filePieces, pieceMemory, type PieceMemory } from '../file-pieces.ts';
import type { PlannedFile } from './planned-files.ts';

/** What is no larger is proven before it is written, not at its end. */
const WHOLE_SIZE = 256 * 1024;
/**
 * Bytes of a file that may wait in the system's memory. Without it all of a pack would: progress would be that of memory, and a slow
 * stick seem to stand still at the end, for minutes. Small files wait all the same, since flushing each makes a stick many times slower.
 */
const WAITING_SIZE = 8 * 1024 * 1024;
const NO_FOLLOW = (constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
/** One that is proven wrong: every release that names it is broken already. */
const ANEW = constants.O_WRONLY | constants.O_TRUNC | NO_FOLLOW;

/** Writes files of a plan below `root` under their final names, and remembers the folders that it has changed. */
export interface Putter {
  /** The descriptor of the written file, for the caller to flush and close. Throws the system's errors, SatchelError of the source. */
  readonly put: (file: PlannedFile, isThere: boolean, onBytes: (size: number) => void) => Promise<number>;
  readonly folders: ReadonlySet<string>;
}

export function startPutting(root: string): Putter {
  const folders = new Set([root]);
  const memory = pieceMemory();
  return {
    folders,
    put: async (file, isThere, onBytes) => {
      makeFolders(root, file.path, folders);
      const fd = openSync(join(root, file.path), isThere ? ANEW : NEW, 0o644);
      try {
        let waiting = 0;
        for await (const piece of contentOf(file, memory)) {
          for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
          waiting += piece.length;
          if (waiting >= WAITING_SIZE) {
            fdatasyncSync(fd);
            waiting = 0;
          }
          onBytes(piece.length);
        }
        if (waiting > 0 && file.size >= WAITING_SIZE) fdatasyncSync(fd);
        return fd;
      } catch (error) {
        closeSync(fd);
        throw error;
      }
    },
  };
}

/** The content of a planned file in pieces. Throws SatchelError where its source is not what it says. */
async function* contentOf(
  { path, size, from }: PlannedFile,
  memory: PieceMemory,
): AsyncGenerator<Uint8Array> {
  if (!from) throw new SatchelError('drop-source-missing', { path });
  if (from.kind === 'made') yield from.bytes;
  else if (from.kind === 'file') yield* filePieces(from.file, memory);
  else if (from.path === MANIFEST_PATH) yield encodeManifest(from.offer.manifest);
  else if (size <= WHOLE_SIZE) yield await from.offer.bundle.read(from.path, WHOLE_SIZE);
  else yield* from.offer.bundle.stream(from.path, memory);
}

/** Makes the folders that lead to `path`; none of them may be a link. */
function makeFolders(root: string, path: string, known: Set<string>): void {
  const parts = dirname(path).split('/');
  if (parts[0] === '.') return;
  let folder = root;
  for (const part of parts) {
    const above = folder;
    folder = join(folder, part);
    if (known.has(folder)) continue;
    const status = lstatSync(folder, { throwIfNoEntry: false });
    if (status === undefined) mkdirSync(folder);
    else if (!status.isDirectory()) throw new SatchelError('drop-name-taken', { path: part });
    known.add(above).add(folder);
  }
}
