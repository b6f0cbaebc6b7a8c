import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Buffers that the device writes into must begin at a multiple of its block. The memory of WebAssembly begins with a page of the
 * system, which no buffer of Node promises.
 */
const ALIGNED = new Uint8Array(new WebAssembly.Memory({ initial: 16, maximum: 16 }).buffer);

/** Devices read whole blocks of theirs, of 512 or 4,096 bytes. */
const BLOCK = 4096;

const PLAIN =
  constants.O_RDONLY |
  ((constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0) |
  ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);
const O_DIRECT = (constants as { O_DIRECT?: number }).O_DIRECT;

/** A file open for reading past what the system remembers of it. */
export interface DirectFile {
  readonly size: number;
  /** Whether its bytes come from the device: else they may be what the system remembers of writing them. */
  readonly isDirect: boolean;
  /** The content in pieces. Each is overwritten by the next. Throws the system's errors. */
  readonly pieces: () => Generator<Uint8Array>;
  readonly close: () => void;
}

/** Opens a plain file: undefined for what is none, a link too. Throws the system's errors. */
export function openDirect(file: string): DirectFile | undefined {
  const { fd, isDirect } = open(file);
  const status = fstatSync(fd);
  if (!status.isFile()) {
    closeSync(fd);
    return undefined;
  }
  return {
    size: status.size,
    isDirect,
    pieces: function* () {
      for (let at = 0; ;) {
        // The system makes all of the memory ready that it is given: of small files most would be for nothing.
        const wanted = Math.min(
          ALIGNED.length,
          Math.max(BLOCK, Math.ceil((status.size - at) / BLOCK) * BLOCK),
        );
        const count = readSync(fd, ALIGNED, 0, wanted, at);
        if (count === 0) return;
        yield ALIGNED.subarray(0, count);
        at += count;
        // A read that ends within a block has come to the end of the file; the next would begin within one.
        if (count % 512 !== 0) return;
      }
    },
    close: () => {
      closeSync(fd);
    },
  };
}

function open(file: string): { fd: number; isDirect: boolean } {
  if (O_DIRECT !== undefined)
    try {
      return { fd: openSync(file, PLAIN | O_DIRECT), isDirect: true };
    } catch (error) {
      // open(2): the file system does not know O_DIRECT.
      if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
    }
  return { fd: openSync(file, PLAIN), isDirect: false };
}
