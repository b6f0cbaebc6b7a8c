import type { Cache } from '../cache.ts';
import type { Digest } from '../digest.ts';
import { needsOf } from '../compile/needs.ts';
import { findCaptionsMissing } from '../compile/captions-missing.ts';
import { SatchelError, sortDiagnostics, type Diagnostic } from '../diagnostic.ts';
import { withLower, type Profile } from '../media/preset.ts';
import type { Renditions } from '../media/renditions.ts';
import type { Curriculum } from '../source/curriculum.ts';
import { readSource, type Source } from '../source/read.ts';
import type { SourceTree } from '../source/tree.ts';
import type { Base, PublishedMedia } from './base.ts';
import { keepToBudget, limitsOf, type Settled } from './budget.ts';
import {
  bundlesOf,
  planBundle,
  writePlan,
  type BundleInput,
  type BundleParts,
  type BundlePlan,
} from './bundle.ts';
import { fragmentsOf, readContent } from './content.ts';
import { placeFileFindings } from './file-findings.ts';
import type { Fonts } from './fonts.ts';
import { assetsOf, removeTemporary, startMedia } from './media.ts';
import type { BuildOptions, BuildResult, BuiltBundle } from './options.ts';
import { makeSearch, type SearchFile } from './search.ts';
import { siteMedia } from './site-media.ts';
import { speechIn } from './speech.ts';
import { readTheme } from './theme.ts';
import { removeProvenance, startProvenance } from './write-provenance.ts';

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
  /** Where media is taken over from before the bases are asked. */
  readonly media?: PublishedMedia | undefined;
}

/** What a build gave. */
export interface Outcome extends Omit<BuildResult, 'durationSeconds'> {
  /** Whether another run may give something else, though the source is the same. */
  readonly fleeting: boolean;
}

