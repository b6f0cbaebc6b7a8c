import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBundle } from '../../src/bundle/open.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { sampleOf } from '../bundle/sample.ts';
import type { Forge } from '../channel/forge.ts';
import { noise, prose } from '../delta/releases.ts';

export interface MadePack {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly manifest: `sha256:${string}`;
}

export interface PackFacts {
  readonly id?: string;
  readonly language?: string;
  /** Makes the text another one, under the same version. */
  readonly seed?: number;
  /** Bytes that do not shrink and are in every version. */
  readonly film?: number;
}

/** A version of a pack of some 60 KB, of which each version says other things on one page. */
export async function makePack(dir: string, version: string, facts: PackFacts = {}): Promise<MadePack> {
  const { id = 'soil', language = 'en', seed = 0, film = 50_000 } = facts;
  const sample = sampleOf({
    'index.html': '<a href="pages/index.html">Start</a>',
    'pages/index.html': prose(1, 400),
    'pages/news.html': `${version} ${seed} ${prose(2, 300)}`,
    'media/film.mp4': noise(3, film),
  });
  const variant = { language, profile: 'standard' };
  const name = `${id}_${version}${language === 'en' ? '' : `_${language}`}.zip`;
  mkdirSync(dir, { recursive: true });
  const file = join(dir, name);
  const manifest = { ...sample.manifest, ...{ id, version, variant, language, title: `All about ${id}` } };
  await writeBundle({ file, manifest, contents: sample.contents });
  const bundle = await openBundle(file);
  await bundle.close();
  return { file, name, version, manifest: bundle.manifestDigest };
}

/** Lists a bundle in a channel. */
export function addPack(forge: Forge, pack: MadePack, facts: PackFacts = {}): string {
  const { id = 'soil', language = 'en' } = facts;
  const path = `${id}/${pack.name}`;
  forge.add(path, pack.file, {
    ...{ kind: 'bundle', id, version: pack.version, language, profile: 'standard' },
    ...{ title: `All about ${id}`, manifest: pack.manifest },
  });
  return path;
}

/** Makes the delta between two bundles and lists it. */
export async function addDelta(
  forge: Forge,
  base: MadePack | undefined,
  target: MadePack,
  id = 'soil',
): Promise<string> {
  const name = `${id}_${base?.version ?? 'nothing'}_${target.version}.delta`;
  const file = join(forge.dir, '..', name);
  await writeDelta({ base: base?.file, target: target.file, file });
  const path = `${id}/${name}`;
  forge.add(path, file, {
    ...{ kind: 'delta', target: target.manifest },
    ...(base && { base: base.manifest }),
  });
  return path;
}

/** The packs in a folder, without what is hidden. */
export function packsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
