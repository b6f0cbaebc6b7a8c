import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { demandFresh } from '../channel/fresh.ts';
import { refresh, type Known } from '../channel/refresh.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { holdFolder } from '../hold.ts';
import { writeFailure } from '../system-failure.ts';
import { forgetPartials, removeOutdated } from './clean-up.ts';
import { readPartial } from './download.ts';
import { readShelf } from './installed.ts';
import { originOf, type Source } from './origin-of.ts';
import type { Patience } from './patience.ts';
import { planUpdate, seenVersions, type Choice, type PlannedPack, type UpdatePlan } from './plan.ts';
import { putPack, workFolder } from './put.ts';
import { demandSpace } from './space.ts';
import { readState, writeState, type Override } from '../channel/state.ts';

export interface UpdateOptions {
  /** An address of the web, a folder or a drop; or where the files of a channel come from. */
  readonly channel: string | Source;
  /** The folder of packs. It is made where it is missing. */
  readonly to: string;
  /** By this machine’s clock; milliseconds since 1970. */
  readonly now: number;
  /** The fingerprint of the channel, needed the first time. */
  readonly trust?: Digest | undefined;
  readonly choice?: Choice | undefined;
  /** Days that news may be old. */
  readonly maxAge?: number | undefined;
  /** Earlier versions stay beside the later ones. */
  readonly keep?: boolean | undefined;
  /** Takes news though it is older than what was seen, once; who does so, and why, is kept. */
  readonly acceptOlder?: Omit<Override, 'at'> | undefined;
  /** Plans, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  readonly patience?: Patience | undefined;
  readonly onEvent?: ((event: UpdateEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type UpdateEvent =
  /** All that is to be done is known. */
  | { readonly kind: 'planned'; readonly plan: UpdatePlan }
  /** Bytes that have come, and that come in all. */
  | { readonly kind: 'fetching'; readonly done: number; readonly total: number }
  /** A bundle is made, or proven. */
  | { readonly kind: 'proving'; readonly name: string }
  /** An attempt has failed and is made again, after so many milliseconds. */
  | { readonly kind: 'retry'; readonly reason: string; readonly waitMs: number };

/** How it went with one pack. */
export interface UpdatedPack {
  readonly pack: PlannedPack;
  /** What it failed with; undefined where the new version is in place. */
  readonly failure?: SatchelError;
}

export interface Updated {
  readonly fingerprint: Digest;
  /** When the channel said last what it has; milliseconds since 1970. */
  readonly published: number;
  readonly plan: UpdatePlan;
  /** Empty where nothing was done (`dryRun`). */
  readonly packs: readonly UpdatedPack[];
  /** Names of earlier versions that were removed. */
  readonly removed: readonly string[];
  /** Bytes of bundles and deltas that were downloaded. */
  readonly fetchedSize: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Brings the packs in a folder to the newest versions of a channel. Nothing is believed that its keys have not signed, and nothing is
 * older than what was seen before; each old bundle is there until the new one has been read back. Throws SatchelError: `channel-*`, `trust-*`,
 * `update-*`, `env-*`; one pack that cannot be had does not keep the others back.
 */
export async function update(options: UpdateOptions): Promise<Updated> {
  const folder = resolve(options.to);
  const source =
    typeof options.channel === 'string'
      ? originOf(options.channel, options.trust ?? readState(folder)?.known.fingerprint, {
          patience: options.patience,
          onRetry: (reason, waitMs) => options.onEvent?.({ kind: 'retry', reason, waitMs }),
        })
      : options.channel;
  try {
    if (!options.dryRun) makeFolder(folder);
  } catch (error) {
    throw writeFailure(error, folder);
  }
  const release = await holdFolder(
    folder,
    (cause) => new SatchelError('update-busy', { folder: options.to }, {}, { cause }),
  );
  try {
    return await updateFrom(source, folder, options);
  } finally {
    release();
    await source.origin.close?.();
  }
}

async function updateFrom(source: Source, folder: string, options: UpdateOptions): Promise<Updated> {
  const { origin, carried, address } = source;
  const { now, signal } = options;
  const before = readState(folder);
  const overrides = [...(before?.overrides ?? [])];
  if (before && options.acceptOlder) overrides.push({ at: now, ...options.acceptOlder });
  // Before anything is fetched: what was seen once is never taken back.
  const keep = (known: Known, versions = before?.versions ?? new Map<string, Digest>()): void => {
    if (!options.dryRun) writeState(folder, { address, asked: now, known, versions, overrides });
  };
  const start = options.acceptOlder ? rootsOf(before?.known) : before?.known;
  const channel = await refresh(origin, start, options.trust, keep, signal).catch((error: unknown) => {
    throw carried ? olderNews(error, origin.name) : error;
  });
  const bundles = channel.files.filter((file) => file.kind === 'bundle');
  keep(channel.known, seenVersions(before?.versions ?? new Map<string, Digest>(), bundles));
  const diagnostics = demandFresh(channel, {
    ...{ name: origin.name, now, carried, maxAge: options.maxAge },
    serverTime: origin.serverTime?.(),
  });
  const plan = planUpdate({
    ...{ channel: origin.name, folder: options.to, files: channel.files },
    shelf: await readShelf(folder),
    choice: options.choice ?? {},
    partial: readPartial(folder),
    origin,
  });
  diagnostics.push(...plan.findings);
  options.onEvent?.({ kind: 'planned', plan });
  const result = { fingerprint: channel.known.fingerprint, published: channel.published, plan };
  if (options.dryRun) return { ...result, packs: [], removed: [], fetchedSize: 0, diagnostics };
  demandSpace(plan, folder, options.to);
  const done = await putAll(plan, source, folder, options, diagnostics);
  const removed = options.keep ? [] : await removeOutdated(plan, done.packs, folder, diagnostics);
  forgetPartials(channel, folder, plan, done.packs);
  return { ...result, ...done, removed, diagnostics };
}

/** That a stick was on its way while this folder learnt more is no attack; it is refused all the same, and told so. */
function olderNews(error: unknown, channel: string): unknown {
  if (!(error instanceof SatchelError) || error.code !== 'trust-rollback') return error;
  return new SatchelError('update-carried-older', { channel }, {}, { cause: error });
}

/** What nobody may take back, whatever reason they have: whose the channel is. */
function rootsOf(known: Known | undefined): Known | undefined {
  return known && { fingerprint: known.fingerprint, roots: known.roots };
}

async function putAll(
  plan: UpdatePlan,
  { origin }: Source,
  folder: string,
  { onEvent, signal }: UpdateOptions,
  diagnostics: Diagnostic[],
): Promise<Pick<Updated, 'packs' | 'fetchedSize'>> {
  let total = plan.packs.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const packs: UpdatedPack[] = [];
  rmSync(workFolder(folder), { recursive: true, force: true });
  try {
    for (const pack of plan.packs) {
      try {
        const findings = await putPack(pack, origin, folder, {
          signal,
          onBytes: (size) => {
            done += size;
            onEvent?.({ kind: 'fetching', done, total: Math.max(done, total) });
          },
          onMore: (size) => {
            total += size;
          },
          onProving: () => onEvent?.({ kind: 'proving', name: pack.name }),
        });
        diagnostics.push(...findings);
        packs.push({ pack });
      } catch (error) {
        // What is wrong with one pack is no reason to keep back the others; a line or a disk that fails, is.
        if (!(error instanceof SatchelError) || error.exit !== 3) throw error;
        packs.push({ pack, failure: error });
      }
    }
  } finally {
    rmSync(workFolder(folder), { recursive: true, force: true });
  }
  return { packs, fetchedSize: done };
}
