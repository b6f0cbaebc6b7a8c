import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import canonicalize from 'canonicalize';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Provenance } from '../../src/build/provenance.ts';
import { digestOf, shortDigest } from '../../src/digest.ts';
import type { Difference } from '../../src/reproduce/differences.ts';
import { firstDifference } from '../../src/reproduce/first-difference.ts';
import type { MediaOrigins, Verdict } from '../../src/reproduce/reproduce.ts';
import { forge } from '../build/forge.ts';
import { build, entriesOf, filesBelow, newPath, satchel, sourceOf } from '../build/workbench.ts';
import { forgeZip } from '../bundle/forge.ts';
import { photo } from '../media/picture/pictures.ts';

interface Output {
  readonly exitCode: number;
  readonly verdict: Verdict;
  readonly media: MediaOrigins;
  readonly differences: readonly Difference[];
  readonly provenance?: { sameSource: boolean; otherBuilds: readonly { component: string }[] };
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
ajv.addSchema(schemaOf('delta-1'));
const check = ajv.compile(schemaOf('output-1'));

/** Reproduces, and proves that what is told is as its schema says. */
async function reproduce(bundle: string, source: string, args: readonly string[] = []): Promise<Output> {
  const { stdout, stderr, code } = await satchel(['reproduce', bundle, source, ...args, '--format', 'json']);
  const output = JSON.parse(stdout) as Output;
  check(output);
  expect(check.errors ?? [], stderr).toEqual([]);
  expect(output.exitCode).toBe(code);
  return output;
}

const codesOf = ({ diagnostics }: Output): string[] => diagnostics.map(({ code }) => code);
const told = ({ differences }: Output): string[] =>
  differences.map((one) =>
    one.kind === 'entry'
      ? `${one.in} ${one.path} ${one.reason}`
      : one.kind === 'member'
        ? one.member
        : one.kind,
  );

let files: Record<string, string | Uint8Array>;
let source: string;
let bundle: string;
beforeAll(async () => {
  files = {
    'water.md': '# Water\n\nRain soaks into the soil. See ![a hill](hill.png) and [the data](rain.csv).\n',
    'roots.md': '# Roots\n\nRoots drink what the soil holds.\n',
    'hill.png': await photo(64, 48).png().toBuffer(),
    'rain.csv': 'day,mm\n1,3\n',
  };
  source = sourceOf(files);
  const out = newPath('out');
  await build(source, out, ['--provenance']);
  bundle = join(out, 'soil_1.0.0.zip');
});

/** The same source, with some files changed. */
function changed(change: Record<string, string | Uint8Array>): string {
  return sourceOf({ ...files, ...change });
}

describe('what was built from this source', () => {
  test('is proven byte for byte, everything encoded here', async () => {
    const before = filesBelow(source);
    const output = await reproduce(bundle, source, ['--cache', newPath('cold')]);
    expect(output).toMatchObject({
      exitCode: 0,
      verdict: 'identical',
      media: { encoded: 1, taken: 0, fromBase: 0 },
      differences: [],
      provenance: { sameSource: true, otherBuilds: [] },
      diagnostics: [],
    });
    expect(filesBelow(source)).toEqual(before);
  });

  test('is proven without its provenance, and unpacked', async () => {
    const alone = join(newPath('alone'), 'other-name.zip');
    mkdirSync(dirname(alone));
    copyFileSync(bundle, alone);
    const zipped = await reproduce(alone, source);
    expect(zipped).toMatchObject({ exitCode: 0, verdict: 'identical' });
    expect(zipped.provenance).toBeUndefined();
    const unpacked = newPath('unpacked');
    await satchel(['unpack', bundle, unpacked]);
    expect(await reproduce(unpacked, source)).toMatchObject({ exitCode: 0, verdict: 'identical-content' });
  });

  test('is proven by its content where the ZIP file was packed in another way', async () => {
    const entries = await entriesOf(bundle);
    const names = [...entries.keys()].filter((name) => name !== 'manifest.json').sort();
    const records = ['manifest.json', ...names].map((name) => ({
      ...{ name, content: entries.get(name) ?? Buffer.alloc(0), method: 0 },
    }));
    const repacked = join(newPath('repacked'), 'soil_1.0.0.zip');
    mkdirSync(dirname(repacked));
    writeFileSync(repacked, forgeZip(records));
    expect((await satchel(['verify', repacked])).code).toBe(0);
    expect(await reproduce(repacked, source)).toMatchObject({
      exitCode: 0,
      verdict: 'identical-content',
      differences: [],
    });
  });

  test('is told for people', async () => {
    const { stdout, code } = await satchel(['reproduce', bundle, source]);
    expect(code).toBe(0);
    expect(stdout).toContain('reproduced, byte for byte');
    expect(stdout).toContain('1 media file encoded here with the same bytes');
  });
});

describe('what differs is named with its reason', () => {
  test('a sentence that was changed in the source, with its page', async () => {
    const now = changed({ 'roots.md': '# Roots\n\nRoots eat what the soil holds.\n' });
    const output = await reproduce(bundle, now);
    expect(output).toMatchObject({ exitCode: 1, verdict: 'different', provenance: { sameSource: false } });
    expect(codesOf(output)).toEqual(['reproduce-source-other']);
    expect(output.differences).toContainEqual(
      expect.objectContaining({
        path: 'pages/roots.html',
        in: 'both',
        reason: 'text',
        title: 'Roots',
        excerpt: [
          { kind: 'same', text: 'Roots ' },
          { kind: 'removed', text: 'drink' },
          { kind: 'added', text: 'eat' },
          { kind: 'same', text: ' what the soil holds.' },
        ],
      }),
    );
    expect(told(output).filter((one) => !one.endsWith('derived'))).toEqual(['both pages/roots.html text']);
    const { stdout, code } = await satchel(['reproduce', bundle, now]);
    expect(code).toBe(1);
    expect(stdout).toContain('NOT reproduced');
    expect(stdout).toContain('pages/roots.html “Roots”: it says something else');
    expect(stdout).toContain('Roots [-drink-]{+eat+} what the soil holds.');
  });

  test('a page that was altered in the bundle, whose digests are all right', async () => {
    const altered = await forge(bundle, (entries) => {
      const page = entries.get('pages/roots.html');
      if (page) {
        const text = page.bytes.toString('utf8').replace('the soil holds', 'the company sells');
        entries.set(page.path, { ...page, bytes: Buffer.from(text) });
      }
      return {};
    });
    expect((await satchel(['verify', altered])).code).toBe(0);
    const output = await reproduce(altered, source);
    expect(output).toMatchObject({ exitCode: 1, verdict: 'different' });
    expect(told(output)).toEqual(['both pages/roots.html text']);
  });

  test('a script that was slipped into a page or added beside it', async () => {
    const altered = await forge(bundle, (entries) => {
      const page = entries.get('pages/roots.html');
      const like = entries.get('pages/reader.js');
      if (page && like) {
        const text = page.bytes.toString('utf8').replace('</head>', '<script src="evil.js"></script></head>');
        entries.set(page.path, { ...page, bytes: Buffer.from(text) });
        entries.set('pages/evil.js', { ...like, path: 'pages/evil.js', bytes: Buffer.from('evil()') });
      }
      return {};
    });
    const output = await reproduce(altered, source);
    expect(output.exitCode).toBe(1);
    expect(told(output)).toEqual(['bundle pages/evil.js unknown', 'both pages/roots.html markup']);
    const [, page] = output.differences;
    expect(page).toMatchObject({
      place: { bundle: expect.stringContaining('<script src="evil.js">') as string },
    });
  });

  test('pictures and downloads of other bytes, or of none, and lessons that one of the two lacks', async () => {
    const now = changed({
      'hill.png': await photo(48, 64).png().toBuffer(),
      'water.md': '# Water\n\nRain soaks into the soil. See ![a hill](hill.png) and the data.\n',
      'leaves.md': '# Leaves\n\nLeaves eat light.\n',
    });
    rmSync(join(now, 'roots.md'));
    const output = await reproduce(bundle, now);
    const media = [...(await entriesOf(bundle)).keys()].find((path) => path.startsWith('media/')) ?? '';
    const download = [...(await entriesOf(bundle)).keys()].find((path) => path.startsWith('files/')) ?? '';
    expect(told(output)).toEqual(
      expect.arrayContaining([
        'units',
        `bundle ${media} source-other`,
        `bundle ${download} not-shown`,
        'bundle pages/roots.html lesson-missing',
        'source pages/leaves.html lesson-new',
        'both pages/water.html markup',
      ]),
    );
    expect(output.differences).toContainEqual(
      expect.objectContaining({ path: download, reason: 'not-shown', source: 'rain.csv' }),
    );
  });

  test('another Satchel', async () => {
    const older = await forge(bundle, () => ({ generator: { name: 'satchel', version: '0.0.9' } }));
    const output = await reproduce(older, source);
    expect(output).toMatchObject({ exitCode: 1, verdict: 'different' });
    expect(output.differences).toEqual([
      { kind: 'generator', bundle: 'satchel 0.0.9', here: expect.stringMatching(/^satchel \d/) as string },
    ]);
    expect((await satchel(['reproduce', older, source])).stdout).toContain(
      'built by satchel 0.0.9, and this is',
    );
  });

  test('another version of the pack', async () => {
    const settings = readFileSync(join(source, 'satchel.yaml'), 'utf8').replace('1.0.0', '1.1.0');
    const output = await reproduce(bundle, changed({ 'satchel.yaml': settings }));
    expect(output.differences).toContainEqual({
      kind: 'member',
      member: 'version',
      line: 1,
      bundle: '"1.0.0"',
      here: '"1.1.0"',
    });
  });
});

describe('where another encoder made its media', () => {
  let elsewhere: string;
  beforeAll(async () => {
    // A bundle as a machine with another libvips gives it: it is built on one that has other renditions.
    const other = await photo(40, 30).webp({ quality: 7 }).toBuffer();
    const foreign = await forge(bundle, (entries) => {
      for (const [path, entry] of [...entries]) {
        if (!entry.preset) continue;
        entries.delete(path);
        const renamed = path.replace(/-[0-9a-f]{12}\./, `-${shortDigest(digestOf(other), 12)}.`);
        entries.set(renamed, { ...entry, path: renamed, bytes: other });
      }
      return {};
    });
    const out = newPath('elsewhere');
    await build(source, out, ['--base', foreign]);
    elsewhere = join(out, 'soil_1.0.0.zip');
  });

  test('it is taken from the bundle, and that is told', async () => {
    const output = await reproduce(elsewhere, source);
    expect(output).toMatchObject({
      exitCode: 0,
      verdict: 'identical',
      media: { encoded: 0, taken: 1, fromBase: 0 },
    });
    expect(codesOf(output)).toEqual(['reproduce-media-taken']);
  });

  test('and its provenance says which one, nothing is encoded in vain', async () => {
    const zip = join(newPath('told'), 'soil_1.0.0.zip');
    mkdirSync(dirname(zip));
    copyFileSync(elsewhere, zip);
    const manifest = (await entriesOf(zip)).get('manifest.json') ?? Buffer.alloc(0);
    const provenance = JSON.parse(
      readFileSync(bundle.replace('.zip', '.provenance.json'), 'utf8'),
    ) as Provenance;
    const text = JSON.stringify(provenance)
      .replace(provenance.subject[1].digest['sha256'] ?? '', shortDigest(digestOf(manifest), 64))
      .replace(/"sharp":"[^"]*"/, '"sharp":"0.1.0"');
    writeFileSync(zip.replace('.zip', '.provenance.json'), canonicalize(JSON.parse(text)) ?? '');
    const output = await reproduce(zip, source);
    expect(output).toMatchObject({
      exitCode: 0,
      verdict: 'identical',
      media: { encoded: 0, taken: 1, fromBase: 0 },
      provenance: { sameSource: true },
    });
    expect(output.provenance?.otherBuilds).toContainEqual(
      expect.objectContaining({ component: 'sharp', bundle: '0.1.0' }),
    );
    const { stdout } = await satchel(['reproduce', zip, source]);
    expect(stdout).toMatch(/sharp: 0\.1\.0 then, \d/);
  });

  test('a text that was altered is exposed all the same', async () => {
    const altered = await forge(elsewhere, (entries) => {
      const page = entries.get('pages/roots.html');
      if (page)
        entries.set(page.path, { ...page, bytes: Buffer.from(String(page.bytes).replace('drink', 'sip')) });
      return {};
    });
    const output = await reproduce(altered, source);
    expect(output).toMatchObject({ exitCode: 1, media: { taken: 1 } });
    expect(told(output)).toEqual(['both pages/roots.html text']);
  });
});

test('ids that were kept from a base are had from it, and its provenance says when it is needed', async () => {
  const moved = changed({});
  mkdirSync(join(moved, 'deep'));
  renameSync(join(moved, 'roots.md'), join(moved, 'deep', 'all-about-roots.md'));
  const out = newPath('next');
  await build(moved, out, ['--base', bundle, '--provenance']);
  const next = join(out, 'soil_1.0.0.zip');
  const without = await reproduce(next, moved);
  expect(without.exitCode).toBe(1);
  expect(codesOf(without)).toEqual(['reproduce-base-needed']);
  expect(told(without)).toContain('bundle pages/roots.html lesson-missing');
  const given = await reproduce(next, moved, ['--base', bundle]);
  expect(given).toMatchObject({ exitCode: 0, verdict: 'identical', media: { encoded: 0, fromBase: 1 } });
  expect(codesOf(given)).toEqual([]);
  expect(codesOf(await reproduce(bundle, source, ['--base', bundle]))).toEqual(['reproduce-base-other']);
});

test('what a bundle was made to fit is read from its provenance', async () => {
  const out = newPath('fitted');
  await build(source, out, ['--fit', '1MB', '--provenance']);
  expect(await reproduce(join(out, 'soil_1.0.0.zip'), source)).toMatchObject({
    exitCode: 0,
    verdict: 'identical',
  });
});

test('provenance of another bundle, or none at all, is not used', async () => {
  const zip = join(newPath('foreign'), 'soil_1.0.0.zip');
  mkdirSync(dirname(zip));
  copyFileSync(bundle, zip);
  const beside = zip.replace('.zip', '.provenance.json');
  const own = readFileSync(bundle.replace('.zip', '.provenance.json'), 'utf8');
  for (const text of ['[1', '{"__proto__":{}}', own.replace(/[0-9a-f]{64}/g, '0'.repeat(64))]) {
    writeFileSync(beside, text);
    const output = await reproduce(zip, source);
    expect(output).toMatchObject({ exitCode: 0, verdict: 'identical' });
    expect(codesOf(output)).toEqual(['reproduce-provenance-foreign']);
  }
});

test.each([
  [
    'is damaged',
    3,
    'reproduce-damaged',
    (bytes: Buffer) => bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 9),
  ],
  ['is no bundle', 3, 'reproduce-damaged', () => Buffer.from('PK')],
])('a bundle that %s ends with exit code %i', async (_, exitCode, code, change) => {
  const zip = join(newPath('damaged'), 'soil_1.0.0.zip');
  mkdirSync(dirname(zip));
  writeFileSync(zip, change(readFileSync(bundle)));
  const output = await reproduce(zip, source);
  expect(output.exitCode).toBe(exitCode);
  expect(codesOf(output)).toEqual([code]);
});

