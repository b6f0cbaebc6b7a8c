import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { removeStale } from '../temporary.ts';
import { defaultCacheDir } from '../cache.ts';
import { SatchelError } from '../diagnostic.ts';
import { fingerprintTree, readTree } from '../source/tree.ts';
import type { BuildOptions, BuildResult } from './options.ts';
import { recallBuild, rememberBuild, stampOf, stampOfTools, type BuildIdentity } from './record.ts';

/**
 * Builds a source into bundles, one for each language and profile. Findings in the content are returned, not thrown;
 * throws SatchelError where there is nothing to build, an option is wrong, or the machine fails (docs/exit-codes.md).
 *
 * A build of which nothing has changed is recognised by the stat data of its source, its outputs and ffmpeg alone; this file and what it
 * imports are all that is loaded then.
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const started = performance.now();
  const startedMs = Date.now();
  const cache = { dir: resolve(options.cache ?? defaultCacheDir()) };
  const out = resolve(options.out ?? 'dist');
  const root = realSource(options.source);
  // ./dist holds bundles by default: it is no source when they go elsewhere for once either.
  const { tree, diagnostics } = readTree(root, { exclude: [out, resolve('dist'), cache.dir] });
  const base = (options.base ?? []).map((file) => resolve(file));
  const stamps = base.map(stampOf);
  const fingerprint = [
    fingerprintTree(tree, diagnostics),
    ...stamps.map(({ line }) => line),
    stampOfTools(),
  ].join('\n');
  const identity: BuildIdentity = {
    root,
    out,
    profiles: options.profiles,
    languages: options.languages,
    strict: options.strict ?? false,
    maxSize: options.maxSize,
    fit: options.fit,
    ignoreBudget: options.ignoreBudget ?? false,
    base,
    ...(options.provenance && { provenance: process.versions.node }),
  };
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  const before = recallBuild(cache, identity, fingerprint);
  // Bundles that need not be written again are not looked at by the writer, which else removes what killed builds left.
  if (!options.dryRun) for (const file of before.bundles.keys()) removeStale(file);
  if (before.result && !options.dryRun) return { ...before.result, durationSeconds: seconds() };
  const { runBuild } = await import('./run.ts');
  const { fleeting, ...result } = await runBuild({
    options,
    root,
    out,
    cache,
    tree,
    treeDiagnostics: diagnostics,
    known: before.bundles,
  });
  if (!options.dryRun && !result.stopped) {
    const changes = [...tree.files.values()].map((file) => Math.max(file.mtimeMs, file.ctimeMs));
    const newestChangeMs = [...changes, ...stamps.map(({ changedMs }) => changedMs)].reduce(
      (newest, ms) => Math.max(newest, ms),
      0,
    );
    rememberBuild(
      cache,
      identity,
      { fingerprint: fleeting ? undefined : fingerprint, newestChangeMs, startedMs },
      { ...result, durationSeconds: 0 },
      before.lines,
    );
  }
  return { ...result, durationSeconds: seconds() };
}

function realSource(source: string): string {
  try {
    return realpathSync(source);
  } catch (error) {
    throw new SatchelError('source-missing', { source }, {}, { cause: error });
  }
}
