import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BuiltBundle, OverBudget } from '../../src/build/options.ts';
import { parseManifest } from '../../src/bundle/manifest.ts';
import { findTools } from '../../src/media/timed/tools.ts';
import { photo } from '../media/picture/pictures.ts';
import {
  build,
  entriesOf,
  filesBelow,
  identityOf,
  json,
  newPath,
  satchel,
  sourceOf,
  work,
} from './workbench.ts';

type Output = Awaited<ReturnType<typeof json>> & {
  readonly bundles: readonly BuiltBundle[];
  readonly overBudget: readonly OverBudget[];
  readonly stopped: boolean;
};

const zip = (out: string, variant = ''): string => join(out, `soil_1.0.0${variant}.zip`);
const sizeOf = (file: string): number => statSync(file).size;

/** Files with sound, film, pictures, a drawing and a download, made once. */
let files: Record<string, string | Uint8Array>;

beforeAll(async () => {
  const tools = await findTools();
  if ('code' in tools) throw new Error(tools.code);
  const made = async (name: string, ...args: string[]): Promise<Buffer> => {
    const file = join(work, name);
    await promisify(execFile)(tools.ffmpeg.file, ['-v', 'error', ...args, '-y', file]);
    return readFileSync(file);
  };
  const film = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x480:rate=25:duration=2',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=2',
  ];
  files = {
    'a.md':
      '# Rain\n\n![Clouds](clouds.png)\n\n![Drops](drops.png){width=60}\n\n![Drop](drop.svg)\n\n[table](rain.csv)\n',
    'b.md':
      '# Wind\n\n<video src="wind.mp4"></video>\n\n<audio src="howl.wav"></audio>\n\n![Clouds again](clouds.png)\n',
    'translations/de/a.md': '# Regen\n\n![Wolken](../../clouds.png)\n',
    'clouds.png': await photo(1200, 900).png().toBuffer(),
    'drops.png': await photo(800, 600).png().toBuffer(),
    'drop.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4"/></svg>',
    'rain.csv': Array.from({ length: 400 }, (_, n) => `${n},${(n * 7919) % 1000}\n`).join(''),
    'wind.mp4': await made('wind.mp4', ...film, '-c:v', 'libx264', '-c:a', 'aac'),
    'howl.wav': await made('howl.wav', '-f', 'lavfi', '-i', 'sine=duration=4:frequency=200'),
  };
});

/** A source of these files whose satchel.yaml says more. */
function sourceWith(more = ''): string {
  const source = sourceOf(files);
  appendFileSync(join(source, 'satchel.yaml'), more);
  return source;
}

const english = ['--language', 'en'];

async function buildJson(source: string, out: string, ...args: string[]): Promise<Output> {
  return (await json(['build', source, '-o', out, ...args])) as Output;
}

