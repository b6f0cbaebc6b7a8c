import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { digestOf, isDigest, shortDigest, type Digest } from '../digest.ts';
import { SatchelError } from '../diagnostic.ts';
import { replaceFile } from '../write-file.ts';
import type { ChannelState } from './state.ts';

/**
 * What was seen of a channel before. Whoever can write to a store could put another channel there, or an old state of this one, and let a
 * publisher sign it.
 */
export interface Seen {
  readonly fingerprint: Digest;
  /** Version of the newest root. */
  readonly root: number;
  /** Version of the timestamp; 0: none. */
  readonly timestamp: number;
  /** Where this machine remembers it. */
  readonly file?: string;
}

export function seenOf({ fingerprint, root, published }: ChannelState): Seen {
  const timestamp = published?.set.timestamp?.signed.version ?? 0;
  return { fingerprint, root: root.signed.version, timestamp };
}

/** Where this machine keeps what must not be lost with a cache: `$XDG_STATE_HOME/satchel`, or the place that macOS and Windows have for it. */
export function defaultStateDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const xdg = env['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(xdg)) return join(xdg, 'satchel');
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'satchel', 'state');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'satchel');
  return join(homedir(), '.local', 'state', 'satchel');
}

const MAX_SIZE = 4096;

/** What was seen of the channel at `address`; undefined where nothing was, or nothing of it is left. */
export function readRemembered(dir: string, address: string): Seen | undefined {
  const file = fileOf(dir, address);
  try {
    if (statSync(file).size > MAX_SIZE) return undefined;
    const { fingerprint, root, timestamp } = Object(JSON.parse(readFileSync(file, 'utf8'))) as Record<
      keyof Seen,
      unknown
    >;
    const isVersion = (value: unknown): value is number => Number.isSafeInteger(value);
    if (!isDigest(fingerprint) || !isVersion(root) || !isVersion(timestamp)) return undefined;
    return { fingerprint, root, timestamp, file };
  } catch {
    return undefined;
  }
}

/** Remembers what was seen of the channel at `address`, and forgets nothing later of the same one. */
export function remember(dir: string, address: string, seen: Seen): void {
  const before = readRemembered(dir, address);
  const known = before?.fingerprint === seen.fingerprint ? before : { root: 0, timestamp: 0 };
  const root = Math.max(seen.root, known.root);
  const timestamp = Math.max(seen.timestamp, known.timestamp);
  if (before && known === before && root === before.root && timestamp === before.timestamp) return;
  const value = { address, fingerprint: seen.fingerprint, root, timestamp };
  try {
    replaceFile(fileOf(dir, address), Buffer.from(`${JSON.stringify(value)}\n`), 'release-unproven');
  } catch (error) {
    // What was published stands, on machines without a home too: it is told next time that nothing was remembered.
    if (!(error instanceof SatchelError)) throw error;
  }
}

function fileOf(dir: string, address: string): string {
  return join(dir, 'channels', `${shortDigest(digestOf(address), 32)}.json`);
}
