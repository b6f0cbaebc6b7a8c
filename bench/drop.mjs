// Drops: a first write beside `cp -r` and `sync`, an update's bytes, verifying beside `sha256sum`, and memory for many packs.
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, measure } from './measure.mjs';
import { makeLessons } from './lessons.mjs';

const satchel = [process.execPath, new URL('../bin/satchel.js', import.meta.url).pathname];
const RUNS = 5;
/** GB of packs for the measurement of memory, which need that much of the disk twice. */
const LARGE_GB = Number(process.env['DROP_GB'] ?? 4);

export async function bench() {
  const work = mkdtempSync(join(process.env['DROP_DIR'] ?? tmpdir(), 'satchel-bench-'));
  try {
    await run(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function run(work) {
  const source = join(work, 'source');
  makeLessons(source, 1000);
  for (let n = 0; n < 40; n++)
    writeFileSync(join(source, `film-${n}.bin`), randomFillSync(Buffer.alloc(10_000_000)));
  writeFileSync(
    join(source, 'films.md'),
    `# Films\n\n${Array.from({ length: 40 }, (_, n) => `[Film](film-${n}.bin)`).join('\n\n')}\n`,
  );
  build(work, source, '1.0.0');
  const [first] = readdirSync(join(work, '1.0.0')).map((name) => join(work, '1.0.0', name));
  const [stick, plain] = ['stick', 'plain'].map((name) => join(work, name));
  const fresh = (folder) => () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    measure(['sync']);
  };
  const write = () =>
    measure(
      [
        ...satchel,
        'drop',
        'write',
        first,
        '--to',
        stick,
        '--allow-folder',
        '--receipts',
        join(work, 'receipts'),
      ],
      { prepare: fresh(stick), peak: true },
    );
  write();
  console.log('| | Satchel | peer | ratio | target | |\n|---|---|---|---|---|---|');
  const both = await compare(
    {
      write,
      copy: () => {
        fresh(plain)();
        return measure(['bash', '-c', `cp -r ${stick}/. ${plain} && sync -f ${plain}`]);
      },
      // What a write does besides: it reads all of it back.
      'copy and compare': () => {
        fresh(plain)();
        return measure([
          'bash',
          '-c',
          `cp -r ${stick}/. ${plain} && sync -f ${plain} && cd ${plain} && sha256sum --quiet -c SHA256SUMS-1`,
        ]);
      },
    },
    RUNS,
  );
  row(
    'first write, s',
    both.write.wall,
    'cp -r, sync -f',
    both.copy.wall,
    both.copy.wall / both.write.wall,
    0.9,
  );
  row(
    'first write, s',
    both.write.wall,
    'cp -r, sync -f, sha256sum -c',
    both['copy and compare'].wall,
    both['copy and compare'].wall / both.write.wall,
    0.9,
  );
  const verify = await compare(
    {
      verify: () => measure([...satchel, 'drop', 'verify', stick], { peak: true }),
      sha256sum: () => measure(['sha256sum', '--quiet', '-c', 'SHA256SUMS-1'], { cwd: stick }),
    },
    RUNS,
  );
  row(
    'verify, s',
    verify.verify.wall,
    'sha256sum -c',
    verify.sha256sum.wall,
    verify.sha256sum.wall / verify.verify.wall,
    0.9,
  );
  update(work, source, stick);
  await memory(work);
}

function build(work, source, version) {
  writeFileSync(join(source, 'satchel.yaml'), `id: large\nversion: ${version}\ntitle: Large\nlanguage: en\n`);
  measure([...satchel, 'build', source, '-o', join(work, version), '--cache', join(work, 'cache')]);
}

/** Bytes that an update writes, beside those of the files that are new in it. */
function update(work, source, stick) {
  const before = sizes(stick);
  writeFileSync(join(source, 'new.md'), '# A new lesson\n\nWith some words.\n');
  build(work, source, '1.1.0');
  const [next] = readdirSync(join(work, '1.1.0')).map((name) => join(work, '1.1.0', name));
  const whole = join(work, 'whole');
  mkdirSync(whole);
  measure([
    ...satchel,
    'drop',
    'write',
    next,
    '--to',
    whole,
    '--allow-folder',
    '--receipts',
    join(work, 'receipts'),
  ]);
  measure([
    ...satchel,
    'drop',
    'write',
    next,
    '--to',
    stick,
    '--allow-folder',
    '--receipts',
    join(work, 'receipts'),
  ]);
  const written = [...sizes(stick)]
    .filter(([path]) => !before.has(path))
    .reduce((sum, [, size]) => sum + size, 0);
  const news = [...sizes(whole)]
    .filter(([path]) => !before.has(path))
    .reduce((sum, [, size]) => sum + size, 0);
  row('an update, bytes written', written, 'bytes of new files', news, written / news, 1.05, true);
}

async function memory(work) {
  const folder = join(work, 'packs');
  mkdirSync(folder);
  const source = join(work, 'films');
  mkdirSync(source);
  writeFileSync(
    join(source, 'index.md'),
    `# Films\n\n${Array.from({ length: 4 }, (_, n) => `[Film](film-${n}.bin)`).join('\n\n')}\n`,
  );
  for (let n = 0; n < 4; n++) {
    const file = join(source, `film-${n}.bin`);
    for (let i = 0; i < 4; i++) writeFileSync(file, randomFillSync(Buffer.alloc(62_500_000)), { flag: 'a' });
  }
  for (let n = 0; n < LARGE_GB; n++) {
    writeFileSync(
      join(source, 'satchel.yaml'),
      `id: films-${n}\nversion: 1.0.0\ntitle: Films\nlanguage: en\n`,
    );
    measure([...satchel, 'build', source, '-o', folder, '--cache', join(work, 'cache')]);
  }
  const stick = join(work, 'large');
  mkdirSync(stick);
  const { peakMiB, wall } = measure(
    [
      ...satchel,
      'drop',
      'write',
      folder,
      '--to',
      stick,
      '--allow-folder',
      '--receipts',
      join(work, 'receipts'),
    ],
    { peak: true },
  );
  row(`memory for ${LARGE_GB} GB, MiB (${wall.toFixed(0)} s)`, peakMiB, '', 150, peakMiB / 150, 1, true);
}

function sizes(folder) {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [file.slice(folder.length), statSync(file).size];
      }),
  );
}

function row(what, own, peer, theirs, ratio, target, isMost = false) {
  const met = isMost ? ratio <= target : ratio >= target;
  const number = (value) => (value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
  console.log(
    `| ${what} | ${number(own)} | ${peer} ${number(theirs)} | ${ratio.toFixed(2)} | ${isMost ? '≤' : '≥'} ${target} | ${met ? 'met' : '**missed**'} |`,
  );
}
