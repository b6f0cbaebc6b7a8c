import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Entry, ManifestLesson } from '../../src/bundle/manifest.ts';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { photo } from '../media/picture/pictures.ts';
import { MUSIC, record } from '../media/timed/recordings.ts';
import { forge, manifestOf } from './forge.ts';
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

const prose = (about: string): string =>
  `${about} begins with a question.\nWhat does ${about.toLowerCase()} need, and what does it give back?\n\n` +
  `Look closely, write down what you see on each day of the week, and compare it with what your neighbour has seen.\n`;

/** Everything whose place in a page depends on other files or on the language. */
const rich = `# Water

${prose('Water')}
:::::: challenge
## How deep?
Measure it: $d = \\sqrt{2}$ m.
::: solution
\`\`\`python
depth = 2 ** 0.5
\`\`\`
:::
::::::

> [!NOTE]
> Ask [the roots](roots.md), see ![a drop](drop.svg) and [the data](rain.csv).
`;
const files = {
  'water.md': rich,
  'roots.md': `# Roots\n\n${prose('A root')}`,
  'leaves.md': `# Leaves\n\n${prose('The leaf')}\nLeaves eat light.\n`,
  'drop.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4"/></svg>',
  'rain.csv': 'day,mm\n1,3\n',
};

const zip = (out: string, variant = ''): string => join(out, `soil_1.0.0${variant}.zip`);

/** Bundles of what is published, by what that is: built once. */
const built = new Map<object, Promise<string>>();

async function publishedFrom(source: string): Promise<string> {
  const out = newPath('published');
  await build(source, out);
  return out;
}

/** What is published, and the source to go on with. */
async function publish(content: Readonly<Record<string, string | Uint8Array>>): Promise<Published> {
  const source = sourceOf(content);
  const folder = built.get(content) ?? publishedFrom(source);
  built.set(content, folder);
  const out = newPath('published');
  cpSync(await folder, out, { recursive: true });
  return { source, out, base: zip(out) };
}

interface Published {
  readonly source: string;
  readonly out: string;
  readonly base: string;
}

function move(source: string, from: string, to: string): void {
  mkdirSync(dirname(join(source, to)), { recursive: true });
  renameSync(join(source, from), join(source, to));
}

function edit(source: string, file: string, change: (text: string) => string): void {
  writeFileSync(join(source, file), change(readFileSync(join(source, file), 'utf8')));
}

interface Next {
  readonly out: string;
  readonly findings: readonly string[];
  readonly output: Awaited<ReturnType<typeof json>> & {
    readonly takenOver?: { readonly ids: number; readonly renditions: number };
  };
}

/** The next release: where it is, and what is said of ids, as `file:line:column code id`. */
async function next(source: string, bases: readonly string[], args: readonly string[] = []): Promise<Next> {
  const out = newPath('next');
  const output = await json([
    'build',
    source,
    '-o',
    out,
    ...bases.flatMap((base) => ['--base', base]),
    ...args,
  ]);
  const findings = output.diagnostics
    .filter(({ code }) => code.startsWith('id-') || code === 'translation-left-behind')
    .map(({ code, file, line, column, message }) => {
      const [, id = ''] = /“([^”]*)”/.exec(message) ?? [];
      return `${file}:${line}:${column} ${code}${id && ` ${id}`}`;
    });
  return { out, findings, output };
}

/** The ids of a bundle's lessons by their titles. */
async function idsOf(bundle: string): Promise<Record<string, string>> {
  const { units } = await manifestOf(bundle);
  const all = (lessons: readonly ManifestLesson[]): ManifestLesson[] =>
    lessons.flatMap((lesson) => [lesson, ...all(lesson.parts ?? [])]);
  return Object.fromEntries([
    ...units.flatMap(({ title, path }) => (path === undefined ? [] : [[title, path]])),
    ...units.flatMap(({ lessons }) => all(lessons).map(({ id, title }) => [title, id])),
  ]) as Record<string, string>;
}

