import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Keeps other runs on this machine from doing what is called `purpose` in `folder` until what it gives is called, or this run ends however
 * it ends; undefined where another run holds it.
 *
 * Names of sockets that are no files (unix(7), named pipes of Windows) go away with who holds them, as no file would; macOS has none.
 */
export async function holdFolder(folder: string, purpose: string): Promise<(() => void) | undefined> {
  const status = statSync(folder, { throwIfNoEntry: false });
  const name = `satchel-${purpose}-${status?.dev ?? ''}-${status?.ino ?? ''}`;
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
    // Where no such name can be had, nobody is held off.
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? undefined : () => undefined;
  }
  return () => {
    server.close();
  };
}
