import { join } from 'node:path';
import { slotOfBundle, wordsOf, type ChannelBundle, type ChannelFile } from '../channel/contents.ts';
import type { Changes } from '../delta/changes.ts';
import { diffBundles } from '../delta/diff.ts';
import { writeDelta } from '../delta/write-delta.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { digestOfFile, shortDigest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { compareVersions } from '../semver.ts';
import type { AddPlan, JudgedDelta, NewFile, PlannedBundle } from './add-plan.ts';
import { readBundleFile, type BundleFile } from './bundle-file.ts';
import { judgeDelta, largestKept, stepOf } from './choose-deltas.ts';
import { fetchFile } from './fetch-file.ts';
import { deltaName, stemOf } from './names.ts';
import { notesPaper, papersBeside } from './papers.ts';
import { demandCurrentKeys, type ChannelState } from './state.ts';
import type { Store } from './store.ts';

export interface PlanAddOptions {
  /** Versions back to which deltas are made; 0: none, not from nothing either. */
  readonly deltas: number;
  /** Folder of deltas until they are in the channel. */
  readonly work: string;
  /** Folder of bundles that were fetched from the channel to make deltas from. */
  readonly cache: string;
  readonly onEvent?: ((event: AddEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What adding is doing: `done` of `total` entries, deltas, or bytes. */
export interface AddEvent {
  readonly doing: 'verifying' | 'fetching' | 'comparing' | 'publishing';
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Plans to add bundles to a channel: verifies them, makes their deltas, finds out what changed. Throws SatchelError: `release-version-taken`,
 * `release-keys-old`, `release-bundle-*`, `bundle-*`, `delta-*`, `env-*`.
 */
export async function planAdd(
  store: Store,
  state: ChannelState,
  files: readonly string[],
  options: PlanAddOptions,
): Promise<AddPlan> {
  demandCurrentKeys(state, store.name);
  const bundles = await readAll(files, options);
  const planner = new Planner(store, state, bundles, options);
  for (const bundle of bundles) await planner.add(bundle);
  return planner;
}

async function readAll(files: readonly string[], { onEvent, signal }: PlanAddOptions): Promise<BundleFile[]> {
  const bundles = new Map<string, BundleFile>();
  for (const file of files) {
    const bundle = await readBundleFile(
      file,
      (done, total) => onEvent?.({ doing: 'verifying', name: file, done, total }),
      signal,
    );
    const { id, version, variant } = bundle.manifest;
    const key = [id, version, variant.language, variant.profile].join('/');
    const other = bundles.get(key);
    if (other !== undefined && other.identity !== bundle.identity) throw versionTaken(bundle);
    bundles.set(key, other ?? bundle);
  }
  return [...bundles.values()].sort(
    (a, b) =>
      compareCodeUnits(slotOf(a), slotOf(b)) || compareVersions(a.manifest.version, b.manifest.version),
  );
}

function slotOf({ manifest: { id, variant } }: BundleFile): string {
  return slotOfBundle({ id, ...variant });
}

function versionTaken({ manifest }: BundleFile): SatchelError {
  return new SatchelError('release-version-taken', {
    pack: wordsOf({ id: manifest.id, ...manifest.variant }),
    version: manifest.version,
  });
}

class Planner implements AddPlan {
  readonly bundles: PlannedBundle[] = [];
  readonly files: NewFile[] = [];
  readonly findings: Diagnostic[] = [];
  readonly #store: Store;
  readonly #listed: ChannelFile[];
  readonly #local: ReadonlyMap<string, string>;
  readonly #options: PlanAddOptions;

  constructor(store: Store, state: ChannelState, bundles: readonly BundleFile[], options: PlanAddOptions) {
    this.#store = store;
    this.#listed = [...state.files];
    this.#local = new Map(bundles.map(({ identity, file }) => [identity, file]));
    this.#options = options;
  }

  async add(bundle: BundleFile): Promise<void> {
    const { manifest, identity, file, size, digest } = bundle;
    const versions = this.#listed
      .filter((one) => one.kind === 'bundle')
      .filter((one) => slotOfBundle(one) === slotOf(bundle))
      .sort((a, b) => compareVersions(b.version, a.version));
    const pack = wordsOf({ id: manifest.id, ...manifest.variant });
    const { version } = manifest;
    const stem = stemOf(manifest, identity, bundle.isOriginal, this.#listed);
    const there = versions.find((one) => one.version === version);
    if (there !== undefined) {
      if (there.manifest !== identity) throw versionTaken(bundle);
      this.findings.push(diagnostic('release-same-version', { pack, version }));
      this.bundles.push({ bundle, path: there.path, isThere: true, deltas: [], changes: undefined });
      this.#list(papersBeside(bundle, there.path.replace(/\.zip$/, '')));
      return;
    }
    const [newest] = versions;
    if (newest && compareVersions(version, newest.version) < 0)
      this.findings.push(diagnostic('release-older', { pack, version, newest: newest.version }));
    const { id, title, variant } = manifest;
    const path = `${stem}.zip`;
    const listed: ChannelBundle = {
      ...{ kind: 'bundle', path, size, digest, id, version, title, manifest: identity },
      ...{ language: variant.language, profile: variant.profile },
    };
    this.#list([{ listed, content: { kind: 'file', file, size, digest } }]);
    const earlier = versions.filter((one) => compareVersions(one.version, version) < 0);
    const bases = await this.#fetchBases(earlier.slice(0, Math.max(1, this.#options.deltas)), pack);
    const deltas = await this.#makeDeltas(bundle, stem, bases);
    const changes = await this.#tellChanges(bundle, stem, bases[0], pack);
    this.#list(papersBeside(bundle, stem));
    this.bundles.push({ bundle, path, isThere: false, deltas, changes });
  }

  /** Lists files that are not listed yet as they are. */
  #list(files: readonly NewFile[]): void {
    for (const file of files) {
      const { path, digest } = file.listed;
      const i = this.#listed.findIndex((one) => one.path === path);
      if (this.#listed[i]?.digest === digest) continue;
      if (i >= 0) this.#listed.splice(i, 1);
      this.#listed.push(file.listed);
      this.files.push(file);
    }
  }

  async #fetchBases(bases: readonly ChannelBundle[], pack: string): Promise<Base[]> {
    const { onEvent, cache, signal } = this.#options;
    const found: Base[] = [];
    for (const base of bases) {
      const name = base.path;
      onEvent?.({ doing: 'fetching', name, done: found.length, total: bases.length });
      try {
        const file = this.#local.get(base.manifest) ?? (await fetchFile(this.#store, base, cache, signal));
        found.push({ ...base, file });
      } catch (error) {
        if (!(error instanceof SatchelError) || error.exit !== 3) throw error;
        const params = { pack, version: base.version, reason: error.message };
        this.findings.push(diagnostic('release-base-lost', params));
      }
    }
    return found;
  }

  async #makeDeltas(bundle: BundleFile, stem: string, bases: readonly Base[]): Promise<JudgedDelta[]> {
    const { deltas, work, onEvent, signal } = this.#options;
    if (deltas === 0) return [];
    const judged: JudgedDelta[] = [];
    const all = [...bases.slice(0, deltas), undefined];
    for (const [done, base] of all.entries()) {
      const path = deltaName(stem, base && { version: base.version, identity: base.manifest });
      onEvent?.({ doing: 'comparing', name: path, done, total: all.length });
      const file = join(work, `${shortDigest(bundle.identity, 32)}-${done}.delta`);
      // One that would not be kept is not proven either.
      const { size } = await writeDelta({
        ...{ base: base?.file, target: bundle.file, file, signal },
        maxSize: largestKept(bundle.size),
      });
      const made = { base: base?.manifest, baseVersion: base?.version, target: bundle.identity, size };
      const steps = this.#listed.filter((one) => one.kind === 'delta').map((one) => stepOf(one, one.path));
      const verdict = judgeDelta(made, bundle.size, steps);
      judged.push({ ...made, verdict });
      if (!verdict.isKept) continue;
      const digest = await digestOfFile(file);
      const { target } = made;
      this.#list([
        {
          listed: { kind: 'delta', path, size, digest, ...(base && { base: base.manifest }), target },
          content: { kind: 'file', file, size, digest },
        },
      ]);
    }
    return judged;
  }

  async #tellChanges(
    { file, identity, manifest }: BundleFile,
    stem: string,
    base: Base | undefined,
    pack: string,
  ): Promise<Changes | undefined> {
    if (base === undefined) return undefined;
    const changes = await diffBundles(base.file, file, { signal: this.#options.signal });
    const notes = notesPaper(changes, identity, stem);
    if (notes) this.#list([notes]);
    else {
      const reason = 'they would be too large';
      this.findings.push(diagnostic('release-notes-lost', { pack, version: manifest.version, reason }));
    }
    return changes;
  }
}

/** A bundle that a delta is made from, and its file on this machine. */
interface Base extends ChannelBundle {
  readonly file: string;
}
