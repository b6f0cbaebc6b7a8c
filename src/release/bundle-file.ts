import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { bundleFileName, type Manifest } from '../bundle/manifest.ts';
import { verifyBundle } from '../bundle/verify.ts';
import { SatchelError, wording } from '../diagnostic.ts';
import { digestOfFile, type Digest } from '../digest.ts';

/** A bundle that is to be published, proven to the last byte. */
export interface BundleFile {
  /** Absolute. */
  readonly file: string;
  readonly manifest: Manifest;
  /** Digest of the manifest: the bundle's identity. */
  readonly identity: Digest;
  /** Bytes and digest of the ZIP file. */
  readonly size: number;
  readonly digest: Digest;
  /** Its name leaves the language out, since it is the source's own. */
  readonly isOriginal: boolean;
}

/** Throws SatchelError: `release-bundle-folder`, `release-bundle-damaged`, `bundle-*`, `zip-*`. */
export async function readBundleFile(
  file: string,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<BundleFile> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new SatchelError('release-bundle-folder', { file });
  const { digest: identity, manifest, findings } = await verifyBundle(file, { onProgress, signal });
  const [finding] = findings;
  if (finding || identity === undefined || manifest === undefined) {
    const reason = finding ? wording(finding).message : 'it has no manifest';
    throw new SatchelError('release-bundle-damaged', { file, reason });
  }
  return {
    file: resolve(file),
    manifest,
    identity,
    size: statSync(file).size,
    digest: await digestOfFile(file),
    isOriginal: basename(file) === bundleFileName(manifest, true),
  };
}
