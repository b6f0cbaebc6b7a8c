import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import type { Origin } from '../../src/channel/origin.ts';
import { tempDir } from '../bundle/temp-dir.ts';

const dir = tempDir();
mkdirSync(join(dir, 'metadata'));
writeFileSync(join(dir, 'metadata/1.root.json'), 'a root');
symlinkSync('1.root.json', join(dir, 'metadata/2.root.json'));

async function streamed(origin: Origin, path: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of origin.stream(path, 2, 6)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('files are read to their limit and one byte more', async () => {
  const origin = folderOrigin('here', dir);
  expect(Buffer.from((await origin.read('metadata/1.root.json', 3)) ?? '').toString()).toBe('a ro');
  expect(await streamed(origin, 'metadata/1.root.json')).toBe('root');
});

test('links are followed in a folder of one’s own, and not on a medium of others', async () => {
  expect(await folderOrigin('own', dir).read('metadata/2.root.json', 100)).toBeDefined();
  const foreign = folderOrigin('stick', dir, true);
  expect(await foreign.read('metadata/1.root.json', 100)).toBeDefined();
  expect(await foreign.read('metadata/2.root.json', 100)).toBeUndefined();
  await expect(streamed(foreign, 'metadata/2.root.json')).rejects.toMatchObject({
    code: 'channel-incomplete',
  });
});

test('a pipe in the place of a file is not waited for', async () => {
  expect(spawnSync('mkfifo', [join(dir, 'pipe')]).status).toBe(0);
  const origin = folderOrigin('here', dir);
  expect(await origin.read('pipe', 100)).toBeUndefined();
  await expect(origin.stream('pipe', 0, 100)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'env-system',
  });
});
