import { statSync } from 'node:fs';
import { openBundle, type Bundle } from '../bundle/open.ts';
import { SatchelError } from '../diagnostic.ts';
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
  const before = await openNamed(base);
  try {
    const now = await openNamed(target);
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

/** Opens one of two bundles: what is wrong with it is told of its file. */
async function openNamed(file: string): Promise<Bundle> {
  const failure = (error: unknown): unknown => {
    if (!(error instanceof SatchelError) || 'file' in error.params) return error;
    return new SatchelError(error.code, error.params, { file }, { cause: error });
  };
  try {
    const bundle = await openBundle(file);
    const read: Bundle['read'] = (path, limit) =>
      bundle.read(path, limit).catch((error: unknown) => {
        throw failure(error);
      });
    return { ...bundle, read };
  } catch (error) {
    throw failure(error);
  }
}

function zipSizeOf({ kind }: Bundle, file: string): Pick<BundleFacts, 'zipSize'> {
  return kind === 'zip' ? { zipSize: statSync(file).size } : {};
}
