import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { believe, type Known } from './refresh.ts';
import { SatchelError } from '../diagnostic.ts';
import { isDigest, type Digest } from '../digest.ts';
import { writeFailure } from '../system-failure.ts';
import { replaceFile } from '../write-file.ts';

/** What a folder of packs that follows a channel keeps of its own. */
export const STATE_FOLDER = '.satchel';

/** What a folder knows of the channel that it follows. */
export interface State {
  /** Where the channel was found last. */
  readonly address: string;
  /** When it was asked last, by this machine’s clock; milliseconds since 1970. */
  readonly asked: number;
  readonly known: Known;
  /** The manifest of every version that was ever listed, by `<id>/<language>/<profile>/<version>`: it is one for ever. */
  readonly versions: ReadonlyMap<string, Digest>;
  /** When somebody took older news on purpose. */
  readonly overrides: readonly Override[];
}

/** That somebody took news which was older than what had been seen, who and why. */
export interface Override {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

// Targets of 8 MiB, 256 roots of 256 KiB, and what JSON adds to quote them.
const MAX_STATE_SIZE = 160 * 1024 * 1024;

function stateFile(folder: string): string {
  return join(folder, STATE_FOLDER, 'channel.json');
}

/** What is kept in `folder`; undefined where nothing is. Throws SatchelError `update-state-damaged`: nothing that was seen is forgotten silently. */
export function readState(folder: string): State | undefined {
  const file = stateFile(folder);
  const damaged = (reason: string): never => {
    throw new SatchelError('update-state-damaged', { file, reason });
  };
  let text: string;
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (!status.isFile() || status.size > MAX_STATE_SIZE) return damaged('it is no file of that kind');
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) return damaged('it is no text');
    throw writeFailure(error, file);
  }
  try {
    const state = parseState(JSON.parse(text)) ?? damaged('something is missing in it');
    // It lies where others may write: what its keys have not signed is none of theirs.
    believe(state.known, file);
    return state;
  } catch (error) {
    if (error instanceof SyntaxError) return damaged('it is no JSON');
    if (error instanceof SatchelError && error.code !== 'update-state-damaged') return damaged(error.message);
    throw error;
  }
}

function parseState(value: unknown): State | undefined {
  const { formatVersion, address, asked, fingerprint, roots, versions, overrides, ...roles } = Object(
    value,
  ) as Record<string, unknown>;
  const isText = (one: unknown): one is string => typeof one === 'string';
  const askedAt = isText(asked) ? Date.parse(asked) : NaN;
  if (formatVersion !== 1 || !isText(address) || Number.isNaN(askedAt) || !isDigest(fingerprint))
    return undefined;
  if (!Array.isArray(roots) || roots.length === 0 || !roots.every(isText)) return undefined;
  const known: Record<string, Uint8Array> = {};
  for (const role of ['timestamp', 'snapshot', 'targets']) {
    const text = roles[role];
    if (text === undefined) continue;
    if (!isText(text)) return undefined;
    known[role] = Buffer.from(text);
  }
  const seen = Object.entries(Object(versions) as Record<string, unknown>);
  if (!seen.every((one): one is [string, Digest] => isDigest(one[1])) || !Array.isArray(overrides))
    return undefined;
  return {
    address,
    asked: askedAt,
    versions: new Map(seen),
    overrides: overrides.map(parseOverride),
    known: { fingerprint, roots: roots.map((root) => Buffer.from(root)), ...known },
  };
}

function parseOverride(value: unknown): Override {
  const { at, by, reason } = Object(value) as Record<string, unknown>;
  return { at: Date.parse(String(at)), by: String(by), reason: String(reason) };
}

/** Replaces what is kept in `folder` as a whole. Throws SatchelError: `env-*`, `update-unproven`. */
export function writeState(folder: string, state: State): void {
  const { address, asked, known, versions, overrides } = state;
  // Metadata is UTF-8, or it would not have been believed: as text it is the same bytes.
  const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
  const value = {
    formatVersion: 1,
    address,
    asked: new Date(asked).toISOString(),
    fingerprint: known.fingerprint,
    overrides: overrides.map(({ at, ...override }) => ({ at: new Date(at).toISOString(), ...override })),
    versions: Object.fromEntries(versions),
    roots: known.roots.map(text),
    timestamp: text(known.timestamp),
    snapshot: text(known.snapshot),
    targets: text(known.targets),
  };
  replaceFile(stateFile(folder), Buffer.from(`${JSON.stringify(value, null, 1)}\n`), 'update-unproven');
}