test('a lesson that was moved and renamed keeps its id, and its page its path', async () => {
  const { source, base } = await publish(files);
  move(source, 'water.md', 'part-two/all-about-water.md');
  edit(source, 'part-two/all-about-water.md', (text) => text.replace(/\]\((\w)/g, '](../$1'));
  const { out, findings, output } = await next(source, [base]);
  expect(findings).toEqual(['part-two/all-about-water.md:1:1 id-kept water']);
  expect(output.takenOver).toEqual({ ids: 1, renditions: 1 });
  expect(await idsOf(zip(out))).toEqual({ Water: 'water', Roots: 'roots', Leaves: 'leaves' });
  const entries = await entriesOf(zip(out));
  expect(articleOf(entries, 'pages/water.html')).toContain('begins with a question');
  // Without a base its path says what it is called.
  await build(source, out);
  expect(await idsOf(zip(out))).toMatchObject({ Water: 'part-two/all-about-water' });
});

test('links to a lesson that has moved lead to its page', async () => {
  const { source, base } = await publish(files);
  move(source, 'roots.md', 'below/roots.md');
  edit(source, 'water.md', (text) => text.replace('(roots.md)', '(below/roots.md)'));
  const { out } = await next(source, [base]);
  const entries = await entriesOf(zip(out));
  expect(articleOf(entries, 'pages/water.html')).toContain('<a href="roots.html">the roots</a>');
});

test('a lesson that was moved and edited keeps its id, which is told as a guess', async () => {
  const { source, base } = await publish(files);
  move(source, 'water.md', 'oceans.md');
  edit(source, 'oceans.md', (text) => `${text.replace('Water begins', 'The sea begins')}\nIt is salty.\n`);
  const { out, findings, output } = await next(source, [base]);
  expect(findings).toEqual(['oceans.md:1:1 id-guessed water']);
  const [{ message } = { message: '' }] = output.diagnostics.filter(({ code }) => code === 'id-guessed');
  expect(Number(/(\d+) %/.exec(message)?.[1])).toBeGreaterThan(70);
  expect(await idsOf(zip(out))).toMatchObject({ Water: 'water' });
});

test('a lesson that was rewritten where it is keeps its id, and a new one gets none that was published', async () => {
  const { source, base } = await publish(files);
  writeFiles(source, {
    'leaves.md': '# Foliage\n\nNothing of what was said here before is left.\n',
    'worms.md': '# Worms\n\nA worm digs tunnels, and air comes into the ground.\n',
  });
  rmSync(join(source, 'rain.csv'));
  rmSync(join(source, 'roots.md'));
  const { out, findings } = await next(source, [base]);
  expect(findings).toEqual([]);
  expect(await idsOf(zip(out))).toEqual({ Water: 'water', Foliage: 'leaves', Worms: 'worms' });
});

test('two lessons that changed places keep their ids', async () => {
  const { source, base } = await publish({
    'a/sun.md': `# The sun\n\n${prose('The sun')}`,
    'a/moon.md': `# Introduction\n\nThe moon shines at night and has phases, which you can draw.\n`,
    'b/moon.md': `# Introduction\n\nA moon turns around every planet but two; we count them here.\n`,
    'b/tide.md': `# The tide\n\nThe sea comes and goes twice a day, more at full moon.\n`,
  });
  // One pair under each other's names, one into each other's folders.
  move(source, 'a/moon.md', 'x.md');
  move(source, 'b/moon.md', 'a/moon.md');
  move(source, 'x.md', 'b/moon.md');
  move(source, 'a/sun.md', 'b/sun.md');
  move(source, 'b/tide.md', 'a/tide.md');
  const { out, findings } = await next(source, [base]);
  expect(findings).toEqual([
    'a/moon.md:1:1 id-kept b/moon',
    'a/tide.md:1:1 id-kept b/tide',
    'b/moon.md:1:1 id-kept a/moon',
    'b/sun.md:1:1 id-kept a/sun',
  ]);
  const entries = await entriesOf(zip(out));
  expect(articleOf(entries, 'pages/a/moon.html')).toContain('The moon shines at night');
  expect(articleOf(entries, 'pages/b/moon.html')).toContain('A moon turns around');
});

