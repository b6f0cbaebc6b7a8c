import type { Provenance } from '../build/provenance.ts';
import { openBundle } from '../bundle/open.ts';
import type { Digest } from '../digest.ts';
import { readProvenance } from './read-provenance.ts';

/** The bases that a bundle was built on, as its provenance says: what messages call them, by the digests of their manifests. */
export function namedBases({ predicate }: Provenance): ReadonlyMap<Digest, string> {
  const bases = predicate.buildDefinition.resolvedDependencies.filter(({ name }) => name === 'base');
  return new Map(
    bases.map(({ digest, annotations: { id = '', version = '', language = '', profile = '' } = {} }) => [
      `sha256:${digest['sha256'] ?? ''}`,
      `${id} ${version}, ${language}, ${profile}`,
    ]),
  );
}

/** What a bundle and what lies beside it say of its bases. */
export interface Built {
  readonly id: string;
  readonly version: string;
  readonly profile: string;
  /** Digests of their manifests; undefined where no provenance tells. */
  readonly bases: ReadonlySet<Digest> | undefined;
}

/** Throws SatchelError `bundle-*`. */
export async function readBuilt(file: string): Promise<Built> {
  const bundle = await openBundle(file);
  await bundle.close();
  const { manifest, manifestDigest } = bundle;
  const { provenance } = await readProvenance(file, manifestDigest);
  const { id, version, variant } = manifest;
  const bases = provenance && new Set(namedBases(provenance).keys());
  return { id, version, profile: variant.profile, bases };
}
