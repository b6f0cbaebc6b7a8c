import { diagnostic, SatchelError, sortDiagnostics, type Diagnostic } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { badSector } from './container.ts';
import { MANIFEST_PATH, parseManifest, type Entry, type Manifest } from './manifest.ts';
import {
  openContainer,
  readEntry,
  type OpenedContainer,
  readError,
  readManifest,
  streamEntry,
} from './open.ts';
import { startTurns } from './turns.ts';

/** What a verification did. Without `digest` the manifest itself is damaged, and the rest was checked as far as can be. */
export interface Verification {
  readonly digest: Digest | undefined;
  readonly manifest: Manifest | undefined;
  /** Entries that were checked, the manifest among them. */
  readonly entries: number;
  /** Sorted; empty when every byte is what the manifest says. */
  readonly findings: readonly Diagnostic[];
}

export interface VerifyOptions {
  /** Entries done, entries in all, the path of the last one. */
  readonly onProgress?: ((done: number, total: number, path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

// Larger entries are streamed, so that memory does not grow with them.
const WHOLE_SIZE = 4 * 1024 * 1024;

/**
 * Compares every byte of a bundle (ZIP file or folder) with its manifest and names every entry that is damaged, missing
 * or foreign. Throws SatchelError when there is nothing to go on with: no such file, no ZIP, an unsafe structure.
 */
export async function verifyBundle(file: string, options: VerifyOptions = {}): Promise<Verification> {
  const container = openContainer(file);
  try {
    return await verifyContainer(container, file, options);
  } catch (error) {
    throw readError(error, file);
  } finally {
    container.close();
  }
}

async function verifyContainer(
  container: OpenedContainer,
  file: string,
  { onProgress, signal }: VerifyOptions,
): Promise<Verification> {
  const findings: Diagnostic[] = [];
  const names = new Set(container.names());
  const identity = identify(container, file, findings);
  const checks = identity
    ? identity.manifest.entries.map((entry) => ({ path: entry.path, entry }))
    : [...names].sort(compareCodeUnits).flatMap((path) => (path === MANIFEST_PATH ? [] : [{ path }]));

  const turns = startTurns(signal);
  let done = 0;
  for (const check of checks) {
    const finding = await checkEntry(container, check, turns);
    if (finding) findings.push(finding);
    names.delete(check.path);
    onProgress?.(++done, checks.length, check.path);
    signal?.throwIfAborted();
  }
  names.delete(MANIFEST_PATH);
  // Records of folders hold no entry, but a bundle with a broken one is not whole.
  for (const { message, params } of container.problems)
    if (String(params['name']).endsWith('/'))
      findings.push(diagnostic('bundle-entry-damaged', { path: String(params['name']), reason: message }));
  if (identity) for (const path of names) findings.push(diagnostic('bundle-entry-foreign', { path }));
  return {
    digest: identity?.digest,
    manifest: identity?.manifest,
    entries: checks.length + 1,
    findings: sortDiagnostics(findings),
  };
}

function identify(
  container: OpenedContainer,
  file: string,
  findings: Diagnostic[],
): { digest: Digest; manifest: Manifest } | undefined {
  try {
    const bytes = readManifest(container, file);
    return { digest: digestOf(bytes), manifest: parseManifest(bytes) };
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    // None of these is damage of this bundle's manifest.
    if (NO_BUNDLE.has(error.code)) throw error;
    findings.push(diagnostic('bundle-manifest-damaged', { reason: reasonOf(error, MANIFEST_PATH) }));
    return undefined;
  }
}

const NO_BUNDLE: ReadonlySet<string> = new Set([
  'bundle-manifest-missing',
  'bundle-other-folder',
  'manifest-version',
]);

/** Without an entry to compare with, the container's own checksum is all that can be checked. */
async function checkEntry(
  container: OpenedContainer,
  { path, entry }: { path: string; entry?: Entry },
  turns: (size: number) => Promise<void>,
): Promise<Diagnostic | undefined> {
  try {
    if (entry && entry.size <= WHOLE_SIZE) await turns(readEntry(container, entry, WHOLE_SIZE).length);
    // Read to the end, where what is wrong is thrown.
    else
      for await (const piece of entry ? streamEntry(container, entry) : container.stream(path))
        await turns(piece.length);
    return undefined;
  } catch (thrown) {
    const error = badSector(thrown, path);
    if (!(error instanceof SatchelError)) throw error;
    if (error.code.startsWith('bundle-')) return error.diagnostic;
    return diagnostic('bundle-entry-damaged', { path, reason: reasonOf(error, path) });
  }
}

/** What is wrong with an entry that the sentence around it names already. */
function reasonOf({ message }: SatchelError, path: string): string {
  return message.replace(`the ZIP file’s “${path}”`, 'it').replace(`“${path}”`, 'it');
}
