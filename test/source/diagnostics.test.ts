import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  beginningOf,
  SatchelError,
  sortDiagnostics,
  wording,
  type Diagnostic,
} from '../../src/diagnostic.ts';
import { sourceCodes } from '../../src/source/codes.ts';
import { readTree } from '../../src/source/tree.ts';
import { fixtures, folderOf, read } from './sources.ts';

const folder = join(fixtures, 'diagnostics');
const kept = readdirSync(folder)
  .filter((code) => Object.hasOwn(sourceCodes, code) && existsSync(join(folder, code, 'expected.json')))
  .sort();
const EN = '---\nlang: en\n---\n# A\n';
const quiet = { 'satchel.yaml': 'title: T\nlanguage: en\nlicense: MIT\n', 'a.md': '# A\n' };

function plain(findings: readonly Diagnostic[]): object[] {
  return sortDiagnostics(findings).map(({ code, params, file, line, column }) => ({
    code,
    params,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line, column }),
  }));
}

describe('each kept source has exactly the findings that stand beside it', () => {
  test.for(kept)('%s', async (code) => {
    const { all } = await read(join(folder, code, 'source'));
    const expected = JSON.parse(readFileSync(join(folder, code, 'expected.json'), 'utf8')) as Diagnostic[];
    expect(plain(all)).toEqual(plain(expected));
    expect(expected.map((finding) => finding.code)).toContain(code);
    for (const finding of all) {
      const { message, hint } = wording(finding);
      expect(`${message} ${hint}`).not.toMatch(/\{\w+\}|undefined/);
    }
  });
});

// What a repository cannot hold (links, names, sizes) is made here.
const made = new Set<string>();

function told(code: keyof typeof sourceCodes, name: string, run: () => Promise<void>): void {
  made.add(code);
  test(`${code}: ${name}`, run);
}

told('source-missing', 'a folder that is not there stops the run with exit code 2', () => {
  expect(() => readTree('/nowhere/at/all')).toThrow(SatchelError);
  try {
    readTree('/nowhere/at/all');
  } catch (error) {
    expect(error).toMatchObject({ code: 'source-missing', exit: 2 });
  }
  return Promise.resolve();
});

told('source-not-folder', 'a file in place of a folder stops the run', () => {
  const root = folderOf(quiet);
  expect(() => readTree(join(root, 'a.md'))).toThrow(
    expect.objectContaining({ code: 'source-not-folder', exit: 2 }),
  );
  return Promise.resolve();
});

told('source-empty', 'a folder without Markdown stops the run', async () => {
  const { tree } = readTree(
    folderOf({ 'notes.txt': 'no', '.hidden.md': '# no', 'node_modules/a.md': '# no' }),
  );
  const { readSource } = await import('../../src/source/read.ts');
  await expect(readSource(tree)).rejects.toMatchObject({ code: 'source-empty', exit: 2 });
});

told('source-all-left-out', 'a folder of drafts stops the run, and is not said to be empty', async () => {
  const { tree } = readTree(folderOf({ 'a.md': '---\ndraft: true\n---\n# A' }));
  const { readSource } = await import('../../src/source/read.ts');
  await expect(readSource(tree)).rejects.toMatchObject({ code: 'source-all-left-out', exit: 2 });
});

told('source-too-deep', 'folders without end are left', async () => {
  const { all } = await read(folderOf({ ...quiet, [`${'d/'.repeat(45)}deep.md`]: '# Deep' }));
  expect(plain(all)).toEqual([
    { code: 'source-too-deep', params: { limit: 40 }, ...beginningOf('d/'.repeat(41).slice(0, -1)) },
  ]);
});

told('symlink-broken', 'a link to nothing is skipped', async () => {
  const root = folderOf(quiet);
  symlinkSync('nothing.md', join(root, 'b.md'));
  expect(plain((await read(root)).all)).toEqual([
    { code: 'symlink-broken', params: { path: 'b.md' }, ...beginningOf('b.md') },
  ]);
});

told('symlink-outside', 'a link out of the source is not followed', async () => {
  const root = folderOf({
    'in/a.md': '# A',
    'in/satchel.yaml': quiet['satchel.yaml'],
    'secret/key.md': '# Secret',
  });
  symlinkSync('../secret', join(root, 'in/more'));
  symlinkSync('../secret/key.md', join(root, 'in/key.md'));
  const { all, texts } = await read(join(root, 'in'));
  expect(plain(all)).toEqual([
    { code: 'symlink-outside', params: { path: 'key.md' }, ...beginningOf('key.md') },
    { code: 'symlink-outside', params: { path: 'more' }, ...beginningOf('more') },
  ]);
  expect([...texts.keys()]).toEqual(['a.md']);
});