describe('a bundle over its budget', () => {
  test('is not written, and what is said of its size is true to the byte', async () => {
    const source = sourceWith();
    const out = newPath('out');
    await build(source, out, [...english, '--profile', 'standard,low']);
    const none = newPath('none');
    const { exitCode, stopped, bundles, overBudget, diagnostics } = await buildJson(
      source,
      none,
      ...english,
      '--max-size',
      '1KB',
    );
    expect({ exitCode, stopped, bundles }).toEqual({ exitCode: 1, stopped: true, bundles: [] });
    expect(filesBelow(none).size).toBe(0);
    const [over] = overBudget;
    expect(over).toMatchObject({
      bundle: zip(none),
      profile: 'standard',
      size: sizeOf(zip(out)),
      limit: 1000,
      profiles: [
        { profile: 'standard', size: sizeOf(zip(out)) },
        { profile: 'low', size: sizeOf(zip(out, '_low')) },
      ],
    });
    const { text = 0, media = 0, downloads = 0, fonts = 0 } = over?.parts ?? {};
    expect(text + media + downloads + fonts).toBe(over?.size);
    expect(over?.largest.map(({ path }) => path).sort()).toEqual([
      'clouds.png',
      'drop.svg',
      'drops.png',
      'howl.wav',
      'rain.csv',
      'wind.mp4',
    ]);
    expect(over?.largest.find(({ path }) => path === 'clouds.png')).toMatchObject({
      kind: 'media',
      place: { file: 'a.md', line: 3, column: 1 },
      others: 1,
    });
    expect(diagnostics.find(({ code }) => code === 'budget-bundle')).toMatchObject({ severity: 'error' });
  });

  test('may be as large as its budget, and no byte larger', async () => {
    const source = sourceWith();
    const out = newPath('out');
    await build(source, out, english);
    const size = sizeOf(zip(out));
    const tight = await buildJson(source, newPath('out'), ...english, '--max-size', `${size}`);
    expect(tight).toMatchObject({ exitCode: 0, overBudget: [], bundles: [{ size, state: 'written' }] });
    const over = await buildJson(source, newPath('out'), ...english, '--max-size', `${size - 1}`);
    expect(over).toMatchObject({ exitCode: 1, overBudget: [{ size, limit: size - 1 }] });
  });

  test('keeps all others of its run from being written, and what lay there stays', async () => {
    const source = sourceWith();
    const out = newPath('out');
    await build(source, out, english);
    const before = identityOf(zip(out));
    // The German bundle has one page and a picture: it alone would fit.
    const limit = sizeOf(zip(out)) - 1;
    const { exitCode, overBudget } = await buildJson(source, out, '--max-size', `${limit}`);
    expect(exitCode).toBe(1);
    expect(overBudget.map(({ language }) => language)).toEqual(['en']);
    expect([...filesBelow(out).keys()]).toEqual(['soil_1.0.0.zip']);
    expect(identityOf(zip(out))).toBe(before);
  });

  test('is told at the place in satchel.yaml that sets the budget, by validate too, and again by each build', async () => {
    const source = sourceWith('budget: { bundle: 5 kB }\n');
    const place = { code: 'budget-bundle', file: 'satchel.yaml', line: 6, column: 19 };
    const out = newPath('out');
    for (const run of [
      await buildJson(source, out),
      await buildJson(source, out),
      await json(['validate', source]),
    ]) {
      expect(run.exitCode).toBe(1);
      const found = run.diagnostics.filter(({ code }) => code === 'budget-bundle');
      expect(found).toMatchObject([place, place]);
    }
    // What is typed counts instead.
    expect(await buildJson(source, out, '--max-size', '1GB')).toMatchObject({ exitCode: 0, stopped: false });
    const settings = join(source, 'satchel.yaml');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('5 kB', '1 GB'));
    expect(await buildJson(source, out)).toMatchObject({ exitCode: 0, bundles: [{}, {}] });
  });
});

test('without ffmpeg lower profiles are not told to be all that can be done; the table says the rest once', async () => {
  const source = sourceWith();
  const args = ['build', source, '-o', newPath('out'), ...english, '--max-size', '1KB'];
  const env = { SATCHEL_FFMPEG: join(source, 'none') };
  const { diagnostics } = await json(args, { env });
  const hint = diagnostics.find(({ code }) => code === 'budget-bundle')?.hint;
  expect(hint).toContain('in profile low, and less once ffmpeg is there to make recordings smaller');
  const { stdout, stderr } = await satchel(args, { env });
  expect(stdout).toContain('all media at low');
  expect(stderr).toMatch(/budget-bundle .*may have\n/);
  expect(stderr).not.toContain('in profile low');
});

describe('a lesson over its budget', () => {
  test('is told at its beginning, and no bundle is written', async () => {
    const source = sourceWith('budget:\n  lesson: 60 kB\n');
    const out = newPath('out');
    const { exitCode, diagnostics, overBudget } = await buildJson(source, out, ...english);
    expect(exitCode).toBe(1);
    expect(filesBelow(out).size).toBe(0);
    const lessons = diagnostics.filter(({ code }) => code === 'budget-lesson');
    expect(lessons.map(({ file, line, column }) => ({ file, line, column }))).toEqual(
      overBudget.map(({ lesson }) => ({ file: lesson, line: 1, column: 1 })),
    );
    const wind = overBudget.find(({ lesson }) => lesson === 'b.md');
    expect(wind?.largest.map(({ path }) => path).sort()).toEqual(['clouds.png', 'howl.wav', 'wind.mp4']);
    expect(lessons.find(({ file }) => file === 'b.md')?.hint).toMatch(/wind\.mp4 \(.*, b\.md:3\)/);
  });

  test('is made to fit along with its bundle', async () => {
    const generous = await buildJson(sourceWith('budget:\n  lesson: 10 B\n'), newPath('out'), ...english);
    const wind = generous.overBudget.find(({ lesson }) => lesson === 'b.md');
    const [own, low] = wind?.profiles ?? [];
    const limit = Math.round(((own?.size ?? 0) + (low?.size ?? 0)) / 2);
    const source = sourceWith(`budget:\n  lesson: ${limit} B\n`);
    const out = newPath('out');
    expect((await buildJson(source, out, ...english)).exitCode).toBe(1);
    const fitted = await buildJson(source, out, ...english, '--fit', '1GB');
    expect(fitted.exitCode).toBe(0);
    expect(fitted.bundles[0]?.fitted?.lowered.length).toBeGreaterThan(0);
  });
});