test('a source of another pack is wrong usage', async () => {
  const other = changed({ 'satchel.yaml': 'id: sand\nversion: 1.0.0\ntitle: Sand\nlanguage: en\n' });
  const output = await reproduce(bundle, other);
  expect(output.exitCode).toBe(2);
  expect(codesOf(output)).toEqual(['reproduce-other-pack']);
});

test('a bundle that cannot be as small as is asked for, or is of a profile that nobody here knows, is wrong usage', async () => {
  const small = await satchel(['reproduce', bundle, source, '--fit', '1kB']);
  expect(small.stderr).toContain(
    `error  reproduce-not-built  no bundle for en, standard can be built of “${source}”: it would be larger than 1.0 kB`,
  );
  expect(small.stderr).toContain('give the --fit that the bundle was built with');
  expect(small.code).toBe(2);
  const foreign = await forge(bundle, (_, { variant }) => ({
    variant: { ...variant, profile: 'tiny' },
    generator: { name: 'satchel', version: '9.0.0' },
  }));
  const unknown = await satchel(['reproduce', foreign, source]);
  expect(unknown.stderr).toContain(
    `error  reproduce-profile  “${foreign}” is of a profile “tiny” that this Satchel does not know`,
  );
  expect(unknown.stderr).toContain('use the Satchel that built it, 9.0.0');
  expect(unknown.code).toBe(2);
});

test('the first difference of two texts is told with what stands around it', () => {
  expect(firstDifference('a\nb', 'a\nb')).toBeUndefined();
  expect(firstDifference('a\nbc', 'a\nbd')).toEqual({ line: 2, bundle: 'bc', here: 'bd' });
  expect(firstDifference('a', 'ab')).toEqual({ line: 1, bundle: 'a', here: 'ab' });
  const long = 'x'.repeat(100);
  expect(firstDifference(`${long}a${long}`, `${long}b`)).toEqual({
    line: 1,
    bundle: `…${'x'.repeat(30)}a${'x'.repeat(49)}…`,
    here: `…${'x'.repeat(30)}b`,
  });
});
