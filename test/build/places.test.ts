import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../src/build/build.ts';
import { readDownloads } from '../../src/build/downloads.ts';
import { validate } from '../../src/build/validate.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { githubAnnotation } from '../../src/cli/github.ts';
import { sarifLog } from '../../src/cli/sarif.ts';
import { beginningOf, wording, type Diagnostic } from '../../src/diagnostic.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import { fixtures, newPath, sourceOf, writeFiles } from './workbench.ts';

const folder = join(fixtures, 'diagnostics');
const kept = readdirSync(folder).sort();
const broken = 'no picture at all';

async function validated(source: string, cache = newPath('cache')): Promise<readonly Diagnostic[]> {
  return (await validate(source, { cache })).diagnostics;
}

async function built(
  source: string,
  cache = newPath('cache'),
  options: Omit<BuildOptions, 'source'> = {},
): Promise<readonly Diagnostic[]> {
  return (await build({ source, out: newPath('out'), cache, ...options })).diagnostics;
}

/** `a.md:3:1 asset-undecodable …`, as the command line shows it. */
function shown(findings: readonly Diagnostic[]): string[] {
  return findings.map(
    (finding) =>
      `${finding.file}:${finding.line}:${finding.column} ${finding.code} ${wording(finding).message}`,
  );
}

describe('every finding about content', () => {
  const found = new Map<string, readonly Diagnostic[]>();
  const all = (): Diagnostic[] => [...found.values()].flat();
  beforeAll(async () => {
    for (const code of kept) found.set(code, await validated(join(folder, code, 'source')));
  });

  test.for(kept)('stands at a line and column of a file that is there: %s', (code) => {
    for (const { file = '', line = 0, column = 0 } of found.get(code) ?? []) {
      expect(existsSync(join(folder, code, 'source', file)), file).toBe(true);
      const lines = readFileSync(join(folder, code, 'source', file), 'latin1').split('\n');
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    }
  });

  test('has its place in annotations and in SARIF', () => {
    expect(all().length).toBeGreaterThan(kept.length);
    for (const finding of all())
      expect(githubAnnotation(finding)).toMatch(/^::\w+ file=[^,]+,line=[1-9]\d*,col=[1-9]\d*,title=/);
    const { runs } = sarifLog(all(), '1.0.0') as { runs: { results: object[] }[] };
    const place = {
      artifactLocation: { uri: expect.stringMatching(/./) as string },
      region: { startLine: expect.any(Number) as number, startColumn: expect.any(Number) as number },
    };
    for (const result of runs[0]?.results ?? [])
      expect(result).toMatchObject({ locations: [{ physicalLocation: place }] });
  });

  test.for(kept)('is the same to a check, a first build and a build with nothing to do: %s', async (code) => {
    const source = join(folder, code, 'source');
    const expected = found.get(code);
    const [cache, out] = [newPath('cache'), newPath('out')];
    expect(await built(source, cache, { out })).toEqual(expected);
    expect(await built(source, cache, { out })).toEqual(expected);
    expect(await validated(source, cache)).toEqual(expected);
  });
});

test('a build of which only some is cached finds what a build of a new cache finds', async () => {
  const source = newPath('source');
  for (const code of kept) cpSync(join(folder, code, 'source'), join(source, code), { recursive: true });
  const [cache, out] = [newPath('cache'), newPath('out')];
  const before = await built(source, cache, { out });
  for (const code of ['asset-undecodable', 'download-active', 'link-case'])
    appendFileSync(join(source, code, 'lesson.md'), '\nThe end.\n\n![again](../asset-undecodable/hat.png)\n');
  const after = await built(source, cache, { out });
  expect(after).toEqual(await validated(source));
  expect(after).not.toEqual(before);
});

test('what becomes of a link that leads nowhere is told also by a build that has nothing else to do', async () => {
  const source = sourceOf({ 'a.md': '# A\n' });
  const [cache, out] = [newPath('cache'), newPath('out')];
  expect(await built(source, cache, { out })).toEqual([]);
  symlinkSync('nowhere.md', join(source, 'b.md'));
  expect(shown(await built(source, cache, { out }))).toEqual([
    'b.md:1:1 symlink-broken b.md is a link to something that is not there; it is skipped',
  ]);
});

