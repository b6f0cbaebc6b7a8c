import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  articleOf,
  build,
  entriesOf,
  filesBelow,
  fixtures,
  identityOf,
  json,
  newPath,
  satchel,
  sourceOf,
  writeFiles,
} from './workbench.ts';

let source: string;
let out: string;
let cache: string[];
const english = (): string => join(out, 'sky-above-our-school_1.0.0.zip');
const arabic = (): string => join(out, 'sky-above-our-school_1.0.0_ar.zip');
const spanish = (): string => join(out, 'sky-above-our-school_1.0.0_es.zip');
const lesson = '2-by-night/1-changing-moon.md';

async function states(args: readonly string[] = []): Promise<Record<string, string>> {
  const { bundles } = await json(['build', source, '-o', out, ...cache, ...args]);
  return Object.fromEntries(bundles.map(({ language, state }) => [language, state]));
}

describe('a second build', () => {
  const encoded = newPath('cache');

  // Pictures are encoded once for all of these tests.
  beforeAll(async () => {
    await build(join(fixtures, 'demo'), newPath('out'), ['--cache', encoded]);
  });

  beforeEach(async () => {
    source = newPath('demo');
    cpSync(join(fixtures, 'demo'), source, { recursive: true });
    out = newPath('out');
    const own = newPath('cache');
    cpSync(encoded, own, { recursive: true });
    cache = ['--cache', own];
    await build(source, out, cache);
  });

  test('of an unchanged source says so and touches no bundle', async () => {
    const before = [english(), arabic(), spanish()].map(identityOf);
    expect(await states()).toEqual({ en: 'unchanged', ar: 'unchanged', es: 'unchanged' });
    expect((await build(source, out, cache)).stdout.match(/unchanged$/gm)).toHaveLength(3);
    expect([english(), arabic(), spanish()].map(identityOf)).toEqual(before);
  });

  test('after the source was only touched changes nothing', async () => {
    const before = identityOf(english());
    const now = new Date();
    utimesSync(join(source, lesson), now, now);
    expect(await states()).toEqual({ en: 'unchanged', ar: 'unchanged', es: 'unchanged' });
    expect(identityOf(english())).toBe(before);
  });

  test('after a change in a translation writes only the bundle of its language', async () => {
    const before = [english(), spanish()].map(identityOf);
    appendFileSync(join(source, 'translations/ar', lesson), '\nنهاية الدرس.\n');
    expect(await states()).toEqual({ en: 'unchanged', ar: 'written', es: 'unchanged' });
    expect([english(), spanish()].map(identityOf)).toEqual(before);
    expect(articleOf(await entriesOf(arabic()), 'pages/by-night/changing-moon.html')).toContain(
      'نهاية الدرس.',
    );
  });

  test('after a change in an original that is translated writes only its own bundle', async () => {
    appendFileSync(join(source, lesson), '\nThe end.\n');
    expect(await states()).toEqual({ en: 'written', ar: 'unchanged', es: 'unchanged' });
  });

  test('sees a file of the same length and time as the one it replaces', async () => {
    const file = join(source, lesson);
    const { atime, mtime } = statSync(file);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('Moon', 'Noom'));
    utimesSync(file, atime, mtime);
    expect(await states()).toMatchObject({ en: 'written', ar: 'unchanged' });
  });

  test('writes a deleted bundle anew, the same byte for byte', async () => {
    const bytes = readFileSync(arabic());
    rmSync(arabic());
    expect(await states()).toEqual({ en: 'unchanged', ar: 'written', es: 'unchanged' });
    expect(readFileSync(arabic()).equals(bytes)).toBe(true);
  });

  test.for([
    { name: 'cut off', damage: (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1) },
    { name: 'empty', damage: () => Buffer.of() },
    {
      name: 'with one bit flipped',
      damage: (bytes: Buffer) => Buffer.from(bytes).fill((bytes[98] ?? 0) ^ 1, 98, 99),
    },
  ])('writes a damaged bundle ($name) anew', async ({ damage }) => {
    const bytes = readFileSync(english());
    writeFileSync(english(), damage(bytes));
    expect(await states()).toEqual({ en: 'written', ar: 'unchanged', es: 'unchanged' });
    expect(readFileSync(english()).equals(bytes)).toBe(true);
  });

  test('without its cache gives the same bytes', async () => {
    const before = filesBelow(out);
    rmSync(cache[1] ?? '', { recursive: true });
    await build(source, out, cache);
    expect(filesBelow(out)).toEqual(before);
  });

  test('with --dry-run writes nothing, also where there is something to write', async () => {
    appendFileSync(join(source, lesson), '\nThe end.\n');
    const before = [english(), arabic(), spanish()].map(identityOf);
    expect(await states(['--dry-run'])).toEqual({ en: 'planned', ar: 'planned', es: 'planned' });
    expect([english(), arabic(), spanish()].map(identityOf)).toEqual(before);
    expect(await states()).toMatchObject({ en: 'written' });
  });
});

