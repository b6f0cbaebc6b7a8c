import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { slotOfBundle } from '../channel/contents.ts';
import { openBundle } from '../bundle/open.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { compareVersions } from '../semver.ts';

/** A bundle in a folder of packs. */
export interface Installed {
  /** Its name in the folder. */
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly language: string;
  readonly profile: string;
  /** Digest of its manifest: its identity. */
  readonly manifest: Digest;
}

/** What a folder of packs has. */
export interface Shelf {
  /** Every bundle: by slot, the latest version first. */
  readonly bundles: ReadonlyMap<string, readonly Installed[]>;
  /** Names of ZIP files that are no whole bundles. */
  readonly damaged: ReadonlySet<string>;
  /** All names in the folder. */
  readonly names: ReadonlySet<string>;
  readonly findings: readonly Diagnostic[];
}

/** Reads the manifests of the ZIP files in `folder`; ZIP files that are no bundles are passed over. Throws the system’s errors. */
export async function readShelf(folder: string): Promise<Shelf> {
  const names = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const bundles = new Map<string, Installed[]>();
  const damaged = new Set<string>();
  const findings: Diagnostic[] = [];
  const zips = [...names]
    .filter((name) => /^[^.].*\.zip$/i.test(name))
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .sort(compareCodeUnits);
  for (const name of zips) {
    const one = await readInstalled(folder, name);
    if (one === undefined) continue;
    if ('code' in one) {
      damaged.add(name);
      findings.push(one);
      continue;
    }
    const slot = slotOfBundle(one);
    bundles.set(
      slot,
      [...(bundles.get(slot) ?? []), one].sort((a, b) => compareVersions(b.version, a.version)),
    );
  }
  return { bundles, damaged, names, findings };
}

async function readInstalled(folder: string, name: string): Promise<Installed | Diagnostic | undefined> {
  const file = join(folder, name);
  try {
    const bundle = await openBundle(file);
    await bundle.close();
    const { id, version, variant } = bundle.manifest;
    return { name, id, version, ...variant, manifest: bundle.manifestDigest };
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    if (error.code === 'bundle-manifest-missing') return undefined;
    return diagnostic('update-unreadable-here', { file, reason: error.message });
  }
}
