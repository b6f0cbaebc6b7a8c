import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { openContainer, readError, readManifest } from '../bundle/open.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { parseSignature, type Signature } from './minisign.ts';
import { readBounded } from './read-key.ts';

/** Where the signature of a bundle lies: beside it, `soil_1.0.0.zip` or the folder `soil_1.0.0` → `soil_1.0.0.manifest.json.minisig`. */
export function signatureFileOf(bundle: string): string {
  const whole = resolve(bundle);
  const isFolder = statSync(whole, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const name = isFolder ? basename(whole) : basename(whole).replace(/\.zip$/i, '');
  // As it was typed, where that tells the folder: `dist/soil.zip`, and not the whole way to it.
  const folder = /(?:^|[/\\])\.{1,2}[/\\]*$/.test(bundle) ? dirname(whole) : dirname(bundle);
  return join(folder, `${name}.manifest.json.minisig`);
}

/** Reads a signature. Throws SatchelError: `signature-missing`, `signature-unreadable`, `signature-malformed`, `signature-legacy`. */
export function readSignature(file: string): Signature {
  const bytes = readBounded(file, (code) =>
    code === 'ENOENT' || code === 'ENOTDIR'
      ? new SatchelError('signature-missing', { file })
      : new SatchelError('signature-unreadable', { file, reason: code }),
  );
  return parseSignature(bytes, file);
}

/** The bytes of the manifest of a bundle that was verified: what is signed. Throws SatchelError unless they have `digest` still. */
export function provenManifest(bundle: string, digest: Digest): Uint8Array {
  const container = openContainer(bundle);
  try {
    const bytes = readManifest(container, bundle);
    if (digestOf(bytes) !== digest)
      throw new SatchelError('bundle-manifest-damaged', { reason: 'it changed while it was read' });
    return bytes;
  } catch (error) {
    throw readError(error, bundle);
  } finally {
    container.close();
  }
}
