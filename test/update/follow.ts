import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import type { Code } from '../../src/diagnostic.ts';
import { readState } from '../../src/channel/state.ts';
import { update, type Updated, type UpdateOptions } from '../../src/update/update.ts';
import type { Forge, Role } from '../channel/forge.ts';

/** The day on which the tests take place. */
export const NOW = Date.parse('2026-11-28T12:00:00Z');
export const DAY = 86_400_000;

let made = 0;

/** A new folder of packs below `dir`. */
export function newPacks(dir: string): string {
  const to = join(dir, `packs-${++made}`);
  mkdirSync(to);
  return to;
}

/** Updates `to` from a forged channel, as from a server (`carried`: as from a stick). */
export function follow(
  forge: Forge,
  to: string,
  { carried = false, ...options }: Partial<UpdateOptions> & { carried?: boolean } = {},
): Promise<Updated> {
  const origin = folderOrigin('the channel', forge.dir);
  return update({
    channel: { origin, carried, address: forge.dir },
    ...{ to, now: NOW, trust: forge.fingerprint },
    ...options,
  });
}

/** Expects an update to be refused with a code, and gives its message. */
export async function expectRefused(work: Promise<unknown>, code: Code): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'SatchelError', code });
  return (error as Error).message;
}

/** The versions of metadata that a folder of packs has seen. */
export function seen(to: string): Partial<Record<Role, number>> {
  const known = readState(to)?.known;
  const versionIn = (bytes: Uint8Array | undefined): number | undefined =>
    bytes && (JSON.parse(Buffer.from(bytes).toString()) as { signed: { version: number } }).signed.version;
  const found = {
    root: versionIn(known?.roots.at(-1)),
    timestamp: versionIn(known?.timestamp),
    snapshot: versionIn(known?.snapshot),
    targets: versionIn(known?.targets),
  };
  return Object.fromEntries(Object.entries(found).filter(([, version]) => version !== undefined));
}