test('an edit in the same moment as a build is seen by the next', async () => {
  const source = sourceOf({ 'a.md': '# A\n\nedit 0\n' });
  const out = newPath('out');
  const cache = ['--cache', newPath('cache')];
  for (const n of [1, 2, 3, 4]) {
    let edited = false;
    await build(source, out, cache, {
      onOutput: ({ stderr }) => {
        if (edited || !stderr.includes('compiling')) return;
        edited = true;
        writeFileSync(join(source, 'a.md'), `# A\n\nedit ${n}\n`);
      },
    });
    expect(edited).toBe(true);
    await build(source, out, cache);
    const entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
    expect(articleOf(entries, 'pages/a.html')).toContain(`edit ${n}`);
    writeFileSync(join(source, 'a.md'), `# A\n\nedit between ${n}\n`);
  }
});

test('--dry-run makes no folder', async () => {
  const out = newPath('out');
  await build(sourceOf({ 'a.md': '# A\n' }), out, ['--dry-run']);
  expect(existsSync(out)).toBe(false);
});

describe('--strict', () => {
  const files = { 'a.md': '# A\n\nAll is well.\n' };
  const faulty = { 'a.md': '# A\n\n[gone](gone.md)\n' };
  let source: string;
  let out: string;
  beforeEach(async () => {
    source = sourceOf(files);
    out = newPath('out');
    await build(source, out, ['--strict']);
  });

  test('stops at an error with exit code 1 and leaves the old bundle untouched', async () => {
    const bundle = join(out, 'soil_1.0.0.zip');
    const before = identityOf(bundle);
    writeFiles(source, faulty);
    const { code, stderr, stdout } = await satchel(['build', source, '-o', out, '--strict']);
    expect(code).toBe(1);
    expect(stderr).toContain('a.md:3:1');
    expect(stdout).toContain('nothing was written');
    expect(identityOf(bundle)).toBe(before);
    expect([...filesBelow(out).keys()]).toEqual(['soil_1.0.0.zip']);
    // What stopped once stops again.
    expect((await satchel(['build', source, '-o', out, '--strict'])).code).toBe(1);
  });

  test('is no part of a build without it: the same error ends with exit code 0 and a bundle', async () => {
    writeFiles(source, faulty);
    await build(source, out);
    const entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
    expect(articleOf(entries, 'pages/a.html')).toContain('<span class="missing">gone</span>');
  });

  test('leaves no bundle of any profile where only a picture is at fault', async () => {
    writeFiles(source, { 'a.md': '# A\n\n![a cup](cup.png)\n', 'cup.png': 'no picture' });
    const before = filesBelow(out);
    const args = ['--strict', '--profile', 'low,standard,high'];
    expect((await satchel(['build', source, '-o', out, ...args])).code).toBe(1);
    expect(filesBelow(out)).toEqual(before);
  });
});

test('what was carried for want of ffmpeg is encoded as soon as it is there', async () => {
  const film = Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1');
  const pages = { 'index.md': '# Film\n\n![film](film.mp4)\n', 'film.mp4': film };
  const folder = writeFiles(newPath('film'), pages);
  const [target, kept] = [newPath('out'), newPath('cache')];
  const env = { SATCHEL_FFMPEG: join(folder, 'none') };
  const codes = async (more: object): Promise<string> =>
    (await build(folder, target, ['--cache', kept, '--format', 'json'], more)).stdout;
  expect(await codes({ env })).toContain('env-ffmpeg-setting');
  // It is no film: but now that is found out.
  expect(await codes({})).toContain('recording-undecodable');
});