test('the lessons of a renamed unit keep their ids, its own page and those with one text too', async () => {
  const todo = '# Exercises\n\nTo be written.\n';
  const { source, base } = await publish({
    '1-soil/README.md': `# Soil\n\n${prose('Soil')}`,
    '1-soil/1-clay.md': `# Clay\n\n${prose('Clay')}\nIt is heavy.\n`,
    '1-soil/2-sand.md': `# Sand\n\nSand is light and lets the rain through at once.\n`,
    '1-soil/exercises.md': todo,
    '2-air/README.md': `# Air\n\nAir is all around us, and we do not see it.\n`,
    '2-air/1-wind.md': `# Wind\n\nWind is air in a hurry from high to low.\n`,
    '2-air/exercises.md': todo,
  });
  move(source, '1-soil', '2-earth');
  move(source, '2-air', '1-zephyr');
  const { out } = await next(source, [base]);
  const before = await entriesOf(base);
  const after = await entriesOf(zip(out));
  const isPage = (path: string): boolean => path.startsWith('pages/') && path.endsWith('.html');
  const pages = [...before.keys()].filter(isPage);
  expect(pages).toContain('pages/soil/exercises.html');
  expect([...after.keys()].filter(isPage)).toEqual(pages);
  for (const path of pages.filter((page) => page !== 'pages/index.html'))
    expect(articleOf(after, path)).toBe(articleOf(before, path));
  // Each unit's exercises are with it, though their texts do not tell them apart.
  const { units } = await manifestOf(zip(out));
  expect(units.map(({ path, lessons }) => [path, ...lessons.map(({ id }) => id)])).toEqual([
    ['pages/air.html', 'air/wind', 'air/exercises'],
    ['pages/soil.html', 'soil/clay', 'soil/sand', 'soil/exercises'],
  ]);
});

test('a translation keeps its original’s id, moved with it or left behind', async () => {
  const source = newPath('demo');
  cpSync(join(fixtures, 'demo'), source, { recursive: true });
  const out = newPath('published');
  await build(source, out);
  const id = 'by-night/changing-moon';
  const moved = 'by-day/9-the-moon.md';
  const old = '2-by-night/1-changing-moon.md';
  move(source, old, moved);
  move(source, `translations/ar/${old}`, `translations/ar/${moved}`);
  for (const file of [moved, `translations/ar/${moved}`])
    edit(source, file, (text) => text.replaceAll('](2-', '](../2-by-night/2-'));
  const name = 'sky-above-our-school_1.0.0';
  const bases = ['', '_ar', '_es'].map((variant) => join(out, `${name}${variant}.zip`));
  const { out: after, findings } = await next(source, bases);
  expect(findings).toEqual([
    `${moved}:1:1 id-kept ${id}`,
    `translations/es/${old}:1:1 translation-left-behind`,
  ]);
  for (const variant of ['', '_ar', '_es']) {
    const bundle = join(after, `${name}${variant}.zip`);
    const before = await entriesOf(join(out, `${name}${variant}.zip`));
    const { units } = await manifestOf(bundle);
    const lessons = units.flatMap((unit) => unit.lessons);
    // In each language once, in that language, in its new place.
    expect(lessons.filter((lesson) => lesson.id === id)).toHaveLength(1);
    expect(lessons.map(({ language }) => language)).toEqual(lessons.map(() => undefined));
    expect(units.at(-1)?.lessons.map((lesson) => lesson.id)).toEqual([id]);
    const page = articleOf(await entriesOf(bundle), `pages/${id}.html`);
    expect(page.slice(0, 200)).toBe(articleOf(before, `pages/${id}.html`).slice(0, 200));
  }
  // One language's bundle is enough for all.
  const { out: only, findings: same } = await next(source, bases.slice(0, 1));
  expect(same).toEqual(findings);
  expect(filesBelow(only)).toEqual(filesBelow(after));
});

