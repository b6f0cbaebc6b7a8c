import type { Cache } from '../cache.ts';
import { findCaptionsMissing } from '../compile/captions-missing.ts';
import { SatchelError, sortDiagnostics, type Diagnostic } from '../diagnostic.ts';
import type { Profile } from '../media/preset.ts';
import type { Renditions } from '../media/renditions.ts';
import type { Curriculum } from '../source/curriculum.ts';
import { readSource, type Source } from '../source/read.ts';
import type { SourceTree } from '../source/tree.ts';
import type { Base } from './base.ts';
import { planBundle, writePlan, type BundlePlan } from './bundle.ts';
import { assetsOf, fragmentsOf, readContent, type Content } from './content.ts';
import { placeFileFindings } from './file-findings.ts';
import type { Fonts } from './fonts.ts';
import { earlierIds } from './manifest.ts';
import { removeTemporary, startMedia } from './media.ts';
import type { BuildOptions, BuildResult, BuiltBundle } from './options.ts';
import { speechIn } from './speech.ts';

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
  const { options, cache, tree } = run;
  options.onEvent?.({ kind: 'stage', stage: 'read', total: tree.files.size });
  const read = await readSource(tree);
  const { source, kept } = base ? await keepIdsOf(base, read) : { source: read, kept: 0 };
  const curricula = chooseLanguages(source.curricula, options.languages);
  const profiles = options.profiles ?? source.config.profiles;
  const stage = options.dryRun ? undefined : startMedia(source, profiles, cache, base, options);
  let made: Renditions | undefined;
  try {
    const content = await readContent(source, cache, options);
    const assets = assetsOf(content.fragments.values(), tree);
    const only =
      options.languages &&
      new Set(curricula.flatMap((one) => assetsOf(fragmentsOf(one, content), tree)).map(({ path }) => path));
    made = await stage?.finish(assets, only);
    const parts = { source, curricula, content, profiles, made };
    const fonts = await fontsFor(run, parts, base);
    const diagnostics = [
      ...run.treeDiagnostics,
      ...source.diagnostics,
      ...content.diagnostics,
      ...(made?.diagnostics ?? []),
      ...(fonts?.diagnostics ?? []),
      ...(made ? findCaptionsMissing(content.fragments.values(), speechIn(made)) : []),
    ];
    // All that can be found is found by now: a strict build writes every bundle or none.
    const stopped = options.strict === true && diagnostics.some(({ severity }) => severity === 'error');
    const renditions = made?.takenOver ?? (await base?.countRenditions(assets, only, profiles)) ?? 0;
    const takenOver = renditions + (fonts?.takenOver ?? 0);
    const bundles = stopped ? [] : await writeBundles(run, { ...parts, fonts });
    return {
      bundles,
      diagnostics: sortDiagnostics(placeFileFindings(diagnostics, content.fragments)),
      ...(base ? { takenOver: { ids: kept, renditions: takenOver } } : {}),
      stopped,
    };
  } catch (error) {
    if (made === undefined) await stage?.abandon();
    throw error;
  } finally {
    if (made) removeTemporary(made);
  }
}

/** What bundles are made of. */
interface Parts {
  readonly source: Source;
  readonly curricula: readonly Curriculum[];
  readonly content: Content;
  readonly profiles: readonly Profile[];
  /** Undefined in a dry run. */
  readonly made: Renditions | undefined;
  /** Undefined where satchel.yaml names none. */
  readonly fonts: Fonts | undefined;
}

async function writeBundles(
  run: BuildRun,
  { source, curricula, content, profiles, made, fonts }: Parts,
): Promise<BuiltBundle[]> {
  const { options, out, tree } = run;
  const earlier = earlierIds(source.curricula);
  const bundles: BuiltBundle[] = [];
  for (const profile of profiles)
    for (const curriculum of curricula) {
      options.signal?.throwIfAborted();
      const renditions = made?.renditions.get(profile);
      const plan = planBundle({
        ...{ curriculum, profile, content, earlier, renditions, tree, out },
        fonts: fonts?.of(curriculum) ?? [],
        accent: source.config.theme?.accent,
      });
      bundles.push(await finish(plan, run));
    }
  return bundles;
}

async function keepIdsOf(base: Base, source: Source): Promise<{ source: Source; kept: number }> {
  const { keepIds } = await import('./kept-ids.ts');
  base.checkPack(source.curricula[0]?.id ?? '');
  return keepIds(source, base.pages);
}

/** The fonts that satchel.yaml names, cut down for each curriculum; none in a dry run, which only finds out what there is to say. */
async function fontsFor(
  run: BuildRun,
  { source, curricula: wanted, content, profiles, made }: Omit<Parts, 'fonts'>,
  base: Base | undefined,
): Promise<Fonts | undefined> {
  const { config, curricula } = source;
  const { options, tree, cache } = run;
  if (!config.theme?.fonts) return undefined;
  const { makeFonts } = await import('./fonts.ts');
  const media = profiles[0] && made?.renditions.get(profiles[0]);
  return makeFonts({
    ...{ config, content, tree, cache, curricula, wanted: options.dryRun ? [] : wanted },
    renditions: (file) => media?.get(file) ?? [],
    published: base && ((digest) => base.fontsOf(digest)),
    signal: options.signal,
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
