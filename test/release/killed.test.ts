import { cpSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { Digest } from '../../src/digest.ts';
import { work } from '../cli/satchel.ts';
import { newName } from '../delta/releases.ts';
import { isSample, pointsTried } from '../faults.ts';
import { bundleFile, makeKeys, newChannel, packsSeen, release } from './channels.ts';

const FEW = 15;
let channel: string;
let fingerprint: Digest;
let next: string;

beforeAll(async () => {
  makeKeys();
  ({ channel, fingerprint } = await newChannel());
  await release(['publish', channel, await bundleFile(), '--sign', 'online.key']);
  next = await bundleFile({ version: '1.1.0', files: { 'pages/new.html': '<h1>New</h1>' } });
});

const publish = (folder: string, env: Readonly<Record<string, string>>): ReturnType<typeof release> =>
  release(['publish', folder, next, '--sign', 'online.key'], env);

function copy(): string {
  const folder = newName(work, 'copy');
  cpSync(channel, folder, { recursive: true });
  return folder;
}

async function countCalls(): Promise<number> {
  const count = newName(work, 'count');
  expect(await publish(copy(), { KILL_COUNT: count })).toMatchObject({ code: 0 });
  const calls = Number(readFileSync(count, 'utf8'));
  expect(calls).toBeGreaterThan(30);
  return calls;
}

/** Everybody sees the old state or the new one, and the same command ends what was begun. Gives what was seen. */
async function expectWhole(folder: string): Promise<string> {
  const packs = (await packsSeen(folder, fingerprint)).join();
  expect(['plants 1.0.0', 'plants 1.0.0,plants 1.1.0']).toContain(packs);
  expect(await publish(folder, {})).toMatchObject({ code: 0 });
  expect(await packsSeen(folder, fingerprint)).toEqual(['plants 1.0.0', 'plants 1.1.0']);
  expect(readFileSync(`${folder}/index.html`, 'utf8')).toContain('1.1.0');
  return packs;
}

test(
  'killed at any call, a channel serves the old or the new, and the same command goes on',
  {
    timeout: 900_000,
  },
  async () => {
    const calls = await countCalls();
    const outcomes = new Set<string>();
    for (const at of pointsTried(calls, FEW))
      for (const torn of isSample ? ['1'] : ['', '1']) {
        const folder = copy();
        const { signal } = await publish(folder, { KILL_AT: String(at), KILL_TORN: torn });
        expect([at, signal]).toEqual([at, 'SIGKILL']);
        outcomes.add(await expectWhole(folder));
      }
    expect(outcomes.size).toBe(2);
  },
);

// EPERM is what file systems without links answer, too: there publishing goes on.
test.each(['ENOSPC', 'EPERM'])(
  'what the system refuses with %s loses nothing either',
  {
    timeout: 900_000,
  },
  async (code) => {
    const calls = await countCalls();
    for (const at of pointsTried(calls, FEW, 3)) {
      const folder = copy();
      const outcome = await publish(folder, { FAIL_AT: String(at), FAIL_CODE: code });
      expect([at, outcome.code === 0 || outcome.code === 4]).toEqual([at, true]);
      await expectWhole(folder);
    }
  },
);
