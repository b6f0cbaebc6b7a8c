import { constants, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { writeFailure } from '../system-failure.ts';
import type { Origin } from './origin.ts';

const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants as { O_NONBLOCK?: number; O_NOFOLLOW?: number };
/** To open a pipe would else be to wait for who writes into it. Windows knows neither. */
const READ = constants.O_RDONLY | O_NONBLOCK;

/** A channel in a folder of this machine; `isForeign`: on a medium that may come from anyone, where links are not followed. */
export function folderOrigin(name: string, folder: string, isForeign = false): Origin {
  const flags = isForeign ? READ | O_NOFOLLOW : READ;
  return {
    name,
    read: (path, limit) => readSmall(join(folder, path), limit, flags),
    async *stream(path, offset) {
      const file = join(folder, path);
      try {
        // Node takes numbers here, as for open; its types do not tell.
        const options = { flags: flags as unknown as string, start: offset, highWaterMark: 1 << 20 };
        yield* createReadStream(file, options) as AsyncIterable<Uint8Array>;
      } catch (error) {
        if (isMissing(error)) throw new SatchelError('channel-incomplete', { channel: name, file: path });
        throw writeFailure(error, file);
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
}

async function readSmall(file: string, limit: number, flags: number): Promise<Uint8Array | undefined> {
  let handle;
  try {
    handle = await open(file, flags);
    const status = await handle.stat();
    if (!status.isFile()) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(status.size, limit) + 1));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw writeFailure(error, file);
  } finally {
    await handle?.close();
  }
}
