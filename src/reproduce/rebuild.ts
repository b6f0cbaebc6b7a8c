import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PublishedMedia } from '../build/base.ts';
import type { BuildOptions } from '../build/options.ts';
import { runBuild } from '../build/run.ts';
import type { Manifest } from '../bundle/manifest.ts';
import { defaultCacheDir } from '../cache.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { profiles, type Profile } from '../media/preset.ts';
import { formatSize } from '../quantity.ts';
import { readTree, type SourceTree } from '../source/tree.ts';

/** What is built again: a source, as it is now. */
export interface Rebuild {
  readonly source: string;
  readonly tree: SourceTree;
  readonly treeDiagnostics: readonly Diagnostic[];
  readonly profile: Profile;
  readonly language: string;
  readonly base: readonly string[];
  readonly fit: number | undefined;
  readonly cache: string;
  readonly onEvent: BuildOptions['onEvent'];
  readonly signal: AbortSignal | undefined;
}

/** What a bundle is to be built from again. Throws SatchelError: `source-missing`, `reproduce-profile`. */
export function planRebuild(
  { manifest, file }: { readonly manifest: Manifest; readonly file: string },
  options: {
    readonly source: string;
    readonly base?: readonly string[] | undefined;
    readonly cache?: string | undefined;
    readonly fit: number | undefined;
    readonly onEvent?: BuildOptions['onEvent'];
    readonly signal?: AbortSignal | undefined;
  },
): Rebuild {
  const { language, profile } = manifest.variant;
  const known = profiles.find((one) => one === profile);
  if (!known)
    throw new SatchelError('reproduce-profile', {
      bundle: file,
      profile,
      version: manifest.generator.version,
    });
  const root = realFolder(options.source);
  const cache = resolve(options.cache ?? defaultCacheDir());
  // Where the bundle lies is where bundles of this source were written to, if it lies in the source.
  const written = dirname(resolve(file));
  const exclude = [resolve('dist'), cache, ...(realFolder(written) === root ? [] : [written])];
  const { tree, diagnostics } = readTree(root, { exclude });
  return {
    ...{ source: options.source, tree, treeDiagnostics: diagnostics, profile: known, language, cache },
    base: options.base ?? [],
    ...{ fit: options.fit, onEvent: options.onEvent, signal: options.signal },
  };
}

/**
 * Builds it into the folder `out`; `media` is asked before the bases for what was encoded before. Throws SatchelError as a build does,
 * and `reproduce-not-built`.
 */
export async function rebuild(
  { source, tree, treeDiagnostics, profile, language, base, fit, cache, onEvent, signal }: Rebuild,
  out: string,
  media?: PublishedMedia,
): Promise<{ readonly file: string; readonly diagnostics: readonly Diagnostic[] }> {
  const options: BuildOptions = {
    ...{ source, out, profiles: [profile], languages: [language], base },
    ...(fit === undefined ? { ignoreBudget: true } : { fit }),
    ...(onEvent && { onEvent }),
    ...(signal && { signal }),
  };
  const { bundles, diagnostics } = await runBuild({
    ...{ options, root: tree.root, out, cache: { dir: cache }, tree, treeDiagnostics, media },
    known: new Map(),
  });
  const [bundle] = bundles;
  if (!bundle)
    throw new SatchelError('reproduce-not-built', { source, language, profile, limit: formatSize(fit ?? 0) });
  return { file: bundle.file, diagnostics };
}

function realFolder(source: string): string {
  try {
    return realpathSync(source);
  } catch (error) {
    throw new SatchelError('source-missing', { source }, {}, { cause: error });
  }
}
