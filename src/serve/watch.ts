import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';

// A save is several events, and editors write in steps: what follows within this time belongs together.
const QUIET_MS = 120;

export interface Watcher {
  readonly close: () => Promise<void>;
}

/** Calls `onChange` after each run of changes at `target`, a file or folder. Resolves when no change can be missed any more. */
export async function watch(
  target: string,
  onChange: () => void,
  onError: (error: unknown) => void,
): Promise<Watcher> {
  const { watch: start } = await import('chokidar');
  let timer: NodeJS.Timeout | undefined;
  // Where the target is a link, it may be changed as well as what it leads to.
  const roots = [...new Set([target, realpathSync(target)])];
  const watcher = start(roots, {
    ignoreInitial: true,
    // A link in a source can lead to the whole disk, and out of the source no build follows it.
    followSymlinks: false,
    // What no source is read from; node_modules alone can hold more files than the system lets one watch.
    ignored: (file) => roots.every((root) => relative(root, file).split(sep).some(isIgnored)),
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  });
  watcher.on('error', onError);
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
  });
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function isIgnored(name: string): boolean {
  return name === 'node_modules' || (name.startsWith('.') && name !== '.' && name !== '..');
}
