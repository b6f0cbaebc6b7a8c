import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  articleOf,
  build,
  entriesOf,
  filesBelow,
  json,
  newPath,
  satchel,
  sourceOf,
  writeFiles,
} from './workbench.ts';

const lesson = { 'a.md': '# A\n\n![Cup](cup.svg)\n' };
const cup = {
  'cup.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1h5v6h-5z"/></svg>',
};

async function codesOf(source: string): Promise<string[]> {
  const { diagnostics } = await json(['validate', source]);
  return diagnostics.map(({ code }) => code);
}

test('a source that cannot be written builds', async () => {
  const source = sourceOf({ ...lesson, ...cup });
  for (const name of readdirSync(source)) chmodSync(join(source, name), 0o444);
  chmodSync(source, 0o555);
  const before = filesBelow(source);
  const out = newPath('out');
  await build(source, out);
  chmodSync(source, 0o755);
  expect(filesBelow(source)).toEqual(before);
  expect([...filesBelow(out).keys()]).toEqual(['soil_1.0.0.zip']);
});

test('a cache that cannot be written costs time and nothing else', async () => {
  const source = sourceOf({ ...lesson, ...cup });
  const out = newPath('out');
  await build(source, out);
  const cache = newPath('cache');
  writeFileSync(cache, 'a file where the folder should be');
  const temporary = newPath('temporary');
  mkdirSync(temporary);
  const uncached = newPath('out');
  for (let run = 0; run < 2; run++) {
    await build(source, uncached, ['--cache', cache], { env: { TMPDIR: temporary } });
    expect(filesBelow(uncached)).toEqual(filesBelow(out));
  }
  expect(readdirSync(temporary)).toEqual([]);
});

test('damage in every file of the cache changes no bundle', async () => {
  const source = sourceOf({ ...lesson, ...cup });
  const cache = newPath('cache');
  const [out, again] = [newPath('out'), newPath('out')];
  await build(source, out, ['--cache', cache]);
  const files = [...filesBelow(cache).keys()];
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) writeFileSync(join(cache, file), 'nonsense');
  await build(source, again, ['--cache', cache]);
  expect(filesBelow(again)).toEqual(filesBelow(out));
});

test('an output that cannot be a folder ends with exit code 4 and says so', async () => {
  const source = sourceOf(lesson);
  const out = newPath('out');
  writeFileSync(out, 'a file');
  const { code, stderr } = await satchel(['build', source, '-o', out]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`env-not-a-folder  a folder was expected where “${out}” is a file`);
});

test('the output inside the source is not read as source', async () => {
  const source = sourceOf({ ...lesson, ...cup, 'dist/page.md': '# Not mine\n' });
  const built = await json(['build', '.', '--format', 'json'], { cwd: source });
  expect(built.bundles).toMatchObject([{ lessons: 1, state: 'written' }]);
  const again = await json(['build', '.'], { cwd: source });
  expect(again.bundles).toMatchObject([{ lessons: 1, state: 'unchanged' }]);
  expect([...filesBelow(join(source, 'dist')).keys()]).toEqual(['page.md', 'soil_1.0.0.zip']);
});

test('the cache inside the source is not read as source', async () => {
  const source = sourceOf({ ...lesson, ...cup });
  const args = ['build', source, '-o', newPath('out'), '--cache', join(source, 'cache')];
  await json(args);
  expect((await json(args)).bundles).toMatchObject([{ lessons: 1, state: 'unchanged' }]);
});

test('links out of the source are not followed, be they to pages, pictures or folders', async () => {
  const secret = writeFiles(newPath('secret'), { 'key.md': '# Secret key', 'key.txt': 'secret key' });
  const source = sourceOf({ 'a.md': '# A\n\n[key](key.txt) [page](key.md) ![k](more/key.txt)\n' });
  symlinkSync(join(secret, 'key.md'), join(source, 'key.md'));
  symlinkSync(join(secret, 'key.txt'), join(source, 'key.txt'));
  symlinkSync(secret, join(source, 'more'));
  const out = newPath('out');
  await build(source, out);
  const entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
  expect(Buffer.concat([...entries.values()]).toString('latin1')).not.toMatch(/secret/i);
  expect((await codesOf(source)).sort()).toEqual([
    'asset-missing',
    ...['link-missing', 'link-missing'],
    ...['symlink-outside', 'symlink-outside', 'symlink-outside'],
  ]);
});

