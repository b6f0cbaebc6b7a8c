import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import canonicalize from 'canonicalize';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Provenance } from '../../src/build/provenance.ts';
import { dirHash } from '../../src/source/dir-hash.ts';
import { readTree } from '../../src/source/tree.ts';
import { satchel } from '../cli/satchel.ts';
import { photo } from '../media/picture/pictures.ts';
import { build, entriesOf, identityOf, json, newPath, sourceOf, writeFiles } from './workbench.ts';

const schemaFile = new URL('../../schemas/provenance-1.schema.json', import.meta.url).pathname;
const ajv = new Ajv2020({ allErrors: true, strict: true });
const check = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const read = (file: string): Provenance => JSON.parse(readFileSync(file, 'utf8')) as Provenance;
const beside = (out: string): string => join(out, 'soil_1.0.0.provenance.json');

describe('what is written beside a bundle', () => {
  let source: string;
  let out: string;
  beforeAll(async () => {
    source = sourceOf({
      'a.md': '# A\n\n![a leaf](leaf.jpg)\n',
      'leaf.jpg': await photo(64, 48).jpeg().toBuffer(),
      '.hidden': 'x',
    });
    out = newPath('out');
    await build(source, out, ['--provenance', '--profile', 'low']);
  });

  const file = (): string => join(out, 'soil_1.0.0_low.provenance.json');

  test('is an in-toto statement about the ZIP file and its manifest, with a SLSA predicate', async () => {
    const provenance = read(file());
    check(provenance);
    expect(check.errors ?? []).toEqual([]);
    const zip = join(out, 'soil_1.0.0_low.zip');
    const manifest = (await entriesOf(zip)).get('manifest.json') ?? Buffer.alloc(0);
    expect(provenance.subject).toEqual([
      { name: 'soil_1.0.0_low.zip', digest: { sha256: sha256(readFileSync(zip)) } },
      { name: 'soil_1.0.0_low.zip/manifest.json', digest: { sha256: sha256(manifest) } },
    ]);
    expect(provenance.predicate.buildDefinition.externalParameters).toEqual({
      language: 'en',
      profile: 'low',
    });
  });

  test('names the digest of the source as sha256sum would tell it', () => {
    const lines = ['a.md', 'leaf.jpg', 'satchel.yaml'].map(
      (path) => `${sha256(readFileSync(join(source, path)))}  ${path}\n`,
    );
    const { resolvedDependencies } = read(file()).predicate.buildDefinition;
    expect(resolvedDependencies).toEqual([{ name: 'source', digest: { dirHash: sha256(lines.join('')) } }]);
  });

  test('names what decides bytes, and no encoder that had nothing to do', () => {
    const { version } = read(file()).predicate.runDetails.builder;
    expect(version).toMatchObject({
      satchel: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      node: process.versions.node,
      zlib: process.versions.zlib,
    });
    expect(version['sharp']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Object.keys(version)).not.toContain('ffmpeg');
  });

  test('is canonical, holds no place and is the same wherever it is built', async () => {
    const text = readFileSync(file(), 'utf8');
    expect(text).toBe(canonicalize(JSON.parse(text)));
    expect(text).not.toContain(source);
    const elsewhere = newPath('elsewhere');
    await build(source, elsewhere, ['--provenance', '--profile', 'low', '--cache', newPath('cache')]);
    expect(readFileSync(join(elsewhere, 'soil_1.0.0_low.provenance.json'), 'utf8')).toBe(text);
  });
});

test('a fit and the bundles that were built on are named', async () => {
  const source = sourceOf({ 'a.md': '# A\n' });
  const out = newPath('out');
  await build(source, out);
  const base = join(out, 'soil_1.0.0.zip');
  const manifest = (await entriesOf(base)).get('manifest.json') ?? Buffer.alloc(0);
  const next = newPath('next');
  await build(source, next, ['--provenance', '--base', base, '--fit', '1MB']);
  const { externalParameters, resolvedDependencies } = read(beside(next)).predicate.buildDefinition;
  expect(check(read(beside(next)))).toBe(true);
  expect(externalParameters).toEqual({ language: 'en', profile: 'standard', fit: 1_000_000 });
  expect(resolvedDependencies[1]).toEqual({
    name: 'base',
    digest: { sha256: sha256(manifest) },
    annotations: { id: 'soil', version: '1.0.0', language: 'en', profile: 'standard' },
  });
});

test('what a medium has not kept is not called written', async () => {
  const lose = join(import.meta.dirname, '../lose-writes.mjs');
  const out = newPath('out');
  const args = ['build', sourceOf({ 'a.md': '# A\n' }), '-o', out, '--provenance'];
  const { code, stderr } = await satchel(args, {
    env: { NODE_OPTIONS: `--import=${lose}`, LOSE_IN: 'provenance' },
  });
  expect([code, stderr]).toEqual([4, expect.stringContaining('provenance-write-failed')]);
  expect(existsSync(beside(out))).toBe(false);
});

describe('built again', () => {
  let source: string;
  let out: string;
  const files = { 'a.md': '# A\n\nOne.\n', 'spare.txt': 'nobody shows this' };
  beforeAll(async () => {
    source = sourceOf(files);
    out = newPath('out');
    await build(source, out, ['--provenance']);
  });
  const state = async (args: readonly string[] = ['--provenance']): Promise<string | undefined> =>
    (await json(['build', source, '-o', out, ...args])).bundles[0]?.state;

  test('with nothing changed, neither file is written again', async () => {
    // The source may have changed in the moment it was read: the second build looks again.
    await state();
    const before = [identityOf(beside(out)), identityOf(join(out, 'soil_1.0.0.zip'))];
    expect(await state()).toBe('unchanged');
    expect([identityOf(beside(out)), identityOf(join(out, 'soil_1.0.0.zip'))]).toEqual(before);
  });

  test('where it was lost, it is written again', async () => {
    const text = readFileSync(beside(out), 'utf8');
    rmSync(beside(out));
    expect(await state()).toBe('unchanged');
    expect(readFileSync(beside(out), 'utf8')).toBe(text);
  });

  test('where the source has changed and the bundle has not, it tells the new source', async () => {
    const before = read(beside(out));
    writeFileSync(join(source, 'spare.txt'), 'nor that');
    expect(await state()).toBe('unchanged');
    const now = read(beside(out));
    expect(now.subject).toEqual(before.subject);
    expect(now.predicate.buildDefinition.resolvedDependencies).not.toEqual(
      before.predicate.buildDefinition.resolvedDependencies,
    );
  });

  test('without --provenance, a bundle that is written anew loses what was told of the old one', async () => {
    writeFiles(source, { 'a.md': '# A\n\nTwo.\n' });
    expect(await state([])).toBe('written');
    expect(existsSync(beside(out))).toBe(false);
  });
});

test('a name that does not stay on its line is escaped as sha256sum does it', async () => {
  const root = writeFiles(newPath('names'), {
    'a\\b\nc.md': 'x',
    'b.md': 'y',
    '\u{1f600}.md': 'z',
    '\uff21.md': 'w',
  });
  const { tree } = readTree(root);
  // By bytes, U+FF21 comes before U+1F600; by code units it would be behind it.
  const list =
    `\\${sha256('x')}  a\\\\b\\nc.md\n${sha256('y')}  b.md\n` +
    `${sha256('w')}  \uff21.md\n${sha256('z')}  \u{1f600}.md\n`;
  expect(await dirHash(tree)).toBe(sha256(list));
});
