import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Origin } from '../../src/channel/origin.ts';
import { refresh } from '../../src/channel/refresh.ts';
import type { Digest } from '../../src/digest.ts';
import { openStore } from '../../src/release/open-store.ts';
import { planAdd } from '../../src/release/plan-add.ts';
import { publishAdded } from '../../src/release/publish-added.ts';
import { readState } from '../../src/release/state.ts';
import { readSigner } from '../../src/trust/read-key.ts';
import { work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { trials } from '../faults.ts';
import { bundleFile, makeKeys, newChannel, NOW } from './channels.ts';
import { startS3, type S3 } from './s3-server.ts';

const ROUNDS = trials(200, 8);
const PUBLISHERS = 3;
let s3: S3;
const bundles: string[] = [];

beforeAll(async () => {
  makeKeys();
  s3 = await startS3(mkdtempSync(join(work, 's3-')));
  for (let i = 0; i < PUBLISHERS; i++) bundles.push(await bundleFile({ id: `pack-${i}` }));
});
afterAll(() => s3.close());

/** Publishes a bundle; all of a round begin from what they have read before any of them writes. */
async function publisher(channel: string, bundle: string, atStart: () => Promise<void>): Promise<string> {
  const store = await openStore(channel, s3.env);
  const state = await readState(store);
  const options = { deltas: 0, work, cache: work };
  const plan = await planAdd(store, state, [bundle], options);
  await atStart();
  const signers = [await readSigner({ file: join(work, 'online.key'), env: {} })];
  try {
    await publishAdded(store, state, plan, { signers, now: Number(NOW) * 1000, expiresDays: 365 });
    return 'published';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Lets all go on once the last of them is there. */
function startingLine(count: number): () => Promise<void> {
  let left = count;
  let go: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (go = resolve));
  return () => {
    if (--left === 0) go();
    return all;
  };
}

async function packs(store: Origin, fingerprint: Digest): Promise<{ ids: string[]; version: number }> {
  const { files, set } = await refresh(store, undefined, fingerprint);
  return {
    ids: files.flatMap((file) => (file.kind === 'bundle' ? [file.id] : [])),
    version: set.timestamp?.signed.version ?? 0,
  };
}

test.each(['folder', 's3'])(
  'of publishers who begin from the same, one wins, the others are told, and nothing is lost: %s',
  { timeout: 900_000 },
  async (kind) => {
    for (let round = 0; round < ROUNDS; round++) {
      const place = kind === 's3' ? `s3://bucket/race-${round}` : newName(work, 'channel');
      const { channel, fingerprint } = await newChannel(place, s3.env);
      const store = await openStore(channel, s3.env);
      const before = await packs(store, fingerprint);
      const atStart = startingLine(PUBLISHERS);
      const outcomes = await Promise.all(bundles.map((bundle) => publisher(channel, bundle, atStart)));
      const won = outcomes.flatMap((outcome, i) => (outcome === 'published' ? [`pack-${i}`] : []));
      const after = await packs(store, fingerprint);
      // All began from the same timestamp: only one can have replaced it.
      expect([round, won.length, after.version - before.version]).toEqual([round, 1, 1]);
      expect(after.ids).toEqual(expect.arrayContaining(won));
      expect(new Set(outcomes)).toEqual(new Set(['published', 'release-raced']));
      // Whoever was told runs the same again.
      for (const [i, outcome] of outcomes.entries())
        if (outcome !== 'published')
          expect(await publisher(channel, bundles[i] ?? '', () => Promise.resolve())).toBe('published');
      expect((await packs(store, fingerprint)).ids.sort()).toEqual(bundles.map((_, i) => `pack-${i}`));
    }
  },
);
