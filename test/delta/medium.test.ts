import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { applyDelta } from '../../src/delta/apply.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName, noise, prose, release } from './releases.ts';

const dir = tempDir();
let base: string;
let target: string;
let delta: string;
beforeAll(async () => {
  base = await release(dir, { 'pages/a.html': prose(1, 900), 'media/a.webp': noise(1, 70_000) });
  target = await release(dir, {
    'pages/a.html': prose(2, 900),
    'media/a.webp': noise(1, 70_000),
    'media/b.webp': noise(2, 70_000),
  });
  delta = newName(dir, 'delta');
  await writeDelta({ base, target, file: delta });
});

/** Runs while the medium cannot read the byte `at` of `file`. */
async function withBadSector(file: string, at: number, run: () => Promise<unknown>): Promise<unknown> {
  const { openSync, readSync } = fs;
  const opened = new Set<number>();
  fs.openSync = ((name: string, ...rest: [string]) => {
    const fd = openSync(name, ...rest);
    if (name === file) opened.add(fd);
    else opened.delete(fd);
    return fd;
  }) as typeof fs.openSync;
  fs.readSync = ((fd: number, buffer: Buffer, offset: number, length: number, position: number) => {
    if (opened.has(fd) && position <= at && at < position + length)
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    return readSync(fd, buffer, offset, length, position);
  }) as typeof fs.readSync;
  syncBuiltinESMExports();
  try {
    return await run().catch((error: unknown) => error);
  } finally {
    Object.assign(fs, { openSync, readSync });
    syncBuiltinESMExports();
  }
}

test('a base that the medium cannot read is told to be damaged, and nothing of what is written', async () => {
  const at = readFileSync(base).indexOf('media/a.webp') + 100;
  const error = await withBadSector(base, at, () => applyDelta({ base, delta, file: newName(dir, 'zip') }));
  expect(error).toMatchObject({ code: 'delta-base-damaged', exit: 3 });
});

test('so is a target', async () => {
  const at = readFileSync(target).indexOf('media/b.webp') + 100;
  const error = await withBadSector(target, at, () =>
    writeDelta({ base, target, file: newName(dir, 'delta') }),
  );
  expect(error).toMatchObject({ code: 'delta-target-damaged', exit: 3 });
});

test('a delta that the medium cannot read is named', async () => {
  const at = readFileSync(delta).length - 9;
  const error = await withBadSector(delta, at, () => applyDelta({ base, delta, file: newName(dir, 'zip') }));
  expect(error).toMatchObject({ code: 'bundle-unreadable', exit: 4, params: { file: delta } });
});

test('a full disk is told of what is written, and not of the delta that is read', async () => {
  const { writeSync } = fs;
  fs.writeSync = () => {
    throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
  };
  syncBuiltinESMExports();
  try {
    const told = { code: 'env-no-space', exit: 4, params: { file: `“${join(dir, 'plants_1.0.0.zip')}”` } };
    await expect(applyDelta({ base, delta })).rejects.toMatchObject(told);
  } finally {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }
});
