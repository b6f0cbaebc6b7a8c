// Drops: a first write beside `cp -r` and `sync`, on this disk and on a slow stick, an update's bytes, verifying beside `sha256sum`, and
// memory for many packs. Ratios are Satchel's seconds (or bytes) divided by the peer's: less is better.
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, measure } from './measure.mjs';
import { makeLessons } from './lessons.mjs';
import { hasSlowStick, withSlowStick } from './slow-stick.mjs';

const satchel = [process.execPath, new URL('../bin/satchel.js', import.meta.url).pathname];
const RUNS = 5;
/** Of the peer's time: 0.9 × its speed. */
const AS_FAST = 1.11;
/** A cheap USB 2 stick: bytes a second. */
const SLOW = { size: 2 ** 31, write: 10e6, read: 30e6 };
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
  const write = (folder) => measure([...satchel, ...writeTo(work, first, folder)]);
  const copy = (from, to) => `cp -r ${from}/. ${to} && sync -f ${to}`;
  const sums = 'sha256sum --quiet -c SHA256SUMS-1';
  // Each run has a folder of its own: ext4 is slow in making files where some were removed a moment ago.
  let count = 0;
  const fresh = () => {
    const folder = join(work, `target-${count++}`);
    mkdirSync(folder);
    measure(['sync']);
    return folder;
  };
  const stick = fresh();
  write(stick);
  console.log('| | Satchel | peer | ratio | target | |\n|---|---|---|---|---|---|');
  const both = await compare(
    {
      write: () => write(fresh()),
      copy: () => measure(['bash', '-c', copy(stick, fresh())]),
      // What a write does besides: it reads all of it back.
      'copy and compare': () => {
        const folder = fresh();
        return measure(['bash', '-c', `${copy(stick, folder)} && cd ${folder} && ${sums}`]);
      },
    },
    RUNS,
  );
  row('first write, s', both.write.wall, 'cp -r, sync -f', both.copy.wall, AS_FAST);
  const compared = both['copy and compare'].wall;
  row('first write, s', both.write.wall, 'cp -r, sync -f, sha256sum -c', compared, AS_FAST);
  const verify = await compare(
    {
      verify: () => measure([...satchel, 'drop', 'verify', stick]),
      sha256sum: () => measure(['bash', '-c', sums], { cwd: stick }),
    },
    RUNS,
  );
  row('verify, s', verify.verify.wall, 'sha256sum -c', verify.sha256sum.wall, AS_FAST);
  if (hasSlowStick()) await onSlowStick(work, { stick, write, copy, sums });
  update(work, source, stick);
  await memory(work);
}

/** The same once where the medium decides: every time is seconds of waiting for it. */
async function onSlowStick(work, { stick, write, copy, sums }) {
  const name = `a stick of ${SLOW.write / 1e6} MB/s written, ${SLOW.read / 1e6} read`;
  await withSlowStick(work, SLOW, async (slow, plugIn) => {
    const [own, plain] = ['own', 'plain'].map((folder) => join(slow, folder));
    mkdirSync(own);
    const written = write(own).wall;
    plugIn();
    const verified = measure([...satchel, 'drop', 'verify', own]).wall;
    plugIn();
    const summed = measure(['bash', '-c', sums], { cwd: own }).wall;
    rmSync(own, { recursive: true });
    mkdirSync(plain);
    plugIn();
    const copied = measure(['bash', '-c', copy(stick, plain)]).wall;
    plugIn();
    const compared = measure(['bash', '-c', sums], { cwd: plain }).wall;
    row(`first write, ${name}, s`, written, 'cp -r, sync -f', copied, AS_FAST);
    row(
      `first write, ${name}, s`,
      written,
      'cp -r, sync -f, plugged in again, sha256sum -c',
      copied + compared,
      AS_FAST,
    );
    row(`verify, ${name}, s`, verified, 'sha256sum -c', summed, AS_FAST);
  });
}

function writeTo(work, source, folder) {
  const receipts = join(work, 'receipts');
  return ['drop', 'write', source, '--to', folder, '--allow-folder', '--receipts', receipts];
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
  for (const folder of [whole, stick]) measure([...satchel, ...writeTo(work, next, folder)]);
  const written = [...sizes(stick)]
    .filter(([path]) => !before.has(path))
    .reduce((sum, [, size]) => sum + size, 0);
  const news = [...sizes(whole)]
    .filter(([path]) => !before.has(path))
    .reduce((sum, [, size]) => sum + size, 0);
  row('an update, bytes written', written, 'bytes of new files', news, 1.05);
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
  const { peakMiB, wall } = measure([...satchel, ...writeTo(work, folder, stick)], { peak: true });
  row(`memory for ${LARGE_GB} GB (${wall.toFixed(0)} s), MiB`, peakMiB, 'target', 150, 1);
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

function row(what, own, peer, theirs, most) {
  const ratio = own / theirs;
  const number = (value) => (value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
  console.log(
    `| ${what} | ${number(own)} | ${peer} ${number(theirs)} | ${ratio.toFixed(2)} | ≤ ${most} | ${ratio <= most ? 'met' : '**missed**'} |`,
  );
}
