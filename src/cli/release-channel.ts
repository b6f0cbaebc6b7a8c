import { diagnostic, SatchelError } from '../diagnostic.ts';
import { isDigest, type Digest } from '../digest.ts';
import type { Seen } from '../release/remembered.ts';
import type { ChannelState } from '../release/state.ts';
import type { Store } from '../release/store.ts';
import { noteRetry } from './retry-note.ts';

const TRUST_VARIABLE = 'SATCHEL_TRUST';

/** The store of a channel; where it must be asked again, that is told. Throws SatchelError `release-store-*`. */
export async function openStore(channel: string): Promise<Store> {
  const { openStore: open } = await import('../release/open-store.ts');
  return open(channel, process.env, (reason, waitMs) => {
    noteRetry(channel, reason, waitMs);
  });
}

/**
 * Opens a channel to publish in, which must be the one whose fingerprint is `trust`, stands in SATCHEL_TRUST, or was seen here before, and none of its
 * roots or timestamps older than what was seen. Throws SatchelError as `readState` does.
 */
export async function openChannel(
  channel: string,
  trust: Digest | undefined,
  signal: AbortSignal,
): Promise<{ store: Store; state: ChannelState }> {
  const [{ readState }, { defaultStateDir, readRemembered, remember, seenOf }] = await Promise.all([
    import('../release/state.ts'),
    import('../release/remembered.ts'),
  ]);
  const store = await openStore(channel);
  const dir = defaultStateDir();
  const remembered = readRemembered(dir, store.address);
  const given = trust ?? trustFrom(process.env);
  const isOther = given !== undefined && given !== remembered?.fingerprint;
  const seen = isOther ? { fingerprint: given, root: 0, timestamp: 0 } : remembered;
  const state = await readState(store, { seen, signal });
  if (seen) {
    remember(dir, store.address, seenOf(state));
    return { store, state };
  }
  const { fingerprint, findings } = state;
  const unproven = diagnostic('release-channel-unproven', { channel, fingerprint });
  return { store, state: { ...state, findings: [unproven, ...findings] } };
}

/** Remembers what a run has made of a channel. */
export async function rememberChannel(store: Store, seen: Seen): Promise<void> {
  const { defaultStateDir, remember } = await import('../release/remembered.ts');
  remember(defaultStateDir(), store.address, seen);
}

/** The fingerprint in SATCHEL_TRUST. Throws SatchelError `release-trust-odd`. */
export function trustFrom(env: NodeJS.ProcessEnv): Digest | undefined {
  const text = env[TRUST_VARIABLE]?.trim().toLowerCase() ?? '';
  if (text === '' || isDigest(text)) return text || undefined;
  throw new SatchelError('release-trust-odd', { variable: TRUST_VARIABLE });
}
