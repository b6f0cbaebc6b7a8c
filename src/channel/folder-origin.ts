import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { writeFailure } from '../system-failure.ts';
import type { Origin } from './origin.ts';

/** A channel in a folder of this machine, or on a stick. */
export function folderOrigin(name: string, folder: string): Origin {
  return {
    name,
    read: (path, limit) => readSmall(join(folder, path), limit),
    async *stream(path, offset) {
      const file = join(folder, path);
      try {
        yield* createReadStream(file, { start: offset, highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
      } catch (error) {
        if (isMissing(error)) throw new SatchelError('channel-incomplete', { channel: name, file: path });
        throw writeFailure(error, file);
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

async function readSmall(file: string, limit: number): Promise<Uint8Array | undefined> {
  let handle;
  try {
    handle = await open(file);
    const status = await handle.stat();
    // A pipe would be waited for without end.
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
