import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openBundle } from '../../src/bundle/open.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { TIMESTAMP_PATH } from '../../src/channel/layout.ts';
import type { Digest } from '../../src/digest.ts';
import { folderStore } from '../../src/release/folder-store.ts';
import { beginChannel, draftFirstRoot } from '../../src/release/init-channel.ts';
import { planAdd } from '../../src/release/plan-add.ts';
import { publish } from '../../src/release/publish.ts';
import { publishAdded } from '../../src/release/publish-added.ts';
import { readState } from '../../src/release/state.ts';
import type { Signer } from '../../src/trust/tuf-key.ts';
import { sampleOf } from '../bundle/sample.ts';
import { noise, prose } from '../delta/releases.ts';

export const DAY = 86_400_000;
/** When the first release comes out. */
export const BEGIN = Date.parse('2027-01-01T08:00:00Z');
/** Days from one release to the next: of ten, the first has expired when the last comes out. */
export const STEP_DAYS = 45;

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** When release `n` comes out, 1 the first. */
export function timeOf(n: number): number {
  return BEGIN + (n - 1) * STEP_DAYS * DAY;
}

export interface Bundle {
  readonly file: string;
  readonly name: string;
  readonly size: number;
  readonly manifest: Digest;
}

/** A key that follows from its name. */
function signerOf(name: string): Signer {
  const seed = createHash('sha256').update(name).digest();
  // RFC 8410: what stands before the 32 bytes of a private key.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, sign: (bytes) => sign(null, bytes, secret) };
}

/** Whoever publishes a channel, one release after the other, with Satchel’s own publisher. */
export class Ministry {
  readonly folder: string;
  readonly releases: Record<Language, Bundle>[] = [];
  /** What everybody was led by after each release. All other files are never changed: with one of these the channel is as it was then. */
  readonly timestamps: Buffer[] = [];
  fingerprint: Digest = 'sha256:';
  private readonly dir: string;
  private readonly name: string;

  constructor(dir: string, name: string) {
    this.dir = dir;
    this.name = name;
    this.folder = join(dir, `channel of ${name}`);
  }

  async begin(): Promise<this> {
    const root = ['a', 'b', 'c'].map((key) => signerOf(`${this.name} ${key}`));
    const one = { keys: [this.online.publicKey], threshold: 1 };
    const grants = {
      root: { keys: root.map(({ publicKey }) => publicKey), threshold: 2 },
      ...{ targets: one, snapshot: one, timestamp: one },
    };
    const store = folderStore(this.name, this.folder);
    const signers = [...root.slice(0, 2), this.online];
    const draft = await draftFirstRoot(store, grants, signers, BEGIN);
    ({ fingerprint: this.fingerprint } = await beginChannel(store, draft, { signers, now: BEGIN }));
    return this;
  }

  /** Brings out the next release in all languages, as version 1.0.0, 1.1.0, … */
  async publish(major = 1): Promise<void> {
    const number = this.releases.length + 1;
    const bundles = await Promise.all(
      LANGUAGES.map((language) => this.make(`${major}.${number - 1}.0`, number, language)),
    );
    const [en, fr] = bundles as [Bundle, Bundle];
    const store = folderStore(this.name, this.folder);
    const work = join(this.dir, `work of ${this.name}`);
    mkdirSync(work, { recursive: true });
    const state = await readState(store);
    const files = bundles.map(({ file }) => file);
    const plan = await planAdd(store, state, files, { deltas: 3, work, cache: work });
    const options = { signers: [this.online], now: timeOf(number), expiresDays: 365 };
    await publishAdded(store, state, plan, options);
    rmSync(work, { recursive: true });
    this.releases.push({ en, fr });
    this.timestamps.push(readFileSync(join(this.folder, TIMESTAMP_PATH)));
  }

  /** Says it all anew so many times: what forgers do, so that their numbers are the higher ones. */
  async renew(times: number): Promise<void> {
    const store = folderStore(this.name, this.folder);
    const options = { signers: [this.online], now: BEGIN, expiresDays: 1000, sign: 'all' as const };
    for (let n = 0; n < times; n++) await publish(store, await readState(store), options);
    this.timestamps[this.timestamps.length - 1] = readFileSync(join(this.folder, TIMESTAMP_PATH));
  }

  /** Which release a bundle is of, 1 the first; 0: it is not one of ours. */
  releaseOf(language: Language, manifest: Digest): number {
    return this.releases.findIndex((release) => release[language].manifest === manifest) + 1;
  }

  private get online(): Signer {
    return signerOf(`${this.name} online`);
  }

  /** A small pack: each version says other things on some pages, and the film stays. */
  private async make(version: string, number: number, language: Language): Promise<Bundle> {
    const seed = LANGUAGES.indexOf(language) * 1000;
    const page = (lesson: number): string =>
      `<!doctype html><title>${lesson}</title>${prose(seed + lesson, 300)} ${(number + lesson) % 3 === 0 ? number : ''}`;
    const sample = sampleOf({
      'index.html': '<!doctype html><title>Soil</title><a href="pages/index.html">Start</a>\n',
      'progress.html': '<!doctype html><title>Progress</title>\n',
      'pages/index.html': `<!doctype html><title>Soil</title><h1>${this.name} ${version}</h1>\n`,
      ...Object.fromEntries(
        Array.from({ length: Math.min(8, 3 + number) }, (_, n) => [`pages/lesson-${n}.html`, page(n)]),
      ),
      'media/film-0123456789ab.mp4': noise(3, 60_000),
    });
    const dir = join(this.dir, `bundles of ${this.name}`);
    mkdirSync(dir, { recursive: true });
    const name = `soil_${version}_${language}.zip`;
    const file = join(dir, name);
    const manifest = {
      ...sample.manifest,
      ...{ id: 'soil', version, language, variant: { language, profile: 'standard' }, title: 'Soil' },
    };
    await writeBundle({ file, manifest, contents: sample.contents });
    const bundle = await openBundle(file);
    await bundle.close();
    return { file, name, size: statSync(file).size, manifest: bundle.manifestDigest };
  }
}
