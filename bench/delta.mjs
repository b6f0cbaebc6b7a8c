// Satchel's deltas against the peers' on the same files: bytes, and what making and applying them costs.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReleases } from './delta/releases.mjs';
import { costs } from './delta/costs.mjs';
import { peerDeltas, sevenZip, zimDelta } from './delta/peers.mjs';
import { measure } from './measure.mjs';

const satchel = [process.execPath, new URL('../bin/satchel.js', import.meta.url).pathname];
const LIMIT = { small: 0.75, months: 0.92, media: 1 };

export async function bench() {
  const work = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
  try {
    const pairs = await makeReleases(work);
    console.log(
      '| release | Satchel | best peer | ratio | target | | all peers |\n|---|---|---|---|---|---|---|',
    );
    for (const pair of pairs) await row(work, pair);
    await fromNothing(work, pairs);
    await costs(work, pairs);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function row(work, pair) {
  const size = statSync(diff(work, pair)).size;
  const peers = peerDeltas(work, pair);
  const [best, least] = Object.entries(peers).sort(([, a], [, b]) => a - b)[0] ?? ['none', NaN];
  const zim = await zimDelta(work, pair);
  const all = [...Object.entries(peers), ...(zim === undefined ? [] : [['zimdiff', zim]])];
  print(
    pair.name,
    size,
    `${best} ${bytes(least)}`,
    size / least,
    LIMIT[pair.kind],
    all.map(([name, of]) => `${name} ${bytes(of)}`).join(', '),
  );
  if (zim !== undefined)
    print('', size, `zimdiff ${bytes(zim)}`, size / zim, pair.kind === 'media' ? 1 : 0.1, '');
}

async function fromNothing(work, pairs) {
  const seen = new Set();
  for (const { name, target } of pairs.filter(({ kind }) => kind === 'small')) {
    const pack = name.split(/[ :]/)[0];
    if (seen.has(pack)) continue;
    seen.add(pack);
    const peer = sevenZip(work, target);
    const out = join(work, 'nothing.delta');
    rmSync(out, { force: true });
    measure([...satchel, 'diff', '--from-nothing', target.zip, '-o', out]);
    if (peer !== undefined)
      print(
        `${pack}, from nothing`,
        statSync(out).size,
        `7z -mx9 ${bytes(peer)}`,
        statSync(out).size / peer,
        1,
        '',
      );
  }
}

function diff(work, { base, target }) {
  const out = join(work, 'satchel.delta');
  rmSync(out, { force: true });
  measure([...satchel, 'diff', base.zip, target.zip, '-o', out]);
  return out;
}

function print(name, size, peer, ratio, limit, all) {
  console.log(
    `| ${name} | ${bytes(size)} | ${peer} | ${ratio.toFixed(3)} | ≤ ${limit} | ${ratio <= limit ? 'met' : '**missed**'} | ${all} |`,
  );
}

function bytes(size) {
  return `${size.toLocaleString('en')} B`;
}
