import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { randomFrom } from '../drop/random.ts';
import { FAULTS, Line, type Fault } from './line.ts';
import { DAY, LANGUAGES, Ministry, timeOf, type Language } from './ministry.ts';
import { Site, type Reach } from './site.ts';
import { Stick } from './stick.ts';

export interface CountryOptions {
  readonly dir: string;
  readonly seed: number;
  readonly sites: number;
  readonly releases: number;
}

/** What became of a country. */
export interface Country {
  /** SHA-256 of all that has happened: the same for the same seed. */
  readonly digest: string;
  readonly lines: readonly string[];
}

/** Runs a country for as long as it takes to bring out all releases; everything random follows from the seed. */
export async function runCountry(options: CountryOptions): Promise<Country> {
  mkdirSync(options.dir, { recursive: true });
  const ministry = await new Ministry(options.dir, 'the ministry').begin();
  const others = await new Ministry(options.dir, 'somebody else').begin();
  return new Simulation(options, ministry, others).run();
}

class Simulation {
  private readonly random: () => number;
  private readonly sites: Site[] = [];
  private readonly sticks: Stick[] = [];
  private readonly log: string[] = [];
  private readonly results = new Map<string, number>();
  private readonly moved = { news: 0, line: 0, lineFull: 0, stick: 0, stickFull: 0 };
  private readonly options: CountryOptions;
  private readonly ministry: Ministry;
  private readonly others: Ministry;
  private foreign: Stick | undefined;

  constructor(options: CountryOptions, ministry: Ministry, others: Ministry) {
    this.options = options;
    this.ministry = ministry;
    this.others = others;
    this.random = randomFrom(options.seed * 2_654_435_761);
    for (let i = 0; i < 10; i++) this.random();
  }

  async run(): Promise<Country> {
    const { dir, releases } = this.options;
    const before = Math.max(2, Math.floor(releases / 3));
    for (let n = 1; n <= before; n++) await this.ministry.publish();
    await this.others.publish(9);
    await this.others.renew(releases + 2);
    mkdirSync(join(dir, 'sites'));
    mkdirSync(join(dir, 'sticks'));
    this.settle(before);
    await this.makeForeignStick();
    for (let n = before; n <= releases; n++) {
      if (n > before) await this.ministry.publish();
      await this.spendARound();
    }
    for (const site of this.sites) await this.judge(site);
    return { digest: createHash('sha256').update(this.log.join('\n')).digest('hex'), lines: this.tell() };
  }

  /** Sites of all kinds: most have a line that breaks, a third are reached by sticks alone, some by nothing. */
  private settle(before: number): void {
    const { dir, sites } = this.options;
    for (let n = 0; n < sites; n++) {
      const isHub = n < Math.ceil(sites / 20);
      const reach = isHub ? 'online' : this.pick<Reach>(['online', 'online', 'online', 'online', 'offline', 'offline', 'offline', 'never']); // prettier-ignore
      const facts = {
        ...{ name: `site ${n}`, reach },
        badness: isHub ? 0.2 : this.pick([0.1, 0.5, 0.9]),
        languages: isHub ? LANGUAGES : this.pick<readonly Language[]>([LANGUAGES, LANGUAGES, ['en'], ['fr']]),
        start: Math.floor(this.random() * (before + 1)),
      };
      const site = new Site(join(dir, 'sites'), facts, this.ministry);
      if (!isHub) site.ahead = this.pick([0, 0, 0, 0, 0, 0, 0, -365, 365, 400]);
      this.sites.push(site);
    }
    for (let n = 0; n < Math.ceil(sites / 12); n++)
      this.sticks.push(new Stick(join(dir, 'sticks'), `stick ${n}`));
  }

  /** A stick of the other channel, as somebody may leave it lying about. */
  private async makeForeignStick(): Promise<void> {
    this.foreign = new Stick(join(this.options.dir, 'sticks'), 'foreign stick');
    const { result } = await this.foreign.write(this.others.folder, this.foreign.load);
    expect(result).toBe('good');
  }

  private async spendARound(): Promise<void> {
    for (const site of this.sites) {
      if (site.facts.reach !== 'online' || this.random() < 0.2) continue;
      for (let attempt = 0; attempt < 3; attempt++) {
        const isBad = this.random() < site.facts.badness;
        if ((await this.goOnline(site, isBad ? this.pick(FAULTS) : 'none')) === 'good') break;
      }
    }
    for (const stick of this.sticks) await this.travel(stick);
  }

  private async goOnline(site: Site, fault: Fault): Promise<string> {
    const newest = this.ministry.releases.length;
    const shown = fault === 'stale' ? 1 + Math.floor(this.random() * newest) : newest;
    const line = new Line(this.ministry, this.others, {
      ...{ fault, shown, after: Math.floor(this.random() ** 3 * 100_000) },
    });
    const now = timeOf(newest) + site.ahead * DAY;
    const { news } = site;
    const { result, full } = await site.update({ origin: line, carried: false, address: 'a server' }, now);
    this.moved.line += line.moved.packs;
    this.moved.news += line.moved.news;
    this.moved.lineFull += full;
    const what = this.note(
      `${site.facts.name}, ${fault} ${shown}`,
      result,
      line.moved.packs + line.moved.news,
    );
    await site.check(what);
    // By the site's clock, which no news is ahead of.
    const isExpired = Math.max(now, timeOf(shown)) >= timeOf(shown) + 365 * DAY;
    const isOld = shown + 1 < news;
    if (['foreign', 'forged', 'garbage', 'endless'].includes(fault) || isExpired || isOld)
      expect(result, what).not.toBe('good');
    else if (['none', 'slip', 'stale'].includes(fault)) {
      expect(result, what).toBe('good');
      site.expectGot({ en: shown, fr: shown }, what);
    }
    // What the message says to do; not everybody does.
    if (result === 'channel-expired-clock' && this.random() < 0.5) site.ahead = 0;
    return result;
  }

