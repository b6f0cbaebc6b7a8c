import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Cache } from '../cache.ts';
import { SatchelError, sortDiagnostics, type Diagnostic } from '../diagnostic.ts';
import type { Profile } from '../media/preset.ts';
import { makeRenditions, type Asset, type Renditions } from '../media/renditions.ts';
import type { Curriculum } from '../source/curriculum.ts';
import { readSource, type Source } from '../source/read.ts';
import type { SourceTree } from '../source/tree.ts';
import type { Base } from './base.ts';
import { planBundle, writePlan, type BundlePlan } from './bundle.ts';
import { assetsOf, fragmentsOf, readContent } from './content.ts';
import { placeFileFindings } from './file-findings.ts';
import { earlierIds } from './manifest.ts';
import type { BuildOptions, BuildResult, BuiltBundle } from './options.ts';

/** A build that has something to do: where from, where to, and what is known already. */
export interface BuildRun {
  readonly options: BuildOptions;
  readonly root: string;
  readonly out: string;
  readonly cache: Cache;
  readonly tree: SourceTree;
  readonly treeDiagnostics: readonly Diagnostic[];
  /** Bundles that an earlier build with the same options wrote and that lie there unchanged, by file. */
  readonly known: ReadonlyMap<string, BuiltBundle>;
}

/** Reads, compiles, encodes and writes. Bundles of languages in turn; of each, either the old or the new is there at any time. */
export async function runBuild(run: BuildRun): Promise<Omit<BuildResult, 'durationSeconds'>> {
  const { base: files = [] } = run.options;
  if (files.length === 0) return runOn(undefined, run);
  const { openBase } = await import('./base.ts');
  const base = await openBase(files, run.options);
  try {
    return await runOn(base, run);
  } finally {
    await base.close();
  }
}

async function runOn(base: Base | undefined, run: BuildRun): Promise<Omit<BuildResult, 'durationSeconds'>> {
  const { options, out, cache, tree } = run;
  const onEvent = options.onEvent ?? (() => undefined);
  onEvent({ kind: 'stage', stage: 'read', total: tree.files.size });
  const read = await readSource(tree);
  const { source, kept } = base ? await keepIdsOf(base, read) : { source: read, kept: 0 };
  const curricula = chooseLanguages(source.curricula, options.languages);

  const content = await readContent(source, cache, options);
  const earlier = earlierIds(source.curricula);
  const diagnostics = [...run.treeDiagnostics, ...source.diagnostics, ...content.diagnostics];
  const result = (bundles: BuiltBundle[], stopped: boolean): Omit<BuildResult, 'durationSeconds'> => ({
    bundles,
    diagnostics: sortDiagnostics(placeFileFindings(diagnostics, content.fragments)),
    ...(base ? { takenOver: { ids: kept, renditions: takenOver } } : {}),
    stopped,
  });

  let takenOver = 0;
  const bundles: BuiltBundle[] = [];
  const assets = assetsOf(content.fragments.values(), tree);
  const shown =
    options.languages &&
    new Set(curricula.flatMap((one) => assetsOf(fragmentsOf(one, content), tree)).map(({ path }) => path));
  const encoded: { readonly profile: Profile; readonly media: Renditions | undefined }[] = [];
  try {
    for (const profile of options.profiles ?? source.config.profiles) {
      const media = options.dryRun ? undefined : await encode(assets, shown, profile, base, run);
      encoded.push({ profile, media });
      takenOver += media?.takenOver ?? (await base?.countRenditions(assets, shown, profile)) ?? 0;
      for (const finding of media?.diagnostics ?? []) diagnostics.push(finding);
    }
    // All that can be found is found by now: a strict build writes every bundle or none.
    if (options.strict && diagnostics.some(({ severity }) => severity === 'error')) return result([], true);
    for (const { profile, media } of encoded)
      for (const curriculum of curricula) {
        options.signal?.throwIfAborted();
        const renditions = media?.renditions;
        const plan = planBundle({ curriculum, profile, content, earlier, renditions, tree, out });
        bundles.push(await finish(plan, run));
      }
  } finally {
    for (const { media } of encoded) if (media) removeTemporary(media);
  }
  return result(bundles, false);
}

async function keepIdsOf(base: Base, source: Source): Promise<{ source: Source; kept: number }> {
  const { keepIds } = await import('./kept-ids.ts');
  base.checkPack(source.curricula[0]?.id ?? '');
  return keepIds(source, base.pages);
}

/** Removes the renditions that were kept outside the cache because it cannot be written. */
export function removeTemporary({ temporary }: Renditions): void {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
}

function encode(
  assets: readonly Asset[],
  only: ReadonlySet<string> | undefined,
  profile: Profile,
  base: Base | undefined,
  { options, cache }: BuildRun,
): Promise<Renditions> {
  options.onEvent?.({ kind: 'stage', stage: 'media', total: only?.size ?? assets.length });
  return makeRenditions(assets, {
    profile,
    cache,
    ...(base ? { published: base.renditions } : {}),
    ...(only ? { only } : {}),
    // More at a time would cost memory that small machines do not have.
    jobs: options.jobs ?? Math.min(4, availableParallelism()),
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (done, total, name) => options.onEvent?.({ kind: 'step', stage: 'media', done, total, name }),
  });
}

/** Writes a planned bundle, unless the very same was written there before. */
async function finish(plan: BundlePlan, { options, known }: BuildRun): Promise<BuiltBundle> {
  if (options.dryRun) return { ...plan.summary, digest: undefined, size: 0, state: 'planned' };
  const there = known.get(plan.file);
  if (there?.digest === plan.digest) return { ...plan.summary, size: there.size, state: 'unchanged' };
  const bundle = plan.summary.file;
  // The manifest is written too, and counted by whoever verifies.
  options.onEvent?.({ kind: 'stage', stage: 'write', total: plan.summary.entries + 1, bundle });
  return writePlan(plan, {
    signal: options.signal,
    onProgress: (done, total, name) =>
      options.onEvent?.({ kind: 'step', stage: 'write', done, total, name, bundle }),
  });
}

function chooseLanguages(
  curricula: readonly Curriculum[],
  wanted: readonly string[] | undefined,
): readonly Curriculum[] {
  if (!wanted) return curricula;
  return wanted.map((language) => {
    const found = curricula.find(
      (curriculum) => curriculum.language.toLowerCase() === language.toLowerCase(),
    );
    if (found) return found;
    const languages = curricula.map((curriculum) => curriculum.language).join(', ');
    throw new SatchelError('language-unknown', { language, languages });
  });
}