test('an id in front matter wins, and a note is made unless it says what the page was', async () => {
  const { source, base } = await publish(files);
  move(source, 'water.md', 'new/water.md');
  edit(source, 'new/water.md', (text) => `---\nid: h2o\n---\n${text.replace(/\]\((\w)/g, '](../$1')}`);
  const { out, findings } = await next(source, [base]);
  expect(findings).toEqual(['new/water.md:2:5 id-changed water']);
  expect(await idsOf(zip(out))).toMatchObject({ Water: 'h2o' });
  edit(source, 'new/water.md', (text) => text.replace('id: h2o', 'was: water\nid: h2o'));
  expect((await next(source, [base])).findings).toEqual([]);
  // The id that it had goes to no other page, however much that is like it.
  writeFiles(source, { 'copy.md': rich.replace('# Water', '# A copy') });
  const copied = await next(source, [base]);
  expect(await idsOf(zip(copied.out))).toMatchObject({ Water: 'h2o', 'A copy': 'copy' });
});

test('“was” is followed where the text tells nothing, by one page', async () => {
  const { source, base } = await publish(files);
  rmSync(join(source, 'water.md'));
  writeFiles(source, {
    'seas.md': '---\ntitle: Seas\nwas: [puddle, water]\n---\n\nSalt, waves and ships.\n',
    'snow.md': '---\nwas: water\n---\n\n# Snow\n\nIt falls in winter.\n',
  });
  const { out, findings } = await next(source, [base]);
  expect(findings).toEqual(['seas.md:3:6 id-kept water', 'snow.md:2:6 id-claimed water']);
  expect(await idsOf(zip(out))).toMatchObject({ Seas: 'water', Snow: 'snow' });
});

test('a new lesson in the place of one that has moved gets an id of its own', async () => {
  const { source, base } = await publish(files);
  move(source, 'water.md', 'archive/water.md');
  edit(source, 'archive/water.md', (text) => text.replace(/\]\((\w)/g, '](../$1'));
  writeFiles(source, { 'water.md': '# Rain\n\nWhat falls from the clouds is another story.\n' });
  const { out, findings } = await next(source, [base]);
  expect(findings).toEqual(['archive/water.md:1:1 id-kept water', 'water.md:1:1 id-displaced water']);
  expect(await idsOf(zip(out))).toMatchObject({ Water: 'water', Rain: 'water-2' });
  // And keeps it: the release after this one goes on from there.
  const again = await next(source, [zip(out)]);
  expect(await idsOf(zip(again.out))).toMatchObject({ Water: 'water', Rain: 'water-2' });
});

test('ids of a base that no page of ours could have are left alone', async () => {
  const { source, base } = await publish({ ...files, 'x.md': '# X\n\nUnknown.\n', 'y.md': '# Y\n\nWhy?\n' });
  const wild = new Map([
    ['water', '../../escape'],
    ['roots', 'index'],
    ['leaves', 'con'],
    ['x', 'x'.repeat(170)],
    ['y', 'Y'],
  ]);
  const forged = await forge(base, (_, { units }) => ({
    units: units.map((unit) => ({
      ...unit,
      lessons: unit.lessons.map((lesson) => ({ ...lesson, id: wild.get(lesson.id) ?? '' })),
    })),
  }));
  const { out, findings } = await next(source, [forged]);
  expect(findings).toEqual([]);
  expect(Object.values(await idsOf(zip(out))).sort()).toEqual([...wild.keys()].sort());
});

