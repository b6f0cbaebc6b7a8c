import { startTurns } from '../bundle/turns.ts';
import type { Channel } from '../channel/refresh.ts';
import { diagnostic, SatchelError, sortDiagnostics, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { startPlaces } from './places.ts';
import { isCarried } from './planned-files.ts';
import { proveFile } from './prove.ts';
import { releaseScriptPath } from './layout.ts';
import { lostSteps, readDrop, type Drop, type SoundRelease } from './read-drop.ts';
import { newsOfDrop, signsFor } from './news.ts';
import { slotOf, type DropFile, type DropVersion } from './release.ts';
import { readTarget } from './target.ts';
import { checkThere, dropFailure } from './write-drop.ts';

/** What a drop was found to be, every byte of it read. */
export interface DropVerification {
  /** The highest release that anything on the drop speaks of; undefined where there is none. */
  readonly newest: number | undefined;
  readonly isNewestWhole: boolean;
  /** The highest release of which every byte is right: what learners can trust. */
  readonly whole: SoundRelease | undefined;
  readonly files: number;
  readonly size: number;
  /** Whether every pack of the release that is whole is signed by one of the channels that were to be trusted, where any were. */
  readonly isTrusted: boolean;
  /** The channels whose news the drop carries. */
  readonly news: readonly CarriedNews[];
  /** Sorted. Errors are damage; warnings are what does no harm. */
  readonly findings: readonly Diagnostic[];
}

/** What a drop says of a channel: true for who trusts its fingerprint. */
export interface CarriedNews {
  readonly fingerprint: Digest;
  /** When the channel said so last; milliseconds since 1970. */
  readonly published: number;
  /** How many packs of the release that is whole the channel has signed for. */
  readonly signed: number;
}

export interface VerifyDropOptions {
  /** Fingerprints of channels: where any are named, every pack must be signed by one of them. */
  readonly trust?: readonly Digest[] | undefined;
  /** Bytes done, bytes in all, the file at hand. */
  readonly onProgress?: ((done: number, total: number, path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads every byte of the releases on a drop. Throws SatchelError where there is no drop, or it goes away. */
export async function verifyDrop(name: string, options: VerifyDropOptions = {}): Promise<DropVerification> {
  const target = readTarget(name);
  try {
    const found = await verify(target.root, name, options);
    checkThere(target, 'read');
    return found;
  } catch (error) {
    throw dropFailure(error, name, 'read');
  }
}

async function verify(
  root: string,
  name: string,
  { onProgress, signal, trust = [] }: VerifyDropOptions,
): Promise<DropVerification> {
  const turns = startTurns(signal);
  const drop = readDrop(root);
  const { releases, unsound, present, begun, owned } = drop;
  if (releases.length === 0 && unsound.length === 0)
    throw new SatchelError(owned.size > 0 ? 'drop-nothing-finished' : 'drop-target-no-drop', {
      target: name,
    });
  const files = new Map<string, DropFile>();
  for (const release of releases) for (const file of release.files) files.set(keyOf(file), file);
  const total = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  const inTheWay = startPlaces(root);
  const wrong = new Map<string, Diagnostic>();
  let done = 0;
  let isDirect = true;
  for (const [key, file] of files) {
    const proof = await proveFile(root, file, (size) => {
      done += size;
      onProgress?.(done, total, file.path);
      return turns(size);
    });
    if (!proof.isDirect) isDirect = false;
    const above = inTheWay(file.path);
    if (above !== undefined) wrong.set(key, diagnostic('drop-file-special', { path: above }));
    else if (proof.finding) wrong.set(key, proof.finding);
  }
  const whole = releases.find((release) => release.files.every((file) => !wrong.has(keyOf(file))));
  const newest = Math.max(
    ...[...releases.map(({ release }) => release.release), ...unsound.map(({ number }) => number)],
  );
  const steps = lostSteps(drop, newest);
  const isNewestWhole = whole?.release.release === newest && steps.length === 0;
  const findings = [...unsound.map(({ finding }) => finding), ...wrong.values()];
  for (const step of steps) findings.push(diagnostic('drop-file-missing', { path: releaseScriptPath(step) }));
  if (begun) findings.push(diagnostic('drop-write-unfinished'));
  for (const path of present.keys())
    if (!owned.has(path)) findings.push(diagnostic('drop-file-foreign', { path }));
  if (!whole) findings.push(diagnostic('drop-release-missing'));
  const channels = [...present.keys()].some(isCarried) ? await newsOf(name, drop, findings) : [];
  const versions = whole?.versions ?? [];
  const isSigned = ({ digest }: DropVersion, by: readonly Channel[]): boolean =>
    by.some((channel) => signsFor(channel, digest));
  const trusted = channels.filter(({ known }) => trust.includes(known.fingerprint));
  const unsigned = trust.length > 0 ? versions.filter((version) => !isSigned(version, trusted)) : [];
  for (const version of unsigned)
    findings.push(diagnostic('drop-source-unsigned', { pack: slotOf(version), trust: trust.join(', ') }));
  if (!isDirect) findings.push(diagnostic('drop-read-from-memory', { target: name }));
  return {
    newest,
    isNewestWhole,
    whole,
    files: files.size,
    size: total,
    isTrusted: unsigned.length === 0,
    news: channels.map((channel) => ({
      fingerprint: channel.known.fingerprint,
      published: channel.published,
      signed: versions.filter((version) => isSigned(version, [channel])).length,
    })),
    findings: sortDiagnostics(findings),
  };
}

/** News that does not hold is damage like any other, and told so. */
async function newsOf(name: string, drop: Drop, findings: Diagnostic[]): Promise<Channel[]> {
  try {
    return await newsOfDrop(name, drop);
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    findings.push(error.diagnostic);
    return [];
  }
}

/** Releases may differ in what a file should be. */
function keyOf({ path, digest }: DropFile): string {
  return `${digest} ${path}`;
}
