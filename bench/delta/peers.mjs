// The peers' deltas of two folders, in bytes; each is given what it is best at, and left out where it is not installed.
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { has } from '../build/peers.mjs';
import { measure } from '../measure.mjs';

const PEERS = {
  zstd: {
    tool: 'zstd',
    argv: (base, target, out) => [
      'zstd',
      '-qf',
      '--ultra',
      '-22',
      '--long=31',
      `--patch-from=${base}`,
      target,
      '-o',
      out,
    ],
  },
  bsdiff: { tool: 'bsdiff', argv: (base, target, out) => ['bsdiff', base, target, out] },
  xdelta3: {
    tool: 'xdelta3',
    argv: (base, target, out) => ['xdelta3', '-f', '-9', '-e', '-s', base, target, out],
  },
  'xdelta3 -S none': {
    tool: 'xdelta3',
    argv: (base, target, out) => ['xdelta3', '-f', '-9', '-S', 'none', '-e', '-s', base, target, out],
  },
  hdiffz: {
    tool: 'hdiffz',
    folders: true,
    // Its source stands in the npm package react-native-update; that one compresses with zlib at best.
    argv: (base, target, out) => ['hdiffz', '-f', '-c-zlib-9', base, target, out],
  },
};

/** Bytes by peer. */
export function peerDeltas(work, { base, target }) {
  const sizes = {};
  for (const [name, { tool, folders, argv }] of Object.entries(PEERS)) {
    if (!has(tool)) continue;
    const out = join(work, 'peer.delta');
    rmSync(out, { force: true });
    measure(folders ? argv(base.dir, target.dir, out) : argv(base.tar, target.tar, out));
    sizes[name] = statSync(out).size;
  }
  return sizes;
}

/** Runs that get target's files back with zstd, and that hash what was read and what was made. */
export function zstdApply(work, { base, target }) {
  const delta = join(work, 'zstd.delta');
  const out = join(work, 'zstd.tar');
  measure(PEERS.zstd.argv(base.tar, target.tar, delta));
  return {
    apply: () => measure(['zstd', '-qdf', '--long=31', `--patch-from=${base.tar}`, delta, '-o', out]),
    hash: () => measure(['sha256sum', base.tar, target.tar]),
  };
}

/** zimdiff's delta of the same pages, packed as ZIM files. */
export async function zimDelta(work, { base, target }) {
  if (!has('zimdiff') || !has('zimwriterfs')) return undefined;
  const zims = [
    await zim(work, base.dir, join(work, '0.zim')),
    await zim(work, target.dir, join(work, '1.zim')),
  ];
  const out = join(work, 'zim.delta');
  rmSync(out, { force: true });
  measure(['zimdiff', ...zims, out]);
  return statSync(out).size;
}

async function zim(work, unpacked, file) {
  rmSync(file, { force: true });
  const dir = `${file}-source`;
  rmSync(dir, { recursive: true, force: true });
  cpSync(unpacked, dir, { recursive: true });
  const { default: sharp } = await import('sharp');
  const plain = { create: { width: 48, height: 48, channels: 3, background: '#336699' } };
  await sharp(plain).png().toFile(join(dir, 'illustration.png'));
  const words = {
    language: 'eng',
    name: 'bench',
    title: 'Bench',
    description: 'Bench',
    creator: 'bench',
    publisher: 'bench',
  };
  const options = Object.entries({ welcome: 'index.html', illustration: 'illustration.png', ...words });
  measure(['zimwriterfs', ...options.flatMap(([name, value]) => [`--${name}`, value]), dir, file]);
  return file;
}

/** 7-Zip's smallest archive of the same files. */
export function sevenZip(work, { dir }) {
  if (!has('7z')) return undefined;
  const out = join(work, 'all.7z');
  rmSync(out, { force: true });
  measure(['7z', 'a', '-mx9', '-bso0', '-bsp0', out, '.'], { cwd: dir });
  return statSync(out).size;
}