test('renditions of unchanged pictures are taken over byte for byte, and sharp is not even loaded', async () => {
  const { source, base } = await publish({
    'a.md': '# A\n\n![A hill](hill.png) ![A tree](tree.png) ![A drop](drop.svg)\n',
    'hill.png': await photo(400, 300).png().toBuffer(),
    'tree.png': await photo(300, 400).png().toBuffer(),
    'drop.svg': files['drop.svg'],
  });
  // As another encoder on another machine made them.
  const other = await photo(123, 45).webp({ quality: 7 }).toBuffer();
  const drawing = Buffer.from(files['drop.svg'].replace('0 0 4 2', '0 0 9 8'));
  const foreign = await forge(base, (entries) => {
    for (const [path, entry] of [...entries]) {
      if (!entry.preset) continue;
      const bytes = path.includes('hill') ? other : path.includes('drop') ? drawing : entry.bytes;
      entries.delete(path);
      const renamed = path.replace(/-[0-9a-f]{12}\./, `-${shortDigest(digestOf(bytes), 12)}.`);
      entries.set(renamed, { ...entry, path: renamed, bytes });
    }
    return {};
  });
  const noSharp =
    'data:text/javascript,' +
    encodeURIComponent(
      `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(
        "export const resolve = (name, context, next) => { if (name === 'sharp') throw new Error('loaded'); return next(name, context); }"));`,
    );
  const cold = ['--cache', newPath('cache')];
  const env = { NODE_OPTIONS: `--import ${noSharp}` };
  const withoutBase = await satchel(['build', source, '-o', newPath('none'), ...cold], { env });
  expect(withoutBase.code).not.toBe(0);

  const out = newPath('next');
  const { stdout } = await build(source, out, ['--base', foreign, ...cold], { env });
  expect(stdout).toContain('3 media files were taken over');
  const published = await entriesOf(foreign);
  const entries = await entriesOf(zip(out));
  const media = [...entries.keys()].filter((path) => path.startsWith('media/'));
  expect(media).toHaveLength(3);
  for (const path of media) expect(entries.get(path)).toEqual(published.get(path));
  const page = articleOf(entries, 'pages/a.html');
  expect(page).toContain('width="123" height="45"');
  expect(page).toContain('width="9" height="8"');
  const { entries: list } = await manifestOf(zip(out));
  expect(list.find(({ path }) => path.includes('hill'))).toMatchObject({
    digest: digestOf(other),
    preset: { id: 'photo-standard', version: 1 },
    source: digestOf(readFileSync(join(source, 'hill.png'))),
    sourceSize: readFileSync(join(source, 'hill.png')).length,
  });
  // Those of another profile, and what has changed since, are encoded here.
  await build(source, out, ['--base', foreign, '--profile', 'low']);
  expect((await manifestOf(zip(out, '_low'))).entries.map(({ preset }) => preset?.id)).toContain('photo-low');
  writeFileSync(join(source, 'hill.png'), await photo(401, 300).png().toBuffer());
  const changed = await next(source, [foreign]);
  expect(changed.output.takenOver).toEqual({ ids: 0, renditions: 2 });
  expect(articleOf(await entriesOf(zip(changed.out)), 'pages/a.html')).toContain('width="401"');
  // Nothing of it is left where no base is named.
  await build(source, out);
  expect(articleOf(await entriesOf(zip(out)), 'pages/a.html')).not.toContain('width="9"');
});

test('a newer format that is wished for since is added, and nothing else of what is taken over is made again', async () => {
  const film = join(newPath('film'), 'film.mp4');
  mkdirSync(dirname(film));
  await record(film, 1, ['testsrc=s=320x180:r=25', MUSIC], ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
  const { source, base } = await publish({
    'a.md': '# A\n\n<video src="film.mp4"></video>\n',
    'film.mp4': readFileSync(film),
  });
  const wish = (formats: string): void => {
    edit(
      source,
      'satchel.yaml',
      (text) => `${text.replace(/^media:.*\n/m, '')}media: { formats: [${formats}] }\n`,
    );
  };
  const mediaIn = async (bundle: string): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await manifestOf(bundle)).entries.flatMap(({ preset, digest }) =>
        preset ? [[preset.id, digest]] : [],
      ),
    );
  wish('vp9');
  const first = await next(source, [base]);
  const withVp9 = await mediaIn(zip(first.out));
  expect(Object.keys(withVp9).sort()).toEqual(['film-standard', 'film-standard-vp9', 'poster-standard']);
  wish('vp9, av1');
  const second = await next(source, [zip(first.out)]);
  const withBoth = await mediaIn(zip(second.out));
  expect(Object.keys(withBoth)).toContain('film-standard-av1');
  expect(withBoth).toMatchObject(withVp9);
  expect(second.output.takenOver).toEqual({ ids: 0, renditions: 1 });
});

