import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBase } from '../build/base.ts';
import type { BuildOptions } from '../build/options.ts';
import { encodedKinds, type Provenance } from '../build/provenance.ts';
import { openBundle, type Bundle } from '../bundle/open.ts';
import { verifyBundle } from '../bundle/verify.ts';
import { diagnostic, SatchelError, sortDiagnostics, wording, type Diagnostic } from '../diagnostic.ts';
import { digestOfFile, shortDigest, type Digest } from '../digest.ts';
import { encoderBuilds } from '../media/builds.ts';
import { toolBuild } from '../package.ts';
import { dirHash } from '../source/dir-hash.ts';
import { findDifferences, type Difference } from './differences.ts';
import { offerWhere, otherBuilds, type OtherBuild } from './encoders.ts';
import { namedBases } from './named-bases.ts';
import { readProvenance } from './read-provenance.ts';
import { planRebuild, rebuild, type Rebuild } from './rebuild.ts';

export interface ReproduceOptions {
  /** A bundle, zipped or unpacked. */
  readonly bundle: string;
  /** The folder that it was built from, as it was then. */
  readonly source: string;
  /** The bundles that it was built on. */
  readonly base?: readonly string[] | undefined;
  /** Bytes. Default: what its provenance says. */
  readonly fit?: number | undefined;
  /** Default: the user's cache folder. What lies there is taken for encoded here. */
  readonly cache?: string | undefined;
  readonly onEvent?: BuildOptions['onEvent'];
  readonly signal?: AbortSignal | undefined;
}

/**
 * `identical`: the same bytes. `identical-content`: every entry and the manifest, and so the bundle's identity; the ZIP file was packed
 * by something else, or is not at hand.
 */
export type Verdict = 'identical' | 'identical-content' | 'different';

/** Where the encoded media files of a rebuilt bundle come from. */
export interface MediaOrigins {
  /** Encoded here, with the very bytes that the bundle has. */
  readonly encoded: number;
  /** Taken from the bundle itself: that they were made of what they say is not proven. */
  readonly taken: number;
  /** Taken from the bases. */
  readonly fromBase: number;
}

