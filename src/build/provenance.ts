import { basename } from 'node:path';
import canonicalize from 'canonicalize';
import type { Entry, Manifest } from '../bundle/manifest.ts';
import { shortDigest, type Digest } from '../digest.ts';
import type { EncodedKinds } from '../media/builds.ts';
import { fontPreset } from '../media/font/subset.ts';

// Provenance of a bundle, format 1 (schemas/provenance-1.md): an in-toto statement with a SLSA predicate.

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** https://slsa.dev/spec/v1.0/provenance */
const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';
const BUILD_TYPE = 'urn:satchel:build:1';
const BUILDER = 'urn:satchel:builder:1';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md: the fields of it that are used here. */
export interface Resource {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Provenance {
  readonly _type: typeof STATEMENT_TYPE;
  /** The ZIP file, and its manifest, which is the bundle's identity. */
  readonly subject: readonly [Resource, Resource];
  readonly predicateType: typeof PREDICATE_TYPE;
  readonly predicate: {
    readonly buildDefinition: {
      readonly buildType: typeof BUILD_TYPE;
      /** What was asked for, beside what stands in the source. */
      readonly externalParameters: {
        readonly language: string;
        readonly profile: string;
        /** Bytes, of --fit. */
        readonly fit?: number;
      };
      /** The source first, then the bases. */
      readonly resolvedDependencies: readonly Resource[];
    };
    readonly runDetails: {
      readonly builder: { readonly id: typeof BUILDER; readonly version: Readonly<Record<string, string>> };
    };
  };
}

/** All that is told of how a bundle was made. */
export interface ProvenanceFacts {
  readonly file: string;
  readonly manifest: Manifest;
  readonly digest: Digest;
  /** Of the ZIP file. */
  readonly zipDigest: Digest;
  readonly fit: number | undefined;
  /** In hexadecimal. */
  readonly sourceDirHash: string;
  readonly bases: readonly BaseFacts[];
  /** By component. */
  readonly builds: Readonly<Record<string, string>>;
}

/** A bundle that was built on. */
export interface BaseFacts extends Pick<Manifest, 'id' | 'version' | 'variant'> {
  readonly digest: Digest;
}

/** Where the provenance of a bundle lies: beside it. */
export function provenanceFile(bundle: string): string {
  return `${bundle.replace(/\.zip$/i, '')}.provenance.json`;
}

/** How a bundle was made. Nothing of the clock, the host or its paths: the same source gives the same bytes. */
export function planProvenance(facts: ProvenanceFacts): Provenance {
  const { manifest, digest, zipDigest, fit, sourceDirHash, bases, builds } = facts;
  const name = basename(facts.file);
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name, digest: digestSet(zipDigest) },
      { name: `${name}/manifest.json`, digest: digestSet(digest) },
    ],
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { ...manifest.variant, ...(fit !== undefined && { fit }) },
        resolvedDependencies: [
          { name: 'source', digest: { dirHash: sourceDirHash } },
          ...bases.map(({ id, version, variant, digest: base }) => ({
            name: 'base',
            digest: digestSet(base),
            annotations: { id, version, ...variant },
          })),
        ],
      },
      runDetails: { builder: { id: BUILDER, version: { satchel: manifest.generator.version, ...builds } } },
    },
  };
}

/** RFC 8785 JSON, no newline. */
export function encodeProvenance(provenance: Provenance): Uint8Array {
  return new TextEncoder().encode(canonicalize(provenance));
}

/** Which encoders have made something of a bundle. */
export function encodedKinds(entries: readonly Entry[]): EncodedKinds {
  const made = entries.filter(({ preset }) => preset);
  const is = (type: RegExp): boolean => made.some(({ mediaType }) => type.test(mediaType));
  return {
    pictures: is(/^image\/(?!svg)/),
    drawings: is(/^image\/svg/),
    recordings: is(/^(?:audio|video)\//),
    fonts: made.some(({ preset }) => preset?.id === fontPreset.id),
  };
}

function digestSet(digest: Digest): Readonly<Record<string, string>> {
  return { sha256: shortDigest(digest, 64) };
}
