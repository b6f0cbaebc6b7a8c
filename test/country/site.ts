import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { readState } from '../../src/channel/state.ts';
import { SatchelError } from '../../src/diagnostic.ts';
import { update, type UpdateOptions } from '../../src/update/update.ts';
import { SwitchedOff } from './line.ts';
import { LANGUAGES, type Language, type Ministry } from './ministry.ts';
import type { Load } from './stick.ts';

export type Reach = 'online' | 'offline' | 'never';

export interface SiteFacts {
  readonly name: string;
  readonly reach: Reach;
  /** How often its line does something bad, 0 to 1. */
  readonly badness: number;
  /** What it is for. */
  readonly languages: readonly Language[];
  /** The release that somebody has put there at the beginning, 0 for none. */
  readonly start: number;
}

/** A folder of packs somewhere, and what is true of it all the time. */
export class Site {
  readonly facts: SiteFacts;
  readonly folder: string;
  /** Days by which its clock is ahead. */
  ahead = 0;
  /** The release that it has had whole last, by language: what was looked at, not what somebody said. */
  readonly packs: Record<Language, number>;
  /** The newest release that was to be had when a line or a stick was as it should be. */
  readonly could: Record<Language, number>;
  /** The newest news that it has believed: the timestamp’s version. */
  news = 0;
  /** What that leads to has come too: only then can it be handed on. */
  private hasAllNews = false;
  private readonly ministry: Ministry;

  constructor(dir: string, facts: SiteFacts, ministry: Ministry) {
    this.facts = facts;
    this.ministry = ministry;
    this.folder = join(dir, facts.name);
    mkdirSync(this.folder);
    const begun = (language: Language): number => (facts.languages.includes(language) ? facts.start : 0);
    this.packs = { en: begun('en'), fr: begun('fr') };
    this.could = { ...this.packs };
    for (const language of facts.languages) {
      const bundle = ministry.releases[facts.start - 1]?.[language];
      if (bundle) copyFileSync(bundle.file, join(this.folder, bundle.name));
    }
  }

  /** What it could hand on. */
  get load(): Load {
    // The first timestamp leads to an empty channel.
    return { news: this.hasAllNews ? this.news - 1 : 0, packs: { ...this.packs } };
  }

  /** Updates; gives the code that it ended with, `good` if with none. */
  async update(channel: UpdateOptions['channel'], now: number): Promise<{ result: string; full: number }> {
    const { languages } = this.facts;
    try {
      const { packs } = await update({
        ...{ channel, to: this.folder, now, trust: this.ministry.fingerprint, choice: { languages } },
      });
      const failure = packs.find((one) => one.failure)?.failure;
      const full = packs.reduce((sum, { pack, failure: its }) => sum + (its ? 0 : pack.bundle.size), 0);
      return { result: failure?.code ?? 'good', full };
    } catch (error) {
      if (error instanceof SwitchedOff) return { result: 'switched off', full: 0 };
      if (!(error instanceof SatchelError)) throw error;
      return { result: error.code, full: 0 };
    }
  }

  /** Reads every byte of what is there and expects it to be whole, ours, and no older than it was. */
  async check(what: string): Promise<void> {
    const found: Record<Language, number> = { en: 0, fr: 0 };
    for (const name of readdirSync(this.folder).filter((one) => one.endsWith('.zip'))) {
      const { manifest, digest, findings } = await verifyBundle(join(this.folder, name));
      expect(findings, `${what}: ${name}`).toEqual([]);
      if (!manifest || !digest) throw new Error(`${what}: ${name} has no manifest`);
      const language = LANGUAGES.find((one) => one === manifest.variant.language) ?? 'en';
      const release = this.ministry.releaseOf(language, digest);
      expect(release, `${what}: ${name} is not of this channel`).toBeGreaterThan(0);
      expect(this.facts.languages, `${what}: ${name} is of a language nobody wanted`).toContain(language);
      found[language] = Math.max(found[language], release);
    }
    for (const language of LANGUAGES)
      expect(found[language], `${what}: ${language} is older than it was`).toBeGreaterThanOrEqual(
        this.packs[language],
      );
    Object.assign(this.packs, found);
    const known = readState(this.folder)?.known;
    if (!known) return;
    expect(known.fingerprint, `${what}: it follows another channel`).toBe(this.ministry.fingerprint);
    const { version } = (
      JSON.parse(Buffer.from(known.timestamp ?? '{"signed":{"version":0}}').toString()) as {
        signed: { version: number };
      }
    ).signed;
    expect(version, `${what}: its news is older than it was`).toBeGreaterThanOrEqual(this.news);
    expect(version, `${what}: nobody has published its news`).toBeLessThanOrEqual(
      this.ministry.timestamps.length + 1,
    );
    this.news = version;
    // Each release has the same number in all three.
    const [snapshot, targets] = [known.snapshot, known.targets].map(
      (bytes) =>
        (JSON.parse(Buffer.from(bytes ?? '{}').toString()) as { signed?: { version: number } }).signed
          ?.version,
    );
    this.hasAllNews = snapshot === version && targets === version;
  }

  /** Notes what was to be had, and expects that it is had. */
  expectGot(packs: Readonly<Record<Language, number>>, what: string): void {
    for (const language of this.facts.languages) {
      this.could[language] = Math.max(this.could[language], packs[language]);
      expect(this.packs[language], `${what}: ${language} was to be had`).toBeGreaterThanOrEqual(
        this.could[language],
      );
    }
  }
}