describe('a finding about a picture', () => {
  let source: string;
  const first =
    '1-sand/1-grain.md:5:7 asset-undecodable the picture “pictures/cup.png” cannot be read: ' +
    'its bytes are of no known picture format (here and in 4 other places)';
  beforeAll(() => {
    source = sourceOf({
      '1-sand/1-grain.md':
        '# Grain\n\n[a copy](../pictures/cup.png)\n\nSee a ![cup](../pictures/cup.png)\n\n- ![cup](../pictures/cup.png)\n',
      '1-sand/2-wind.md': '# Wind\n\n<video poster="../pictures/cup.png" src="../film.mp4"></video>\n',
      '2-clay/1-pots.md': '# Pots\n\n[![cup](../pictures/cup.png)](../pictures/cup.png)\n',
      'translations/sw/1-sand/1-grain.md': '# Chembe\n\n![kikombe](../pictures/cup.png)\n',
      'pictures/cup.png': broken,
      'film.mp4': 'a film',
    });
  });

  test('stands where a page shows it first, and says in how many other places', async () => {
    expect(shown(await validated(source)).filter((line) => line.includes('asset-'))).toEqual([first]);
  });

  test('stands there whatever languages and profiles are built', async () => {
    for (const options of [{ languages: ['sw'] }, { profiles: ['low', 'standard', 'high'] }] as const) {
      const findings = await built(source, newPath('cache'), options);
      expect(shown(findings).filter((line) => line.includes('asset-'))).toEqual([first]);
    }
  });

  test('of a source for several profiles is told once', async () => {
    const files = { 'a.md': '# A\n\n![cup](cup.png)\n', 'cup.png': broken };
    const many = writeFiles(newPath('source'), {
      ...files,
      'satchel.yaml': 'profiles: [low, high]\nlanguage: en\nlicense: MIT\n',
    });
    const findings = await validated(many);
    expect(shown(findings)).toEqual([
      'a.md:3:1 asset-undecodable the picture “cup.png” cannot be read: its bytes are of no known picture format',
    ]);
    expect(await built(many)).toEqual(findings);
  });
});

test('a name that no stick can hold is told where a page refers to it, else at the file', async () => {
  const source = sourceOf({
    'a.md': '# A\n\nA [table](what%3F.csv), ![a cup](pictures./cup.svg) and ![a hat](pictures./hat.svg)\n',
    'what?.csv': '1\n',
    'nul.csv': '1\n',
    'con.md': '# Con\n\n[a](a.md) ![a cup](pictures./cup.svg)\n',
    'pictures./cup.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'pictures./hat.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  });
  const places = (await validated(source)).map(({ code, file, line, column, params }) => [
    code,
    params['path'],
    `${file}:${line}:${column}`,
    params['others'],
  ]);
  expect(places).toEqual([
    ['name-not-portable', 'what?.csv', 'a.md:3:3', undefined],
    ['name-not-portable', 'pictures.', 'a.md:3:25', 2],
    ['name-not-portable', 'con.md', 'con.md:1:1', undefined],
    ['name-not-portable', 'nul.csv', 'nul.csv:1:1', undefined],
  ]);
});

test('a file to download that cannot be read is told, and is no end of the build', async () => {
  const gone = { path: 'a.csv', file: newPath('gone'), size: 1, mtimeMs: 0, ctimeMs: 0, ino: 0 };
  const tree = { root: newPath('source'), files: new Map([['a.csv', gone]]) };
  const { downloads, diagnostics } = await readDownloads(['a.csv'], tree);
  expect(downloads.size).toBe(0);
  expect(shown(diagnostics)).toEqual(['a.csv:1:1 file-unreadable a.csv cannot be read']);
});

describe('a finding about a bundle', () => {
  const artifacts = join(fixtures, 'artifacts');

  test.for(['bundle-1-flipped.zip', 'bundle-1-truncated.zip'])('stands at its file: %s', async (name) => {
    const { diagnostics } = await validate(join(artifacts, name));
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const finding of diagnostics) expect(finding).toMatchObject(beginningOf(name));
  });

  test('that is unpacked stands at the entry, named from the folder around it', async () => {
    const dir = newPath('unpacked');
    await unpackBundle(join(artifacts, 'bundle-1.zip'), dir);
    appendFileSync(join(dir, 'index.html'), 'x');
    const { diagnostics } = await validate(dir);
    expect(diagnostics).toMatchObject([beginningOf(`${basename(dir)}/index.html`)]);
  });
});
