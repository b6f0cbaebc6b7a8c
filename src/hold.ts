import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { SatchelError } from './diagnostic.ts';

/**
 * Keeps other runs on this machine from writing to `folder` until what it gives is called, or this run ends however it ends. Where
 * another run has it, what `busy` makes is thrown.
 *
 * Names of sockets that are no files (unix(7), named pipes of Windows) go away with who holds them, as no file on a stick would; macOS has none.
 */
export async function holdFolder(
  folder: string,
  busy: (cause: unknown) => SatchelError,
): Promise<() => void> {
  const status = statSync(folder, { throwIfNoEntry: false });
  const name = `satchel-${status?.dev ?? ''}-${status?.ino ?? ''}`;
  const paths: Partial<Record<NodeJS.Platform, string>> = {
    linux: `\0${name}`,
    win32: `\\\\.\\pipe\\${name}`,
  };
  const path = paths[process.platform];
  if (status === undefined || path === undefined) return () => undefined;
  const server = createServer().unref();
  try {
    server.listen(path);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw busy(error);
    // Where no such name can be had, two runs find each other by files that they did not expect.
    return () => undefined;
  }
  return () => {
    server.close();
  };
}
