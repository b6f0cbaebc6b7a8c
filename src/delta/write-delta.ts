import { closeSync, fsyncSync, openSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { FileSink } from '../bundle/file-sink.ts';
import { bundleFileName } from '../bundle/manifest.ts';
import { discard, removeStale, syncFolder, temporaryName } from '../temporary.ts';
import { startTurns } from '../bundle/turns.ts';
import { verifyBundle, type VerifyOptions } from '../bundle/verify.ts';
import { diagnostic, SatchelError, wording, type Diagnostic } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { openContents, type Contents } from './contents.ts';
import { deriveTarget } from './derive.ts';
import { damagedFile, BASE_DIGITS, encodeHeader, MAX_TEXT_SIZE, type DeltaHeader } from './header.ts';
import { MAX_PACKED, pack } from './media.ts';
import { likeliestOlds } from './olds.ts';
import { openDelta } from './open.ts';
import { refuseOccupied } from './place.ts';
import { planDelta, type Plan } from './plan.ts';
import { Spool } from './spool.ts';
import { codeTexts } from './texts.ts';
import { encodeVarint } from './varint.ts';
import { checksumOf, writeTarget } from './write-target.ts';

export interface WriteDeltaOptions extends VerifyOptions {
  /** The bundle that people have, zipped or unpacked; none for a delta from nothing. */
  readonly base?: string | undefined;
  /** The bundle that they are to have: a ZIP file. */
  readonly target: string;
  /** Where the delta goes. Its folder is made if need be. */
  readonly file: string;
  /** Bytes. A larger delta is not written. */
  readonly maxSize?: number | undefined;
}

/** A delta that was written, or that was found to be too large. */
export interface WrittenDelta {
  /** Absolute. */
  readonly file: string;
  readonly base: Digest | undefined;
  readonly target: Digest;
  /** Bytes of the delta; of these, of its text and its media. */
  readonly size: number;
  readonly textSize: number;
  readonly mediaSize: number;
  /** Bytes of target's ZIP file. */
  readonly targetSize: number;
  readonly counts: Plan['counts'];
  /** False when it is larger than `maxSize`: nothing was written then. */
  readonly written: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes the delta that turns base into target. Before it takes its name it is applied to base, and what comes out is read
 * back in full and compared with target. Throws SatchelError: whatever is wrong with the two bundles (`bundle-*`,
 * `manifest-*`, `zip-*`, `delta-base-damaged`, `delta-target-damaged`), `delta-target-folder`, `delta-output-is-input`, `env-*`.
 */
export async function writeDelta(options: WriteDeltaOptions): Promise<WrittenDelta> {
  const file = resolve(options.file);
  const temporaries: string[] = [];
  const temporary = (): string => {
    const name = temporaryName(file);
    temporaries.push(name);
    return name;
  };
  const target = openContents(options.target, 'target');
  let base: Contents | undefined;
  try {
    if (target.kind === 'folder') throw new SatchelError('delta-target-folder', { file: options.target });
    base = options.base === undefined ? undefined : openContents(options.base, 'base');
    refuseOccupied(file, [options.base, options.target]);
    makeFolder(dirname(file));
    removeStale(file);
    const { plan, text } = await planAndCode(base, target, options.signal);
    const header: DeltaHeader = {
      formatVersion: 1,
      base: base && shortDigest(base.digest, BASE_DIGITS),
      target: target.digest,
      zipCrc: await checksumOf(options.target),
      original: basename(options.target) !== bundleFileName(target.manifest, false),
      textSize: text.length,
    };
    const delta = temporary();
    const sizes = await writeParts(delta, header, text, target, plan, options.signal);
    const written = options.maxSize === undefined || sizes.size <= options.maxSize;
    const differs = written && !(await proves(base, delta, [temporary(), temporary()], options));
    if (differs) await refuseDamaged(options.target, options);
    if (written) {
      renameSync(delta, file);
      syncFolder(dirname(file));
    }
    return {
      file,
      base: base?.digest,
      target: target.digest,
      ...sizes,
      textSize: text.length,
      targetSize: statSync(options.target).size,
      counts: plan.counts,
      written,
      diagnostics: differs ? [diagnostic('delta-zip-differs')] : [],
    };
  } catch (error) {
    throw writeFailure(damagedFile(error, file), options.file);
  } finally {
    temporaries.forEach(discard);
    base?.close();
    target.close();
  }
}

/** Plans a delta and codes its texts: all of them, or, where that is too much to be held in memory, as many as surely are not. */
async function planAndCode(
  base: Contents | undefined,
  target: Contents,
  signal: AbortSignal | undefined,
): Promise<{ plan: Plan; text: Buffer }> {
  const olds = base ? likeliestOlds(base, target) : new Map<string, number>();
  const attempt = async (maxText: number): Promise<{ plan: Plan; text: Buffer }> => {
    const plan = planDelta(base?.manifest, target.manifest, olds, maxText);
    return { plan, text: await codeTexts(base, target, plan.origins, signal) };
  };
  const all = await attempt(Infinity);
  return all.text.length <= MAX_TEXT_SIZE ? all : attempt(MAX_TEXT_SIZE / 2);
}

/** Writes header, text and media to the new file `delta`. */
async function writeParts(
  delta: string,
  header: DeltaHeader,
  text: Uint8Array,
  target: Contents,
  { origins }: Plan,
  signal: AbortSignal | undefined,
): Promise<{ size: number; mediaSize: number }> {
  const fd = openSync(delta, 'wx');
  try {
    const sink = new FileSink(fd);
    sink.write(encodeHeader(header));
    sink.write(text);
    const before = sink.position;
    const turns = startTurns(signal);
    for (const [i, entry] of target.manifest.entries.entries()) {
      if (origins[i]?.kind !== 'media') continue;
      const packed = entry.size <= MAX_PACKED ? pack(target.read(entry, MAX_PACKED)) : undefined;
      sink.write(encodeVarint(packed ? packed.length * 2 + 1 : entry.size * 2));
      for await (const piece of packed ? [packed] : target.stream(entry)) {
        sink.write(piece);
        await turns(piece.length);
      }
    }
    sink.flush();
    fsyncSync(fd);
    return { size: sink.position, mediaSize: sink.position - before };
  } finally {
    closeSync(fd);
  }
}

/** Applies a delta, proves what it gives and removes that again. Returns whether the ZIP file is target's byte for byte. */
async function proves(
  base: Contents | undefined,
  file: string,
  [aside, written]: readonly [string, string],
  options: VerifyOptions,
): Promise<boolean> {
  const delta = openDelta(file);
  const spool = new Spool(aside);
  try {
    const derived = await deriveTarget(base, delta, spool, options.signal);
    return (await writeTarget(written, derived, delta.header, options)).identical;
  } finally {
    spool.close();
    delta.close();
  }
}

/** A ZIP file other than the one that the delta gives: by another tool, which may be, or damaged where base is whole. */
async function refuseDamaged(target: string, options: VerifyOptions): Promise<void> {
  const [finding] = (await verifyBundle(target, options)).findings;
  if (finding) throw new SatchelError('delta-target-damaged', { reason: wording(finding).message });
}
