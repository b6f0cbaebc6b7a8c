import { statSync } from 'node:fs';
import { openBundle, type Bundle } from '../bundle/open.ts';
import { describeChanges, type BundleFacts, type Changes } from './changes.ts';

/**
 * Tells what changed from one bundle to another; each is a ZIP file or the folder it was unpacked into. Throws SatchelError:
 * `diff-other-pack`, and as {@link openBundle} does.
 */
export async function diffBundles(
  base: string,
  target: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Changes> {
  const before = await openBundle(base);
  try {
    const now = await openBundle(target);
    try {
      const changes = await describeChanges(before, now, options);
      return {
        ...changes,
        base: { ...changes.base, ...zipSizeOf(before, base) },
        target: { ...changes.target, ...zipSizeOf(now, target) },
      };
    } finally {
      await now.close();
    }
  } finally {
    await before.close();
  }
}

function zipSizeOf({ kind }: Bundle, file: string): Pick<BundleFacts, 'zipSize'> {
  return kind === 'zip' ? { zipSize: statSync(file).size } : {};
}
