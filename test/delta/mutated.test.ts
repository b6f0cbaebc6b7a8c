import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { applyDelta } from '../../src/delta/apply.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { SatchelError } from '../../src/diagnostic.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { pointsTried, SEED, trials } from '../faults.ts';
import { newName, noise, prose, release } from './releases.ts';

const MUTATIONS = trials(10_000, 200);

const dir = tempDir();
const out = join(dir, 'out');
let base: string;
let delta: Buffer;
let target: Buffer;
beforeAll(async () => {
  const pages = (seed: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [`pages/${i}.html`, prose(i + (i % 3 === 0 ? seed : 0), 120)]),
    );
  base = await release(dir, { ...pages(0), 'media/a.webp': noise(1, 900) });
  const file = await release(dir, {
    ...pages(50),
    'media/a.webp': noise(1, 900),
    'media/b.webp': noise(2, 700),
    'media/c.webp': Buffer.alloc(900, 'abc'),
  });
  target = readFileSync(file);
  const written = newName(dir, 'delta');
  await writeDelta({ base, target: file, file: written });
  delta = readFileSync(written);
});

/** Applies bytes as a delta: they are refused with exit code 3 and leave nothing, or give target. Returns the code. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const file = join(dir, 'mutated.delta');
  writeFileSync(file, bytes);
  try {
    await applyDelta({ base, delta: file, file: join(out, 'target.zip') });
  } catch (error) {
    if (!(error instanceof SatchelError) || error.exit !== 3) throw error;
    expect(readdirSync(out)).toEqual([]);
    return error.code;
  }
  expect(readFileSync(join(out, 'target.zip')).equals(target)).toBe(true);
  return 'target';
}

test('as it is, it gives target', async () => {
  expect(await outcomeOf(delta)).toBe('target');
});

test('cut off anywhere, a delta is refused', { timeout: 600_000 }, async () => {
  const codes = new Set<string>();
  for (const size of [0, ...pointsTried(delta.length - 1, 256), delta.length - 1])
    codes.add(await outcomeOf(delta.subarray(0, size)));
  expect([...codes].sort()).toEqual(['delta-damaged', 'delta-not-delta']);
});

test(
  'changed anywhere, a delta is refused or gives target',
  { timeout: 60_000 + MUTATIONS * 200 },
  async () => {
    console.log(`seed ${SEED}`);
    let state = 20_261_123 + SEED;
    const below = (n: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % n;
    const at = (): number => (below(1 << 16) * (1 << 15) + below(1 << 15)) % delta.length;
    const mutations: readonly ((bytes: Buffer) => Buffer)[] = [
      (bytes) => bytes.fill(below(256), at()),
      (bytes) => {
        const i = at();
        bytes[i] = (bytes[i] ?? 0) ^ (1 << below(8));
        return bytes;
      },
      (bytes) => Buffer.concat([bytes.subarray(0, at()), bytes.subarray(at())]),
      (bytes) => {
        const i = at();
        return Buffer.concat([bytes.subarray(0, i), Buffer.of(below(256)), bytes.subarray(i)]);
      },
      (bytes) => {
        for (let i = at(), end = i + 8; i < end && i < bytes.length; i++) bytes[i] = below(256);
        return bytes;
      },
    ];
    const counts = new Map<string, number>();
    for (let i = 0; i < MUTATIONS; i++) {
      const code = await outcomeOf(mutations[i % mutations.length]?.(Buffer.from(delta)) ?? delta);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect([...counts.keys()].filter((code) => code !== 'target' && !code.startsWith('delta-'))).toEqual([]);
  },
);