test('a newer format that a base has of other pictures is not tried again where it was not worth its place', async () => {
  const { source, base } = await publish({
    'satchel.yaml':
      'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\nmedia: { formats: [avif] }\n',
    'a.md': '# A\n\n![A hill](hill.png) ![A tree](tree.png)\n',
    'hill.png': await photo(480, 288).blur(1.5).png().toBuffer(),
    'tree.png': await photo(288, 480).blur(1.5).png().toBuffer(),
  });
  const isTree = ({ path, preset }: Entry): boolean =>
    path.includes('tree') && preset?.id === 'photo-standard-avif';
  expect((await manifestOf(base)).entries.some(isTree)).toBe(true);
  const forged = await forge(base, (entries) => {
    for (const [path, entry] of [...entries]) if (isTree(entry)) entries.delete(path);
    return {};
  });
  const { out } = await next(source, [forged], ['--cache', newPath('cache')]);
  const mediaOf = async (bundle: string): Promise<string[]> =>
    (await manifestOf(bundle)).entries.flatMap(({ preset, path }) => (preset ? [path] : []));
  expect(await mediaOf(zip(out))).toEqual(await mediaOf(forged));
});

test('--dry-run says what would be taken over, and writes nothing', async () => {
  const { source, base } = await publish(files);
  move(source, 'roots.md', 'below/roots.md');
  edit(source, 'water.md', (text) => text.replace('(roots.md)', '(below/roots.md)'));
  const { out, findings, output } = await next(source, [base], ['--dry-run']);
  expect(findings).toEqual(['below/roots.md:1:1 id-kept roots']);
  expect(output.takenOver).toEqual({ ids: 1, renditions: 1 });
  expect(filesBelow(out)).toEqual(new Map());
  const { stdout, stderr } = await build(source, out, ['--dry-run', '--base', base]);
  expect(stdout).toContain('from the base: 1 media file would be taken over, 1 lesson');
  expect(stderr).toContain('below/roots.md:1:1  note  id-kept');
});

test('the same bytes come of it whatever the order of the bases, the cache and the form of a base', async () => {
  const source = newPath('demo');
  cpSync(join(fixtures, 'demo'), source, { recursive: true });
  const published = newPath('published');
  await build(source, published, ['--profile', 'low,standard']);
  const bases = [...filesBelow(published).keys()].map((name) => join(published, name));
  expect(bases).toHaveLength(6);
  move(source, '1-by-day', '7-in-the-sun');
  const unpacked = newPath('unpacked');
  expect((await satchel(['unpack', bases[0] ?? '', unpacked])).code).toBe(0);
  // What a file manager leaves behind is no part of the bundle.
  writeFileSync(join(unpacked, '.DS_Store'), 'left behind');
  const first = await next(source, bases);
  const second = await next(source, [...bases.slice(1), unpacked].reverse(), [
    '--cache',
    newPath('cache'),
    '--jobs',
    '1',
  ]);
  expect(filesBelow(second.out)).toEqual(filesBelow(first.out));
  expect(second.findings).toEqual(first.findings);
  expect(second.output.takenOver).toEqual(first.output.takenOver);
});

