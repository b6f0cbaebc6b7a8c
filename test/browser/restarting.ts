import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { launchProfile } from './browser.ts';

// A browser that is closed and opened again, with profiles that outlast it.

let context: BrowserContext | undefined;
const profiles: string[] = [];

export function newProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), 'satchel-profile-'));
  profiles.push(profile);
  return profile;
}

/** Starts the browser anew with a profile; what went wrong in its pages is told in `errors`. */
export async function start(profile: string): Promise<{ page: Page; errors: string[] }> {
  await stop();
  context = await launchProfile(profile);
  const errors: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  context.on('weberror', (error) => errors.push(error.error().message));
  return { page: context.pages()[0] ?? (await context.newPage()), errors };
}

export async function stop(): Promise<void> {
  await context?.close();
  context = undefined;
}

export function removeProfiles(): void {
  for (const profile of profiles.splice(0)) rmSync(profile, { recursive: true, force: true });
}
