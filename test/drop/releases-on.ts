import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SatchelError } from '../../src/diagnostic.ts';
import { verifyDrop } from '../../src/drop/verify-drop.ts';

/** The highest release that a start page would show, and the highest that is whole. */
export async function releasesOn(
  folder: string,
): Promise<{ shown: number | undefined; whole: number | undefined }> {
  const shown = [9, 8, 7, 6, 5, 4, 3, 2, 1].find((n) => {
    const script = join(folder, `releases/${n}.js`);
    return existsSync(script) && /^satchelRelease\(\{.*\}\);\n$/s.test(readFileSync(script, 'utf8'));
  });
  try {
    return { shown, whole: (await verifyDrop(folder)).whole?.release.release };
  } catch (error) {
    if (error instanceof SatchelError && /^drop-(?:target-no-drop|nothing-finished)$/.test(error.code))
      return { shown, whole: undefined };
    throw error;
  }
}