  /** A stick is filled somewhere, goes from site to site, and brings what it has learnt to a hub. */
  private async travel(stick: Stick): Promise<void> {
    if (this.random() < 0.15) stick.keepCopy();
    const hubs = this.sites.filter(({ facts }) => facts.badness === 0.2);
    const offline = this.sites.filter(({ facts }) => facts.reach === 'offline');
    if (this.random() < 0.85) await this.fill(stick, this.pick(hubs));
    for (let visits = Math.min(offline.length, 3 + Math.floor(this.random() * 4)); visits > 0; visits--) {
      const site = this.pick(offline);
      const mishap = this.random();
      if (mishap < 0.06) this.note(stick.name, `damaged: ${stick.damage(this.random)}`, 0);
      if (mishap > 0.96 && this.foreign) await this.plugIn(this.foreign, site);
      await this.plugIn(stick, site);
      // News goes the other way too.
      if (site.load.news > stick.load.news) await this.fill(stick, site);
    }
    if (this.random() < 0.3) await this.plugIn(stick, this.pick(hubs));
    // Somebody finds last month's copy, and takes it for the stick.
    if (this.random() < 0.1) {
      stick.keepCopy();
      await this.fill(stick, this.pick(hubs));
      stick.bringBack();
    }
  }

  private async fill(stick: Stick, site: Site): Promise<void> {
    if (site.news < 2) return;
    const isPulled = this.random() < 0.15;
    const files = isPulled ? Math.floor(this.random() * 60) : Infinity;
    const before = stick.isDamaged ? undefined : stick.load.news;
    const { result, size } = await stick.write(site.folder, site.load, files);
    const what = this.note(`${site.facts.name} → ${stick.name}${isPulled ? ', pulled' : ''}`, result, size);
    if (result === 'good') {
      this.moved.stick += size;
      this.moved.stickFull += stick.size();
      expect(await stick.isWhole(), what).toBe(true);
    } else if (before !== undefined && !isPulled)
      // A site with news alone has nothing to give; and nothing newer is replaced by something older.
      expect(['drop-source-empty', 'drop-older'], what).toContain(result);
  }

  private async plugIn(stick: Stick, site: Site): Promise<void> {
    const newest = this.ministry.releases.length;
    const { news } = site;
    const now = timeOf(newest) + site.ahead * DAY;
    const { result } = await site.update(stick.folder, now);
    const what = this.note(`${stick.name} → ${site.facts.name}`, result, 0);
    await site.check(what);
    const { load } = stick;
    if (stick === this.foreign || load.news === 0 || load.news + 1 < news) {
      if (!stick.isUnsure) expect(result, what).not.toBe('good');
    } else if (!stick.isDamaged) {
      expect(result, what).toBe('good');
      site.expectGot(load.packs, what);
    }
  }

  /** At the end: whole, ours, and as new as it could be. */
  private async judge(site: Site): Promise<void> {
    const { name, reach, start, languages } = site.facts;
    await site.check(`${name}, at the end`);
    site.expectGot({ en: 0, fr: 0 }, `${name}, at the end`);
    if (reach === 'never') for (const language of languages) expect(site.packs[language]).toBe(start);
    this.log.push(`${name}: ${JSON.stringify([site.packs, site.could, site.news])}`);
  }

  private tell(): string[] {
    const { seed, releases } = this.options;
    const newest = this.ministry.releases.length;
    const groups = new Map<string, { sites: number; newest: number; earlier: number; start: number }>();
    for (const { facts, packs } of this.sites) {
      const group = groups.get(facts.reach) ?? { sites: 0, newest: 0, earlier: 0, start: 0 };
      groups.set(facts.reach, group);
      const worst = Math.min(...facts.languages.map((language) => packs[language]));
      group.sites++;
      if (worst === newest) group.newest++;
      else if (worst > facts.start) group.earlier++;
      else group.start++;
    }
    const share = (part: number, whole: number): string =>
      `${part} B, in full ${whole} B: ${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
    return [
      `SEED=${seed}: ${this.sites.length} sites, ${this.sticks.length} sticks, ${releases} releases`,
      ...[...groups].map(
        ([reach, { sites, ...became }]) =>
          `${reach}: ${sites} sites, ${became.newest} with the newest, ${became.earlier} with a later one than at the beginning, ${became.start} with their old one`,
      ),
      `over lines: ${share(this.moved.line, this.moved.lineFull)}; what the channel says besides: ${this.moved.news} B`,
      `onto sticks: ${share(this.moved.stick, this.moved.stickFull)}`,
      `ended with: ${[...this.results].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, count]) => `${code} ${count}`).join(', ')}`, // prettier-ignore
    ];
  }

  private note(what: string, result: string, size: number): string {
    const line = `SEED=${this.options.seed}, release ${this.ministry.releases.length}: ${what}: ${result}, ${size} B`;
    this.log.push(line);
    const code = result.replace(/:.*/, '');
    this.results.set(code, (this.results.get(code) ?? 0) + 1);
    return line;
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T;
  }
}
