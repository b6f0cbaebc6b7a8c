import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheKey, readCache, writeCache, type Cache } from '../cache.ts';
import { locateTool } from '../media/timed/tools.ts';
import { toolBuild } from '../package.ts';
import type { BuildResult, BuiltBundle } from './options.ts';

/**
 * What the last build of the same source with the same options gave. While neither the source nor its outputs nor ffmpeg have changed
 * by their stat data, there is nothing to do, and nothing heavy is loaded to find that out.
 */
interface BuildRecord {
  /** Absent where the build is to be made again: the source changed so shortly before it was read that its times prove nothing, or this machine could not do all of it. */
  readonly fingerprint?: string;
  readonly outputs: readonly string[];
  /** The stat data of the files that tell how bundles were made; empty where a bundle has none. */
  readonly provenances: readonly string[];
  readonly result: BuildResult;
}

/** Everything that decides what a build gives, apart from the bytes of the source. */
export interface BuildIdentity {
  readonly root: string;
  readonly out: string;
  readonly profiles: readonly string[] | undefined;
  readonly languages: readonly string[] | undefined;
  readonly strict: boolean;
  /** The limits that were typed; those of satchel.yaml are part of the source. */
  readonly maxSize: number | undefined;
  readonly fit: number | undefined;
  readonly ignoreBudget: boolean;
  /** Absolute. */
  readonly base: readonly string[];
  /** The version of Node.js, which stands in it; absent where none is wished for. */
  readonly provenance?: string;
}

/** What is known of the last build with this identity. */
export interface Recollection {
  /** The bundles that lie there as they were written and read back then, by file. */
  readonly bundles: ReadonlyMap<string, BuiltBundle>;
  /** The stat data of these bundles, by file. */
  readonly lines: ReadonlyMap<string, string>;
  /** The whole result, if the source is as it was and all bundles are there. */
  readonly result: BuildResult | undefined;
}

export function recallBuild(cache: Cache, identity: BuildIdentity, fingerprint: string): Recollection {
  const stored = readCache(cache, recordKey(identity));
  if (!stored) return { bundles: new Map(), lines: new Map(), result: undefined };
  const {
    fingerprint: before,
    outputs,
    provenances,
    result,
  } = JSON.parse(stored.toString('utf8')) as BuildRecord;
  const lines = new Map(result.bundles.map(({ file }, n) => [file, outputs[n] ?? '']));
  const there = result.bundles
    .filter(({ file }) => lines.get(file) !== '' && statLine(file) === lines.get(file))
    .map((bundle) => ({ ...bundle, state: 'unchanged' as const }));
  const told = result.bundles.every(({ provenance }, n) => provenanceLine(provenance) === provenances[n]);
  const whole = before === fingerprint && told && there.length === result.bundles.length;
  return {
    bundles: new Map(there.map((bundle) => [bundle.file, bundle])),
    lines,
    result: whole ? { ...result, bundles: there } : undefined,
  };
}

/**
 * Remembers a finished build. `newestChangeMs` is the time of the source's newest change and `startedMs` the time before it
 * was read: a file changed in the same moment could change again without a new time (git's "racy" entries), so the
 * source of such a build is looked at again the next time, as is one without a fingerprint. `known` has the stat data of bundles that were not written again.
 */
export function rememberBuild(
  cache: Cache,
  identity: BuildIdentity,
  source: { fingerprint: string | undefined; newestChangeMs: number; startedMs: number },
  result: BuildResult,
  known: ReadonlyMap<string, string>,
): void {
  // FAT keeps times to 2 s, other file systems to a few milliseconds.
  const granularityMs = Number.isInteger(source.newestChangeMs / 1000) ? 2000 : 50;
  const racy = source.newestChangeMs > source.startedMs - granularityMs;
  const record: BuildRecord = {
    ...(racy || source.fingerprint === undefined ? {} : { fingerprint: source.fingerprint }),
    outputs: result.bundles.map((bundle) =>
      bundle.state === 'unchanged' ? (known.get(bundle.file) ?? '') : outputLine(bundle),
    ),
    provenances: result.bundles.map(({ provenance }) => provenanceLine(provenance)),
    result,
  };
  writeCache(cache, recordKey(identity), Buffer.from(JSON.stringify(record)));
}

/** The stat data of a bundle as it was written; empty when something else has taken its place since, or it has gone. */
function outputLine({ file, size }: BuiltBundle): string {
  const line = statLine(file);
  return line.startsWith(`${size} `) ? line : '';
}

function provenanceLine(file: string | undefined): string {
  return file === undefined ? '' : statLine(file);
}

function recordKey(identity: BuildIdentity): string {
  return cacheKey('build', { ...identity, toolBuild });
}

/** What tells that a base is the same as before, and when it last changed: of a folder, its manifest, which names all the rest. */
export function stampOf(base: string): { readonly line: string; readonly changedMs: number } {
  const isFolder = statSync(base, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? join(base, 'manifest.json') : base;
  const { mtimeMs = 0, ctimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return { line: statLine(file), changedMs: Math.max(mtimeMs, ctimeMs) };
}

/** What tells that media is encoded with the same ffmpeg as before, or that there is still none. */
export function stampOfTools(): string {
  const files = (['ffmpeg', 'ffprobe'] as const).map((name) => locateTool(name, process.env)[0]);
  return files.map((file) => (file === undefined ? '' : `${file} ${statLine(file)}`)).join('\n');
}

function statLine(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}` : '';
}
