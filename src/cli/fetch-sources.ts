import { join } from 'node:path';
import { defaultCacheDir } from '../cache.ts';
import { digestOf, shortDigest, type Digest } from '../digest.ts';
import { noteFindings } from './findings.ts';
import { showUpdate } from './update.ts';

/** What of a channel is wanted, and which are trusted. */
export interface FetchFlags {
  readonly pack?: readonly string[];
  readonly language?: readonly string[];
  readonly profile?: readonly string[];
  readonly trust?: readonly Digest[];
}

/**
 * Sources that are at hand: each address of a channel becomes a folder in the cache that was brought up to date from there just
 * now. Throws SatchelError as `update` does.
 */
export async function fetchSources(
  sources: readonly string[],
  flags: FetchFlags,
  signal: AbortSignal,
): Promise<string[]> {
  const here: string[] = [];
  for (const source of sources)
    here.push(/^https?:/i.test(source) ? await fetchChannel(source, flags, signal) : source);
  return here;
}

async function fetchChannel(
  channel: string,
  { pack: packs, language: languages, profile: profiles, trust = [] }: FetchFlags,
  signal: AbortSignal,
): Promise<string> {
  const [{ update }, { readState }] = await Promise.all([
    import('../update/update.ts'),
    import('../channel/state.ts'),
  ]);
  const choice = { packs, languages, profiles };
  // What is chosen makes another folder: a later run is not to find less than it asks for.
  const name = shortDigest(digestOf(JSON.stringify([channel, choice])), 16);
  const to = join(defaultCacheDir(), 'channels', name);
  // Of several that are trusted it is one: which one, its folder knows after the first time.
  const known = readState(to)?.known.fingerprint;
  const show = showUpdate(channel);
  const { diagnostics, packs: updated } = await update({
    ...{ channel, to, signal },
    trust: known !== undefined && trust.includes(known) ? known : trust[0],
    now: Date.now(),
    choice: { ...choice, everything: true },
    onEvent: show.onEvent,
  }).finally(show.stop);
  for (const { failure } of updated) if (failure) throw failure;
  noteFindings(diagnostics);
  return to;
}
