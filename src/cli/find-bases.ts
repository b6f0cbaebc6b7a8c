import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheDir } from '../cache.ts';
import { metadataPath } from '../channel/layout.ts';
import type { ChannelFile } from '../channel/contents.ts';
import type { Origin } from '../channel/origin.ts';
import { diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { Store } from '../release/store.ts';
import { noteFindings } from './findings.ts';
import { openChannel, trustFrom } from './release-channel.ts';
import { startAddShow } from './release-show.ts';
import { printNote } from './terminal.ts';
import { printable } from './printable.ts';

/** What of a channel is gone on from. */
export interface BaseFlags {
  readonly base?: readonly string[];
  readonly trust?: Digest;
  readonly language?: readonly string[];
  readonly profile?: readonly string[];
}

/**
 * The files that a build of `source` goes on from: bundles as they were named, and of each channel what it has before this version, on this
 * machine and proven. Throws SatchelError: `channel-*`, `trust-*`, `release-*`, `update-*`, and what reading a source throws.
 */
export async function findBases(source: string, flags: BaseFlags, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  for (const base of flags.base ?? [])
    files.push(...(isChannel(base) ? await fromChannel(base, source, flags, signal) : [base]));
  return files;
}

function isOnline(base: string): boolean {
  return /^https?:/i.test(base);
}

function isChannel(base: string): boolean {
  return isOnline(base) || /^s3:/i.test(base) || existsSync(join(base, metadataPath('root', 1)));
}

async function fromChannel(
  channel: string,
  source: string,
  { trust, language: languages, profile: profiles }: BaseFlags,
  signal: AbortSignal,
): Promise<string[]> {
  const [{ readPack }, { basesOf }, { fetchFile }] = await Promise.all([
    import('../build/pack.ts'),
    import('../release/bases.ts'),
    import('../release/fetch-file.ts'),
  ]);
  const pack = await readPack(source);
  const { origin, files } = isOnline(channel)
    ? await openOnline(channel, trust, signal)
    : await openPlace(channel, trust, signal);
  const show = startAddShow();
  try {
    const bases = basesOf(files, { ...pack, languages, profiles });
    if (bases.length === 0) noteFindings([diagnostic('release-no-base', { channel, ...pack })]);
    const cache = join(defaultCacheDir(), 'channel');
    const found: string[] = [];
    for (const base of bases) {
      show.onEvent({ doing: 'fetching', name: base.path, done: found.length, total: bases.length });
      found.push(await fetchFile(origin, base, cache, signal));
    }
    show.stop();
    printNote(bases.map(({ path }) => `base: ${printable(path)} of ${printable(channel)}`).join('\n'));
    return found;
  } finally {
    show.stop();
    await origin.close?.();
  }
}

interface Opened {
  readonly origin: Origin & Partial<Pick<Store, 'localFile'>>;
  /** What everybody sees there. */
  readonly files: readonly ChannelFile[];
}

/** A channel where publishers write it: a folder, or a store. */
async function openPlace(channel: string, trust: Digest | undefined, signal: AbortSignal): Promise<Opened> {
  const { store, state } = await openChannel(channel, trust, signal);
  noteFindings(state.findings);
  return { origin: store, files: state.published?.files ?? [] };
}

/** A channel as learners get it. Nothing is believed on first sight: whoever is between could slip in media and ids. */
async function openOnline(channel: string, trust: Digest | undefined, signal: AbortSignal): Promise<Opened> {
  const [{ originOf }, { refresh }, { demandFresh }] = await Promise.all([
    import('../update/origin-of.ts'),
    import('../channel/refresh.ts'),
    import('../channel/fresh.ts'),
  ]);
  const trusted = trust ?? trustFrom(process.env);
  const { origin } = originOf(channel, trusted);
  const found = await refresh(origin, undefined, trusted, undefined, signal);
  noteFindings(demandFresh(found, { name: channel, now: Date.now(), carried: false }));
  return { origin, files: found.files };
}
