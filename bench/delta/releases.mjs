// Pairs of releases of real curricula, where they lie beside the checkout: two published ones, and made ones that differ by one thing.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { measure } from '../measure.mjs';

const root = new URL('../..', import.meta.url).pathname;
const corpora = join(root, '../shared/corpora');

/** Builds the pairs: for each a name, the kind of change, and the unpacked bundles and their ZIP files. */
export async function makeReleases(work) {
  const pairs = [];
  const novice = join(corpora, 'python-novice');
  const iot = join(corpora, 'iot-beginners/2026-01');
  const both = existsSync(novice) && existsSync(iot);
  const sources = both ? { novice: join(novice, '2026-06'), iot } : { demo: join(root, 'fixtures/demo') };
  if (both) {
    const [base, target] = ['2025-05', '2026-06'].map((release) =>
      buildRelease(work, 'months', join(novice, release), release),
    );
    pairs.push({ name: 'python-novice 2025-05 → 2026-06', kind: 'months', base, target });
  }
  for (const [name, source] of Object.entries(sources)) {
    const base = buildRelease(work, name, source, 'base');
    for (const [change, { kind, edit, templates }] of Object.entries(CHANGES)) {
      const edited = join(work, name, change, name);
      copy(source, edited);
      if (edit && (await edit(edited)) === false) continue;
      pairs.push({
        name: `${name}: ${change}`,
        kind,
        base,
        target: buildRelease(work, name, edited, change, templates),
      });
    }
  }
  return pairs;
}

const CHANGES = {
  'one typo': { kind: 'small', edit: (dir) => mend(lessons(dir).slice(3, 4), 1) },
  'ten lessons edited': { kind: 'small', edit: (dir) => mend(lessons(dir).slice(0, 10), 2) },
  'every page’s template': { kind: 'small', templates: true },
  'a unit moved': { kind: 'small', edit: moveUnit },
  'twenty pictures replaced': { kind: 'media', edit: replacePictures },
  'a video added': { kind: 'media', edit: addVideo },
};

/** Builds one release of the pack `name`, unpacked and as a tar too; `templates`: with pages of another head and end. */
export function buildRelease(work, name, source, release, templates = false) {
  // The folder's name is the pack's id.
  const named = join(work, name, 'sources', release, name);
  if (!existsSync(named)) copy(source, named);
  const out = join(work, name, 'out', release);
  const program = templates ? otherTemplates(work) : join(root, 'bin/satchel.js');
  const language = existsSync(join(source, 'translations')) ? ['--language', 'en'] : [];
  measure([
    process.execPath,
    program,
    'build',
    named,
    '-o',
    out,
    '--cache',
    join(work, templates ? 'cache-t' : 'cache'),
    ...language,
  ]);
  const zip = join(
    out,
    readdirSync(out).find((file) => file.endsWith('.zip')),
  );
  const dir = join(out, 'unpacked');
  const tar = join(out, 'unpacked.tar');
  measure([process.execPath, join(root, 'bin/satchel.js'), 'unpack', zip, dir]);
  // What the peers get: the same files in one, since none of them but HDiffPatch and zimdiff knows folders.
  measure([
    'tar',
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=ustar',
    '-cf',
    tar,
    '-C',
    dir,
    '.',
  ]);
  return { zip, dir, tar };
}

/** A Satchel whose pages have another head and another end. */
function otherTemplates(work) {
  const dir = join(work, 'templates-changed');
  if (existsSync(dir)) return join(dir, 'bin/satchel.js');
  mkdirSync(dir);
  for (const part of ['bin', 'dist', 'templates', 'schemas', 'package.json'])
    cpSync(join(root, part), join(dir, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  const change = (name, from, to) => {
    const file = join(dir, 'templates', name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    writeFileSync(file, text.replace(from, to));
  };
  change('footer.mustache', '<footer', '<footer id="page-end"');
  change(
    'head.mustache',
    '<meta name="viewport"',
    '<meta name="format-detection" content="telephone=no">\n<meta name="viewport"',
  );
  return join(dir, 'bin/satchel.js');
}

function copy(from, to) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}

function lessons(dir) {
  return readdirSync(dir, { recursive: true })
    .filter(
      (name) =>
        name.endsWith('.md') &&
        !/(^|\/)(translations|README|LICENSE|CONTRIBUTING|CODE_OF)/.test(name.replace(/README\.md$/, '')),
    )
    .map((name) => join(dir, name))
    .filter((file) => prose(readFileSync(file, 'utf8').split('\n')).length > 4)
    .sort();
}

/** The numbers of lines that are paragraphs. */
function prose(lines) {
  return lines.flatMap((line, n) => (/^[A-Z].{80}/.test(line) ? [n] : []));
}

/** Changes words in the middle of each lesson: two letters the wrong way round, then a phrase put in. */
function mend(files, edits) {
  for (const [n, file] of files.entries()) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const places = prose(lines);
    for (let edit = 0; edit < edits; edit++) {
      const line = places[Math.floor((places.length * (edit + 1)) / (edits + 1))];
      const words = lines[line].split(' ');
      const at = words.findIndex((word, w) => w > 2 && /^[a-z]{5,}$/.test(word));
      if (at < 0) continue;
      words[at] =
        edit === 0
          ? words[at][1] + words[at][0] + words[at].slice(2)
          : `${words[at]} and, in lesson ${n + 1}, with care`;
      lines[line] = words.join(' ');
    }
    writeFileSync(file, lines.join('\n'));
  }
}

function moveUnit(dir) {
  const folders = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && lessons(join(dir, entry.name)).length > 1)
    .map(({ name }) => name)
    .sort();
  const folder = folders[1] ?? folders[0];
  if (folder === undefined) return false;
  renameSync(join(dir, folder), join(dir, `0-${folder.replace(/^\d+-/, '')}`));
}

async function replacePictures(dir) {
  const { default: sharp } = await import('sharp');
  const text = lessons(dir)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const shown = readdirSync(dir, { recursive: true })
    .filter((name) => /\.(?:png|jpe?g)$/i.test(name) && text.includes(name.slice(name.lastIndexOf('/') + 1)))
    .sort()
    .slice(0, 20);
  if (shown.length < 20) return false;
  for (const name of shown) {
    const file = join(dir, name);
    writeFileSync(file, await sharp(readFileSync(file)).flop().modulate({ saturation: 1.3 }).toBuffer());
  }
}

/** A film is what nothing compresses: bytes of a generator, behind the head of an MP4 file. */
function addVideo(dir) {
  const noise = new Uint32Array(750_000);
  let x = 88172645;
  for (let n = 0; n < noise.length; n++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    noise[n] = x;
  }
  const head = Buffer.from('00000020667479706d703432000000006d7034326d70343169736f6d61766331', 'hex');
  const [lesson] = lessons(dir);
  writeFileSync(join(lesson, '../film.mp4'), Buffer.concat([head, Buffer.from(noise.buffer)]));
  writeFileSync(lesson, `${readFileSync(lesson, 'utf8')}\n\n[The film](film.mp4)\n`);
}