test('a second build on the same base has nothing to do, one on another base looks again', async () => {
  const { source, base } = await publish(files);
  const [out, cache] = [newPath('next'), newPath('cache')];
  const old = new Date('2020-01-01');
  utimesSync(base, old, old);
  const run = (): ReturnType<typeof build> => build(source, out, ['--base', base, '--cache', cache]);
  const first = await run();
  expect(first.stderr).toContain('reading');
  const before = identityOf(zip(out));
  // Files changed in the moment of the first build are looked at again by the second.
  await run();
  const { stderr, stdout } = await run();
  expect(stderr).not.toContain('reading');
  expect(stdout).toContain('from the base: 1 media file was taken over');
  expect(identityOf(zip(out))).toBe(before);

  const other = await forge(base, (entries) => {
    for (const [path, entry] of entries)
      if (entry.preset) {
        const bytes = Buffer.from(files['drop.svg'].replace('0 0 4 2', '0 0 9 8'));
        entries.set(path, { ...entry, bytes });
      }
    return {};
  });
  cpSync(other, base);
  await run();
  expect(articleOf(await entriesOf(zip(out)), 'pages/water.html')).toContain('width="9"');
});

test('the bundle that is written may be the base itself', async () => {
  const { source, out, base } = await publish(files);
  move(source, 'roots.md', 'below/roots.md');
  edit(source, 'water.md', (text) => text.replace('(roots.md)', '(below/roots.md)'));
  for (let i = 0; i < 2; i++) {
    await build(source, out, ['--base', base]);
    expect(await idsOf(base)).toMatchObject({ Roots: 'roots' });
  }
});

test('a base of another pack, two of one variant and none at all are refused as wrong usage', async () => {
  const { source, base } = await publish(files);
  const out = newPath('next');
  const refused = async (...bases: string[]): Promise<string> => {
    const { code, stderr } = await satchel([
      ...['build', source, '-o', out],
      ...bases.flatMap((one) => ['--base', one]),
    ]);
    expect(code).toBe(2);
    expect(filesBelow(out)).toEqual(new Map());
    return stderr;
  };
  const other = await forge(base, () => ({ id: 'sand' }));
  const stderr = await refused(other);
  expect(stderr).toContain('base-other-pack');
  expect(stderr).toContain('“sand”');
  expect(await refused(base, other)).toContain('base-twice');
  expect(await refused(newPath('nowhere.zip'))).toContain('bundle-not-found');
  expect(await refused('')).toContain('empty');
});

test.for([
  ['one bit of a page', (bytes: Buffer) => flip(bytes, bytes.indexOf('pages/roots.html') + 60)],
  ['one bit of a picture', (bytes: Buffer) => flip(bytes, bytes.indexOf('<svg') + 50)],
  ['one bit of the manifest', (bytes: Buffer) => flip(bytes, bytes.indexOf('manifest.json') + 60)],
  ['its end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
  ['all of it', () => Buffer.from('no bundle')],
] as const)('a base that has lost %s stops the build with exit code 3', async ([, damage]) => {
  const { source, base, out } = await publish(files);
  writeFileSync(base, damage(readFileSync(base)));
  const before = filesBelow(out);
  const { code, stderr } = await satchel(['build', source, '-o', out, '--base', base]);
  expect(code).toBe(3);
  expect(stderr).toContain('base-damaged');
  expect(stderr).toContain(base);
  expect(filesBelow(out)).toEqual(before);
});

test('an unpacked base that was changed stops the build, and so does a folder that is none', async () => {
  const { source, base } = await publish(files);
  const dir = newPath('unpacked');
  expect((await satchel(['unpack', base, dir])).code).toBe(0);
  edit(dir, 'pages/roots.html', (text) => text.replace('A root', 'A boot'));
  for (const [given, exit, finding] of [
    [dir, 3, 'base-damaged'],
    [source, 2, 'bundle-other-folder'],
  ] as const) {
    const { code, stderr } = await satchel(['build', source, '-o', newPath('next'), '--base', given]);
    expect(code).toBe(exit);
    expect(stderr).toContain(finding);
  }
});

function flip(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  return damaged;
}