/** Reads, compiles, encodes and writes. Bundles of languages in turn; of each, either the old or the new is there at any time. */
export async function runBuild(run: BuildRun): Promise<Outcome> {
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

async function runOn(base: Base | undefined, run: BuildRun): Promise<Outcome> {
  const { options, cache, tree } = run;
  options.onEvent?.({ kind: 'stage', stage: 'read', total: tree.files.size });
  const read = await readSource(tree);
  const { source, kept: ids } = base ? await keepIdsOf(base, read) : { source: read, kept: 0 };
  const curricula = chooseLanguages(source.curricula, options.languages);
  const profiles = options.profiles ?? source.config.profiles;
  const limits = limitsOf(options, source.config.budget);
  const wanted = limits?.fit ? withLower(profiles) : profiles;
  const published = publishedMedia(run.media, base);
  const stage = options.dryRun
    ? undefined
    : startMedia(source, wanted, cache, published?.renditions, options);
  let made: Renditions | undefined;
  let more: Renditions | undefined;
  try {
    const content = await readContent(source, cache, options);
    const theme = readTheme(source.config, tree);
    const assets = assetsOf([...content.fragments.values()], source, theme.logo);
    const only =
      options.languages &&
      new Set(
        curricula.flatMap((one) =>
          assetsOf(fragmentsOf(one, content), source, theme.logo).map(({ path }) => path),
        ),
      );
    made = await stage?.finish(assets, only);
    const parts = { source, curricula, content, profiles, made, theme };
    const fonts = await fontsFor(run, parts, published);
    const diagnostics = [
      ...run.treeDiagnostics,
      ...source.diagnostics,
      ...content.diagnostics,
      ...(made?.diagnostics ?? []),
      ...(fonts?.diagnostics ?? []),
      ...theme.diagnostics,
      ...(made ? findCaptionsMissing(content.fragments.values(), speechIn(made)) : []),
    ];
    // All that can be found in the content is found by now: a strict build writes every bundle or none.
    const isFailed = options.strict === true && diagnostics.some(({ severity }) => severity === 'error');
    const spoken = profiles[0] && made?.renditions.get(profiles[0]);
    const search =
      isFailed || options.dryRun
        ? new Map<Curriculum, readonly SearchFile[]>()
        : makeSearch(
            curricula,
            siteMedia(content, (file) => spoken?.get(file) ?? []),
            cache,
          );
    const inputs = bundlesOf({ ...parts, fonts, search }, run.out);
    const makeMore = async (lower: readonly Profile[]): Promise<Renditions['renditions']> => {
      more = await startMedia(source, lower, cache, published?.renditions, options).finish(assets, only);
      return more.renditions;
    };
    const kept =
      limits && made && !isFailed
        ? await keepToBudget(inputs, {
            limits,
            made: made.renditions,
            makeMore,
            unencoded: made.diagnostics.some(({ code }) => code.startsWith('env-ffmpeg-')),
            signal: options.signal,
          })
        : undefined;
    const stopped = isFailed || (kept !== undefined && kept.over.length > 0);
    const settled = inputs.map((input, n) => ({ ...input, ...kept?.settled[n] }));
    const bundles = stopped ? [] : await writeBundles(run, settled, base);
    const renditions = made
      ? countTaken(settled, new Set([...made.takenOver, ...(more?.takenOver ?? [])]))
      : ((await base?.countRenditions(assets, only, profiles)) ?? 0);
    const takenOver = renditions + (fonts?.takenOver ?? 0);
    return {
      bundles,
      diagnostics: sortDiagnostics([
        ...placeFileFindings(diagnostics, content.fragments),
        ...(kept?.diagnostics ?? []),
      ]),
      ...(base ? { takenOver: { ids, renditions: takenOver } } : {}),
      stopped,
      fleeting: made?.fleeting ?? false,
      overBudget: kept?.over ?? [],
    };
  } catch (error) {
    if (made === undefined) await stage?.abandon();
    throw error;
  } finally {
    for (const one of [made, more]) if (one) removeTemporary(one);
  }
}

async function writeBundles(
  run: BuildRun,
  inputs: readonly (BundleInput & Settled)[],
  base: Base | undefined,
): Promise<BuiltBundle[]> {
  const { options, tree } = run;
  const tell =
    options.provenance && !options.dryRun
      ? startProvenance({ tree, fit: options.fit, bases: base?.facts ?? [] })
      : undefined;
  const bundles: BuiltBundle[] = [];
  for (const { fitted, ...input } of inputs) {
    options.signal?.throwIfAborted();
    const plan = planBundle(input);
    const bundle = await finish(plan, run);
    const provenance = await tell?.(plan);
    bundles.push({ ...bundle, ...(fitted && { fitted }), ...(provenance !== undefined && { provenance }) });
  }
  return bundles;
}

/** How many files of bundles are as they were published, counted for each profile; what has the same bytes is one. */
function countTaken(inputs: readonly BundleInput[], taken: ReadonlySet<Digest>): number {
  const counted = new Set<string>();
  for (const { curriculum, content, profile, renditions } of inputs)
    for (const asset of needsOf(fragmentsOf(curriculum, content)).assets) {
      const main = renditions?.get(asset)?.[0];
      if (main && taken.has(main.digest)) counted.add(`${profile} ${main.source}`);
    }
  return counted.size;
}

async function keepIdsOf(base: Base, source: Source): Promise<{ source: Source; kept: number }> {
  const { keepIds } = await import('./kept-ids.ts');
  base.checkPack(source.curricula[0]?.id ?? '');
  return keepIds(source, base.pages);
}

/** The fonts that satchel.yaml names, cut down for each curriculum; none in a dry run, which only finds out what there is to say. */
async function fontsFor(
  run: BuildRun,
  { source, curricula: wanted, content, profiles, made }: Omit<BundleParts, 'fonts' | 'search'>,
  published: PublishedMedia | undefined,
): Promise<Fonts | undefined> {
  const { config, curricula } = source;
  const { options, tree, cache } = run;
  if (!config.theme?.fonts) return undefined;
  const { makeFonts } = await import('./fonts.ts');
  const media = profiles[0] && made?.renditions.get(profiles[0]);
  return makeFonts({
    ...{ config, content, tree, cache, curricula, wanted: options.dryRun ? [] : wanted },
    renditions: (file) => media?.get(file) ?? [],
    published: published && ((digest) => published.fontsOf(digest)),
    signal: options.signal,
  });
}

function publishedMedia(
  first: PublishedMedia | undefined,
  base: Base | undefined,
): PublishedMedia | undefined {
  if (!first || !base) return first ?? base;
  return {
    // Two renditions of one preset would be one too many.
    renditions: {
      find: (source) => {
        const found = first.renditions.find(source);
        return found.length > 0 ? found : base.renditions.find(source);
      },
    },
    fontsOf: (source) => [...first.fontsOf(source), ...base.fontsOf(source)],
  };
}

/** Writes a planned bundle, unless the very same was written there before. */
async function finish(plan: BundlePlan, { options, known }: BuildRun): Promise<BuiltBundle> {
  if (options.dryRun) return { ...plan.summary, digest: undefined, size: 0, state: 'planned' };
  const there = known.get(plan.file);
  if (there?.digest === plan.digest) return { ...plan.summary, size: there.size, state: 'unchanged' };
  const bundle = plan.summary.file;
  removeProvenance(plan.file);
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