told('symlink-cycle', 'a link back to a folder above ends', async () => {
  const root = folderOf({ ...quiet, 'unit/b.md': '# B' });
  symlinkSync('..', join(root, 'unit/again'));
  expect(plain((await read(root)).all)).toEqual([
    { code: 'symlink-cycle', params: { path: 'unit/again' }, ...beginningOf('unit/again') },
  ]);
});

told('file-unreadable', 'a name that is no text cannot be read', async () => {
  const root = folderOf(quiet);
  writeFileSync(
    Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff]), Buffer.from('.md')]),
    '# Bad',
  );
  const { all } = await read(root);
  expect(plain(all)).toEqual([
    { code: 'file-unreadable', params: { path: 'bad-\ufffd.md' }, ...beginningOf('bad-\ufffd.md') },
  ]);
  chmodSync(root, 0o755);
});

told('name-not-portable', 'names that Windows or a FAT stick cannot hold are told', async () => {
  const names = ['con.md', 'what?.md', 'dot./b.md', 'Twin.md', 'twin.md'];
  const { all } = await read(
    folderOf({ ...quiet, ...Object.fromEntries(names.map((name) => [name, '# X'])) }),
  );
  expect(
    all.map(({ code, file, line, column, params }) => [code, file, line, column, params['path']]),
  ).toEqual([
    ['name-not-portable', 'con.md', 1, 1, 'con.md'],
    ['name-not-portable', 'dot./b.md', 1, 1, 'dot.'],
    ['name-not-portable', 'twin.md', 1, 1, 'twin.md'],
    ['name-not-portable', 'what?.md', 1, 1, 'what?.md'],
  ]);
});

told(
  'config-unreadable',
  'settings that are there but cannot be read stop the run with exit code 4',
  async () => {
    const root = folderOf({ ...quiet, 'b.md': '# B' });
    const { tree } = readTree(root);
    // What was a file when the source was listed is none when it is read: also the superuser is refused.
    rmSync(join(root, 'satchel.yaml'));
    mkdirSync(join(root, 'satchel.yaml'));
    const { readSource } = await import('../../src/source/read.ts');
    await expect(readSource(tree)).rejects.toMatchObject({ code: 'config-unreadable', exit: 4 });
  },
);

test('another tool’s settings that cannot be read are told', async () => {
  const root = folderOf({ ...quiet, 'mkdocs.yml': 'site_name: S' });
  const { tree } = readTree(root);
  rmSync(join(root, 'mkdocs.yml'));
  mkdirSync(join(root, 'mkdocs.yml'));
  const { readSource } = await import('../../src/source/read.ts');
  const { diagnostics } = await readSource(tree);
  expect(plain(diagnostics)).toEqual([
    { code: 'file-unreadable', params: { path: 'mkdocs.yml' }, ...beginningOf('mkdocs.yml') },
  ]);
});

told('page-too-large', 'a page that no text editor opens is left out', async () => {
  const root = folderOf(quiet);
  writeFileSync(join(root, 'b.md'), '# B');
  truncateSync(join(root, 'b.md'), 600_000_000);
  expect(plain((await read(root)).all)).toEqual([
    {
      code: 'page-too-large',
      params: { path: 'b.md', size: 600_000_000, limit: 1 << 24 },
      ...beginningOf('b.md'),
    },
  ]);
});

told('yaml-too-large', 'settings of megabytes are refused', async () => {
  const { all } = await read(
    folderOf({ LICENSE: 'MIT License', 'a.md': EN, 'satchel.yaml': `title: ${'x'.repeat(1 << 18)}\n` }),
  );
  expect(plain(all)).toEqual([
    {
      code: 'yaml-too-large',
      params: { size: (1 << 18) + 8, limit: 1 << 18 },
      ...beginningOf('satchel.yaml'),
    },
  ]);
});

test('what concerns a whole source stands in its settings, else on its first page', async () => {
  const place = async (files: Readonly<Record<string, string>>): Promise<unknown> =>
    (await read(folderOf(files))).all.map(({ code, file, line, column }) => [code, { file, line, column }]);
  const pages = { 'a.md': EN, 'unit/b.md': EN };
  expect(await place({ ...pages, 'satchel.yml': 'language: en\n' })).toEqual([
    ['license-missing', beginningOf('satchel.yml')],
  ]);
  expect(await place({ ...pages, 'README.md': EN })).toEqual([['license-missing', beginningOf('README.md')]]);
  expect(await place(pages)).toEqual([['license-missing', beginningOf('a.md')]]);
  expect(await place({ ...pages, 'hugo.toml': 'title = "T"\nlicense = "mine"\n' })).toEqual([
    ['license-unknown', { file: 'hugo.toml', line: 2, column: 11 }],
  ]);
});

test('every code of the source layer has its fixture or its test', () => {
  // 100,001 files take longer than the promise is worth: the limit is a plain counter.
  const expected = Object.keys(sourceCodes).filter((code) => code !== 'source-too-many-files');
  expect([...kept, ...made].sort()).toEqual(expected.sort());
});
