import { SatchelError } from '../diagnostic.ts';
import { holdFolder } from '../hold.ts';

/**
 * Keeps other runs on this machine from writing to the folder `target` until what it gives is called, or this run ends however it
 * ends. Where that cannot be had, two runs find each other by files that they did not expect. Throws SatchelError (`drop-target-busy`).
 */
export async function holdTarget(target: string): Promise<() => void> {
  const release = await holdFolder(target, 'drop');
  if (release === undefined) throw new SatchelError('drop-target-busy', { target });
  return release;
}