describe('--fit', () => {
  test('finds a fit for every size between the profiles, and tells it', async () => {
    const source = sourceWith();
    const out = newPath('out');
    await build(source, out, [...english, '--profile', 'standard,low']);
    const [standard, low] = [sizeOf(zip(out)), sizeOf(zip(out, '_low'))];
    const digests = new Map<string, number>();
    for (let part = 0; part <= 4; part++) {
      // The name of the profile in the manifest is another, a few bytes longer.
      const limit = low + 20 + Math.round(((standard - low) * part) / 4);
      const to = newPath('fitted');
      const { exitCode, bundles } = await buildJson(source, to, ...english, '--fit', `${limit}`);
      expect(exitCode).toBe(0);
      const [bundle] = bundles;
      expect(bundle).toMatchObject({
        file: zip(to),
        profile: 'standard',
        size: sizeOf(zip(to)),
        fitted: { limit, media: 5 },
      });
      expect(bundle?.size).toBeLessThanOrEqual(limit);
      expect(
        bundle?.fitted?.lowered.every(
          ({ profile, size, sizeBefore }) => profile === 'low' && size < sizeBefore,
        ),
      ).toBe(true);
      digests.set(bundle?.digest ?? '', bundle?.fitted?.lowered.length ?? -1);
    }
    expect([...digests.values()].at(-1)).toBe(0);
    expect(digests.size).toBeGreaterThan(2);
  });

  test('gives a file the same profile in all languages, and counts what it takes over in what is written', async () => {
    // The English bundle hands out a large table too: the German would keep its picture as it is.
    const source = sourceOf({
      'a.md': '# Rain\n\n![Clouds](clouds.png)\n\n[table](rain.csv)\n',
      'translations/de/a.md': '# Regen\n\n![Wolken](../../clouds.png)\n',
      'clouds.png': files['clouds.png'] ?? '',
      'rain.csv': Array.from({ length: 100_000 }, (_, n) => `${n},${(n * 7919) % 100_003}\n`).join(''),
    });
    const out = newPath('out');
    await build(source, out, ['--profile', 'standard,low']);
    const limit = sizeOf(zip(out)) - 1000;
    expect(sizeOf(zip(out, '_de'))).toBeLessThan(limit);
    const to = newPath('fitted');
    const bases = ['', '_low', '_de', '_de-low'].flatMap((variant) => ['--base', zip(out, variant)]);
    const output = (await buildJson(source, to, '--fit', `${limit}`, ...bases)) as Output & {
      takenOver: { renditions: number };
    };
    expect(output).toMatchObject({ exitCode: 0, overBudget: [] });
    const chosen = new Map<string, string>();
    for (const bundle of [zip(to), zip(to, '_de')]) {
      const manifest = (await entriesOf(bundle)).get('manifest.json') ?? Buffer.alloc(0);
      for (const { source: asset = '', preset } of parseManifest(manifest).entries) {
        if (!preset || preset.id.startsWith('poster-')) continue;
        expect(chosen.get(asset) ?? preset.id).toBe(preset.id);
        chosen.set(asset, preset.id);
      }
    }
    expect([...chosen.values()]).toEqual(['photo-low']);
    // Not the one at the bundle's own profile.
    expect(output.takenOver.renditions).toBe(1);
  });

  test('gives the same bytes wherever it is asked', async () => {
    const recorded = ['b.md', 'wind.mp4', 'howl.wav'];
    const source = sourceOf(
      Object.fromEntries(Object.entries(files).filter(([path]) => !recorded.includes(path))),
    );
    const out = newPath('out');
    await build(source, out, english);
    const limit = sizeOf(zip(out)) - 20_000;
    const [one, two] = [newPath('one'), newPath('two')];
    await build(source, one, [...english, '--fit', `${limit}`]);
    await build(source, two, [...english, '--fit', `${limit}`, '--jobs', '1', '--cache', newPath('cache')]);
    expect(readFileSync(zip(two)).equals(readFileSync(zip(one)))).toBe(true);
  });

  test('names in the manifest the presets that it chose, and only media that differs is other than at its own profile', async () => {
    const source = sourceWith();
    const out = newPath('out');
    await build(source, out, english);
    const limit = sizeOf(zip(out)) - 1000;
    const to = newPath('fitted');
    const { bundles } = await buildJson(source, to, ...english, '--fit', `${limit}`);
    const lowered = bundles[0]?.fitted?.lowered ?? [];
    expect(lowered.length).toBeGreaterThan(0);
    const manifestOf = async (file: string) => {
      const bytes = (await entriesOf(file)).get('manifest.json');
      return parseManifest(bytes ?? Buffer.alloc(0));
    };
    const [before, after] = [await manifestOf(zip(out)), await manifestOf(zip(to))];
    expect(after.variant).toEqual(before.variant);
    const known = new Set(before.entries.map(({ path }) => path));
    const other = after.entries.filter(({ path, source: asset }) => asset && !known.has(path));
    expect(other.length).toBeGreaterThan(0);
    for (const { preset } of other) expect(preset?.id).toMatch(/-low$/);
    expect(new Set(other.map(({ source: asset }) => asset)).size).toBe(lowered.length);
  });

  test('has nothing to do the second time, and tells what it did the first', async () => {
    const source = sourceWith();
    const longAgo = new Date(2020, 1, 1);
    for (const path of ['satchel.yaml', ...Object.keys(files)])
      utimesSync(join(source, path), longAgo, longAgo);
    const out = newPath('out');
    const plain = await buildJson(source, out, ...english);
    const limit = (plain.bundles[0]?.size ?? 0) - 500;
    const args = [...english, '--fit', `${limit}`];
    const first = await buildJson(source, out, ...args);
    const before = identityOf(zip(out));
    const second = await buildJson(source, out, ...args);
    expect(identityOf(zip(out))).toBe(before);
    expect(second.bundles).toMatchObject([{ state: 'unchanged', fitted: first.bundles[0]?.fitted }]);
    // Another size is another build.
    const third = await buildJson(source, out, ...english, '--fit', '1GB');
    expect(third.bundles).toMatchObject([
      { state: 'written', size: plain.bundles[0]?.size, fitted: { lowered: [] } },
    ]);
  });

  test('writes nothing where no choice fits, and tells what would have to go', async () => {
    const source = sourceWith();
    const out = newPath('out');
    const [low] = (await buildJson(source, out, ...english, '--fit', '1KB')).overBudget;
    expect(low).toMatchObject({ limit: 1000 });
    expect(low?.fit).toBeUndefined();
    expect(low?.mustGo).toBeUndefined();
    const { exitCode, overBudget, diagnostics } = await buildJson(
      source,
      out,
      ...english,
      '--fit',
      `${(low?.nearest ?? 0) - 1}`,
    );
    expect(exitCode).toBe(1);
    expect(overBudget).toMatchObject([{ nearest: low?.nearest, mustGo: 1 }]);
    expect(diagnostics.find(({ code }) => code === 'budget-bundle')?.hint).toContain(
      'no choice of profiles fits',
    );
    expect(filesBelow(out).size).toBe(0);
    expect((await buildJson(source, out, ...english, '--fit', `${low?.nearest ?? 0}`)).exitCode).toBe(0);
  });

  test.each([
    [['--fit', '1MB', '--dry-run']],
    [['--max-size', '1MB', '--dry-run']],
    [['--fit', '1MB', '--max-size', '1MB']],
    [['--fit', 'small']],
  ])('%j is wrong usage', async (args) => {
    const { code } = await satchel(['build', sourceOf({ 'a.md': '# A\n' }), ...args]);
    expect(code).toBe(2);
  });
});
