import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheDir } from '../cache.ts';
import type { ChannelBundle, ChannelFile } from '../channel/contents.ts';
import { metadataPath } from '../channel/layout.ts';
import type { Origin } from '../channel/origin.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { Store } from '../release/store.ts';
import { printable } from './printable.ts';
import { openChannel, trustFrom } from './release-channel.ts';
import { startAddShow } from './release-show.ts';
import { noteRetry } from './retry-note.ts';
import { printNote } from './terminal.ts';

export interface BaseFlags {
  readonly base?: readonly string[];
  readonly trust?: Digest;
  readonly cache?: string;
}

/** What is gone on from: files on this machine, and what is to be told of the channels that they come from. */
export interface Bases {
  readonly files: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/**
 * The bundles that `--base` names, and of each channel that it names those that `choose` takes, proven. Throws SatchelError: `channel-*`,
 * `trust-*`, `release-*`, `update-*`.
 */
export async function findBases(
  { base = [], trust, cache = defaultCacheDir() }: BaseFlags,
  choose: (files: readonly ChannelFile[]) => Promise<readonly ChannelBundle[]>,
  signal: AbortSignal,
): Promise<Bases> {
  const files: string[] = [];
  const findings: Diagnostic[] = [];
  for (const name of base)
    if (isChannel(name)) {
      const opened = await (isOnline(name) ? openOnline : openPlace)(name, trust, signal);
      findings.push(...opened.findings);
      try {
        files.push(...(await fetchAll(name, opened.origin, await choose(opened.files), cache, signal)));
      } finally {
        await opened.origin.close?.();
      }
    } else files.push(name);
  return { files, findings };
}

/** The bases of a build: of each channel what it has before this version. Throws as {@link findBases} does, and what reading a source throws. */
export async function findBasesOf(
  source: string,
  flags: BaseFlags & { readonly profile?: readonly string[] },
  signal: AbortSignal,
): Promise<Bases> {
  const findings: Diagnostic[] = [];
  const choose = async (files: readonly ChannelFile[]): Promise<readonly ChannelBundle[]> => {
    const [{ readPack }, { basesOf }] = await Promise.all([
      import('../build/pack.ts'),
      import('../release/bases.ts'),
    ]);
    const { id, version, profiles } = await readPack(source);
    const bases = basesOf(files, { id, version, profiles: flags.profile ?? profiles });
    if (bases.length === 0) findings.push(diagnostic('release-no-base', { id, version }));
    return bases;
  };
  const found = await findBases(flags, choose, signal);
  return { ...found, findings: [...found.findings, ...findings] };
}

function isOnline(name: string): boolean {
  return /^https?:/i.test(name);
}

function isStore(name: string): boolean {
  return /^s3:/i.test(name);
}

function isChannel(name: string): boolean {
  return isOnline(name) || isStore(name) || existsSync(join(name, metadataPath('root', 1)));
}

type Readable = Origin & Partial<Pick<Store, 'localFile'>>;

interface Opened {
  readonly origin: Readable;
  /** What everybody sees there. */
  readonly files: readonly ChannelFile[];
  readonly findings: readonly Diagnostic[];
}

/** A channel where publishers write it: a folder, or a store, which must be known: others may write there too. */
async function openPlace(channel: string, trust: Digest | undefined, signal: AbortSignal): Promise<Opened> {
  const { demandCurrentKeys } = await import('../release/state.ts');
  const { store, state } = await openChannel(channel, trust, signal);
  const { fingerprint, findings, published } = state;
  if (isStore(channel) && findings.some(({ code }) => code === 'release-channel-unproven'))
    throw new SatchelError('channel-unknown', { channel, fingerprint });
  demandCurrentKeys(state, channel);
  return { origin: store, files: published?.files ?? [], findings };
}

/** A channel as learners get it. Nothing is believed on first sight: whoever is between could slip in media and ids. */
async function openOnline(channel: string, trust: Digest | undefined, signal: AbortSignal): Promise<Opened> {
  const [{ originOf }, { refresh }, { demandFresh }] = await Promise.all([
    import('../update/origin-of.ts'),
    import('../channel/refresh.ts'),
    import('../channel/fresh.ts'),
  ]);
  const trusted = trust ?? trustFrom(process.env);
  const { origin } = originOf(channel, trusted, {
    onRetry: (reason, waitMs) => {
      noteRetry(channel, reason, waitMs);
    },
  });
  const found = await refresh(origin, undefined, trusted, undefined, signal);
  const findings = demandFresh(found, { name: channel, now: Date.now(), carried: false });
  return { origin, files: found.files, findings };
}

async function fetchAll(
  channel: string,
  origin: Readable,
  bases: readonly ChannelBundle[],
  cache: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { fetchFile } = await import('../release/fetch-file.ts');
  const show = startAddShow();
  const files: string[] = [];
  try {
    for (const base of bases) {
      show.onEvent({ doing: 'fetching', name: base.path, done: files.length, total: bases.length });
      files.push(await fetchFile(origin, base, join(cache, 'channel'), signal));
    }
  } finally {
    show.stop();
  }
  printNote(bases.map(({ path }) => `base: ${printable(path)} of ${printable(channel)}`).join('\n'));
  return files;
}
