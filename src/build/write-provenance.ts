import { rmSync } from 'node:fs';
import { digestOfFile } from '../digest.ts';
import { encoderBuilds } from '../media/builds.ts';
import { toolBuild } from '../package.ts';
import { dirHash } from '../source/dir-hash.ts';
import type { SourceTree } from '../source/tree.ts';
import { writeFailure } from '../system-failure.ts';
import { replaceFile } from '../write-file.ts';
import type { BundlePlan } from './bundle.ts';
import {
  encodedKinds,
  encodeProvenance,
  planProvenance,
  provenanceFile,
  type BaseFacts,
} from './provenance.ts';

/** What is the same for all bundles of a build. */
export interface ProvenanceRun {
  readonly tree: SourceTree;
  readonly fit: number | undefined;
  readonly bases: readonly BaseFacts[];
}

/** Gives the function that writes how a bundle, which lies there finished, was made; it returns the file's name. */
export function startProvenance({ tree, fit, bases }: ProvenanceRun): (plan: BundlePlan) => Promise<string> {
  let source: Promise<string> | undefined;
  return async ({ file, manifest, digest }) => {
    source ??= dirHash(tree);
    const provenance = planProvenance({
      ...{ file, manifest, digest, fit, bases },
      zipDigest: await digestOfFile(file),
      sourceDirHash: await source,
      builds: {
        'satchel-build': toolBuild,
        node: process.versions.node,
        zlib: process.versions.zlib,
        ...(await encoderBuilds(encodedKinds(manifest.entries))),
      },
    });
    const beside = provenanceFile(file);
    replaceFile(beside, encodeProvenance(provenance), 'provenance-write-failed');
    return beside;
  };
}

/** Removes what is told of the bundle that lay there before: of the next it would be wrong. */
export function removeProvenance(bundle: string): void {
  try {
    rmSync(provenanceFile(bundle), { force: true });
  } catch (error) {
    throw writeFailure(error, bundle);
  }
}