export interface Reproduction {
  readonly verdict: Verdict;
  readonly id: string;
  readonly version: string;
  readonly variant: { readonly language: string; readonly profile: string };
  /** Of the bundle. */
  readonly digest: Digest;
  /** Of what its source gives. */
  readonly builtDigest: Digest;
  readonly entries: number;
  readonly media: MediaOrigins;
  readonly differences: readonly Difference[];
  /** What its provenance says that is otherwise here; absent where there is none. */
  readonly provenance?: { readonly sameSource: boolean; readonly otherBuilds: readonly OtherBuild[] };
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Builds a bundle again from its source and tells whether that gives the same. Text comes from the source alone; media is encoded here where
 * that gives the same bytes, else taken from the bundle. Throws SatchelError: `reproduce-*`, and as builds do.
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { bundle: file, signal } = options;
  await proveWhole(file, options);
  const bundle = await openBundle(file);
  const out = mkdtempSync(join(tmpdir(), 'satchel-reproduce-'));
  try {
    return await reproduceIn(out, bundle, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await bundle.close();
    rmSync(out, { recursive: true, force: true });
  }
}

async function proveWhole(file: string, { onEvent, signal }: ReproduceOptions): Promise<void> {
  onEvent?.({ kind: 'stage', stage: 'verify', total: 0, bundle: file });
  const refuse = (reason: string, cause?: unknown): SatchelError =>
    new SatchelError('reproduce-damaged', { bundle: file, reason }, {}, { cause });
  try {
    const { findings } = await verifyBundle(file, { signal });
    const [damage] = findings;
    if (damage) throw refuse(wording(damage).message);
  } catch (error) {
    if (!(error instanceof SatchelError) || error.exit !== 3 || error.code === 'reproduce-damaged')
      throw error;
    throw refuse(error.message, error);
  }
}

async function reproduceIn(out: string, bundle: Bundle, options: ReproduceOptions): Promise<Reproduction> {
  const { manifest, manifestDigest } = bundle;
  const { bundle: file, signal } = options;
  const { provenance, findings } = await readProvenance(file, manifestDigest);
  const fit = options.fit ?? provenance?.predicate.buildDefinition.externalParameters.fit;
  const plan = planRebuild({ manifest, file }, { ...options, fit });
  const own = await openBase([file], signal ? { signal } : {});
  const bases = await digestsOf(plan.base);
  try {
    const others = provenance ? otherBuilds(provenance, await buildsHere(bundle)) : [];
    const offered = offerWhere(own, manifest.entries, others);
    const first = await buildAndOpen(plan, join(out, 'encoded'), offered.media);
    let built = first;
    try {
      checkPack(bundle, first.bundle, options);
      const has = (one: Bundle, { path, digest }: { path: string; digest: Digest }): boolean =>
        one.entries.get(path)?.digest === digest;
      const encoded = manifest.entries.filter(({ preset }) => preset);
      // Only where encoding gives other bytes is anything taken on trust.
      if (encoded.some((entry) => !has(first.bundle, entry)))
        built = await buildAndOpen(plan, join(out, 'taken'), own);
      const here = encoded.filter((entry) => has(first.bundle, entry));
      const based = here.filter(({ digest }) => bases.media.has(digest));
      const trusted = here.filter((entry) => !based.includes(entry) && offered.has(entry));
      const media = {
        encoded: here.length - based.length - trusted.length,
        taken:
          trusted.length +
          encoded.filter((entry) => !here.includes(entry) && has(built.bundle, entry)).length,
        fromBase: based.length,
      };
      const differences = await findDifferences(bundle, built.bundle, plan.tree, signal);
      const { id, version, variant } = manifest;
      const told = provenance && {
        sameSource: provenanceSource(provenance) === (await dirHash(plan.tree)),
        otherBuilds: others,
      };
      return {
        verdict: await verdictOf(bundle, file, built),
        ...{ id, version, variant, digest: manifestDigest, builtDigest: built.bundle.manifestDigest },
        ...{ entries: manifest.entries.length, media, differences },
        ...(told && { provenance: told }),
        diagnostics: sortDiagnostics([
          ...findings,
          ...(provenance ? baseFindings(provenance, bases.digests) : []),
          ...(told && !told.sameSource ? [diagnostic('reproduce-source-other', { version })] : []),
          ...(media.taken > 0
            ? [diagnostic('reproduce-media-taken', { count: media.taken, total: encoded.length })]
            : []),
          ...built.diagnostics.filter(({ code }) => code.startsWith('env-')),
        ]),
      };
    } finally {
      await first.bundle.close();
      if (built !== first) await built.bundle.close();
    }
  } finally {
    await own.close();
  }
}

interface Built {
  readonly file: string;
  readonly bundle: Bundle;
  readonly diagnostics: readonly Diagnostic[];
}

async function buildAndOpen(
  plan: Rebuild,
  out: string,
  media?: Parameters<typeof rebuild>[2],
): Promise<Built> {
  const { file, diagnostics } = await rebuild(plan, out, media);
  return { file, diagnostics, bundle: await openBundle(file) };
}

function checkPack(bundle: Bundle, built: Bundle, { bundle: file }: ReproduceOptions): void {
  const [id, other] = [bundle.manifest.id, built.manifest.id];
  if (id !== other) throw new SatchelError('reproduce-other-pack', { bundle: file, id, other });
}

async function verdictOf(bundle: Bundle, file: string, built: Built): Promise<Verdict> {
  if (bundle.manifestDigest !== built.bundle.manifestDigest) return 'different';
  if (bundle.kind === 'folder' || statSync(file).size !== statSync(built.file).size)
    return 'identical-content';
  return (await digestOfFile(file)) === (await digestOfFile(built.file)) ? 'identical' : 'identical-content';
}

async function buildsHere({ manifest }: Bundle): Promise<Readonly<Record<string, string>>> {
  const { node, zlib } = process.versions;
  return { 'satchel-build': toolBuild, node, zlib, ...(await encoderBuilds(encodedKinds(manifest.entries))) };
}

/** The identities of bases, and what was encoded for them. */
async function digestsOf(
  base: readonly string[],
): Promise<{ readonly digests: ReadonlySet<Digest>; readonly media: ReadonlySet<Digest> }> {
  const digests = new Set<Digest>();
  const media = new Set<Digest>();
  for (const file of base) {
    const bundle = await openBundle(file);
    digests.add(bundle.manifestDigest);
    for (const { digest, preset } of bundle.manifest.entries) if (preset) media.add(digest);
    await bundle.close();
  }
  return { digests, media };
}

function provenanceSource({ predicate }: Provenance): string | undefined {
  const { resolvedDependencies } = predicate.buildDefinition;
  return resolvedDependencies.find(({ name }) => name === 'source')?.digest['dirHash'];
}

function baseFindings(provenance: Provenance, given: ReadonlySet<Digest>): Diagnostic[] {
  const named = namedBases(provenance);
  const short = (digest: Digest): string => `sha256:${shortDigest(digest, 12)}`;
  return [
    ...[...named]
      .filter(([digest]) => !given.has(digest))
      .map(([digest, base]) => diagnostic('reproduce-base-needed', { base, digest: short(digest) })),
    ...[...given]
      .filter((digest) => !named.has(digest))
      .map((digest) => diagnostic('reproduce-base-other', { digest: short(digest) })),
  ];
}
