import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of downloads that are not used yet, in a folder of packs. */
export function sizeOfPartials(to: string): number {
  const dir = join(to, '.satchel/partial');
  if (!existsSync(dir)) return 0;
  return readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
}