test('an output that is a link to a bundle elsewhere is replaced, and what it led to stays', async () => {
  const elsewhere = join(writeFiles(newPath('elsewhere'), { 'mine.zip': 'mine' }), 'mine.zip');
  const source = sourceOf(lesson);
  const out = newPath('out');
  mkdirSync(out);
  symlinkSync(elsewhere, join(out, 'soil_1.0.0.zip'));
  await build(source, out);
  expect(filesBelow(dirname(elsewhere)).get('mine.zip')?.toString()).toBe('mine');
  expect((await satchel(['verify', join(out, 'soil_1.0.0.zip')])).code).toBe(0);
});

test.for([
  ['a list in a list in a list', `# A\n\n${'- '.repeat(5000)}x\n`],
  ['quotes without end', `# A\n\n${'>'.repeat(10_000)} x\n`],
  ['brackets without end', `# A\n\n${'['.repeat(20_000)}x${']('.repeat(20_000)}\n`],
  ['stars without end', `# A\n\n${'*a _b '.repeat(20_000)}\n`],
  ['raw HTML without end', `# A\n\n${'<div><b>'.repeat(10_000)}x\n`],
  ['fences without end', `# A\n\n${':::: note\n'.repeat(5000)}x\n`],
  ['no end of line', `# A\n\n${'word '.repeat(200_000)}\n`],
  ['zero bytes', `# A\n\n${'\0'.repeat(10_000)}\n`],
] as const)('a page of %s becomes a bundle that is whole', async ([, text]) => {
  const out = newPath('out');
  await build(sourceOf({ 'a.md': text }), out);
  const bundle = join(out, 'soil_1.0.0.zip');
  expect((await satchel(['verify', bundle])).code).toBe(0);
  expect([...(await entriesOf(bundle)).keys()]).toContain('pages/a.html');
});

test('aliases that would grow to gigabytes are told and not read', async () => {
  const levels = Array.from(
    { length: 30 },
    (_, n) => `k${n + 1}: &k${n + 1} [${`*k${n}, `.repeat(9)}*k${n}]`,
  );
  const bomb = ['k0: &k0 [x]', ...levels].join('\n');
  const source = sourceOf({ 'a.md': `---\n${bomb}\n---\n# A\n\nText.\n` });
  writeFileSync(join(source, 'satchel.yaml'), `id: soil\ntitle: Soil\nlanguage: en\n${bomb}\n`);
  const out = newPath('out');
  await build(source, out);
  expect([...filesBelow(out).keys()]).toHaveLength(1);
  expect(new Set(await codesOf(source))).toContain('yaml-alias');
});

test('tens of thousands of keys are no reason to wait', async () => {
  const keys = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`);
  const source = sourceOf({ 'a.md': `---\n{${keys.join(', ')}}\n---\n# A\n\nText.\n` });
  writeFileSync(join(source, 'satchel.yaml'), ['license: MIT', ...keys, 'k0: 2'].join('\n'));
  expect(new Set(await codesOf(source))).toEqual(new Set(['config-unknown-key', 'yaml-duplicate-key']));
});

test('a mistake in each of eighty thousand values is no reason to fall', async () => {
  const source = sourceOf(lesson);
  writeFileSync(join(source, 'satchel.yaml'), `units: [${'1, '.repeat(80_000)}]\n`);
  expect(new Set(await codesOf(source))).toContain('config-type');
});

test('names that no stick can hold become names that every stick can', async () => {
  const names = ['con', 'what?', 'a:b', 'dot.', ' lead', 'x'.repeat(200), 'é', 'Twin', 'twin', 'نص', 'a\\b'];
  const files = Object.fromEntries(names.map((name) => [`${name}.md`, `# ${name}\n\nIts text.\n`]));
  const out = newPath('out');
  await build(sourceOf({ 'first.md': '# First\n', ...files }), out);
  const entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
  const pages = [...entries.keys()].filter((path) => articleOf(entries, path).includes('Its text.'));
  expect(pages).toHaveLength(names.length);
  for (const path of pages) {
    expect(path).toMatch(/^pages\/[a-z0-9._-]+\.html$/);
    expect(path).not.toMatch(/\/(?:con|aux|nul|prn)\./);
  }
});

test('settings that try to leave the output folder do not', async () => {
  const source = sourceOf(lesson);
  const out = join(newPath('deep'), 'out');
  writeFileSync(
    join(source, 'satchel.yaml'),
    'id: ../../evil\nversion: ../../1\ntitle: Soil\nlanguage: ../en\nlicense: MIT\n',
  );
  await satchel(['build', source, '-o', out]);
  expect(filesBelow(dirname(out)).size).toBe(filesBelow(out).size);
  for (const name of filesBelow(out).keys()) expect(name).toMatch(/^[\w.-]+\.zip$/);
  expect(existsSync(join(dirname(out), '..', 'evil'))).toBe(false);
});
