import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { SatchelError } from '../diagnostic.ts';

/**
 * Keeps other runs on this machine from writing to the folder `target` until what it gives is called, or this run ends however it
 * ends. Throws SatchelError (`drop-target-busy`).
 *
 * Names of sockets that are no files (unix(7), named pipes of Windows) go away with who holds them, as no file on a stick would; macOS has none.
 */
export async function holdTarget(target: string): Promise<() => void> {
  const status = statSync(target, { throwIfNoEntry: false });
  const name = `satchel-drop-${status?.dev ?? ''}-${status?.ino ?? ''}`;
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
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new SatchelError('drop-target-busy', { target }, {}, { cause: error });
    // Where no such name can be had, two runs find each other by files that they did not expect.
    return () => undefined;
  }
  return () => {
    server.close();
  };
}
