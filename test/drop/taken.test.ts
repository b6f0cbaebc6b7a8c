import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import { holdTarget } from '../../src/drop/hold.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { drop, filesBelow, pack, stick, verify, write } from './sticks.ts';

const dir = tempDir();
let english: string;
let next: string;
let other: string;

beforeAll(async () => {
  english = await pack(dir);
  next = await pack(dir, { version: '1.1.0' });
  other = await pack(dir, { id: 'animals' });
});

/** Changes a release as somebody would who signs it anew. */
function forge(target: string, change: (release: Record<string, unknown>) => void): void {
  const file = join(target, 'releases/1.json');
  const release = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  delete release['digest'];
  change(release);
  const digest = digestOf(canonicalize(release) ?? '');
  writeFileSync(file, `${canonicalize({ ...release, digest })}\n`);
}

describe('a place that is taken', () => {
  it.each([
    [
      'by a folder',
      (target: string) => {
        mkdirSync(join(target, 'index.html'));
      },
    ],
    [
      'by a file above it',
      (target: string) => {
        writeFileSync(join(target, 'packs'), 'mine');
      },
    ],
    [
      'by a link',
      (target: string) => {
        symlinkSync(dir, join(target, 'index.html'));
      },
    ],
    [
      'by a link above it',
      (target: string) => {
        symlinkSync(dir, join(target, 'satchel'));
      },
    ],
  ])('%s is refused before a byte is written', async (_, take) => {
    const target = stick(dir);
    take(target);
    const before = filesBelow(target);
    const { exit, stdout } = await write([english], target);
    expect([exit, stdout.includes('drop-name-taken')]).toEqual([3, true]);
    expect(filesBelow(target)).toEqual(before);
  });

  it('by a pipe or a link is neither waited for nor written through in a repair', async () => {
    const target = stick(dir);
    await write([english], target);
    const page = join(
      target,
      [...filesBelow(target).keys()].find((path) => path.endsWith('/roots.html')) ?? '',
    );
    const outside = join(stick(dir), 'mine');
    for (const take of [
      () => {
        symlinkSync(outside, page);
      },
      () => spawnSync('mkfifo', [page]),
    ]) {
      rmSync(page);
      writeFileSync(outside, 'mine');
      take();
      expect((await drop(['repair', target, '--from', english])).exit).toBe(3);
      expect((await write([english], target)).exit).toBe(3);
      expect(readFileSync(outside, 'utf8')).toBe('mine');
    }
  });
});

it('a link in the place of a folder is no whole release, wherever it leads', async () => {
  const [target, elsewhere] = [stick(dir), join(stick(dir), 'media')];
  await write([english], target);
  renameSync(join(target, 'packs/plants/media'), elsewhere);
  symlinkSync(elsewhere, join(target, 'packs/plants/media'));
  const found = await verify(target);
  expect(found).toMatchObject({ exit: 3, whole: undefined });
  expect(found.codes).toContain('drop-file-special');
});

describe('what the release before has', () => {
  it('is not overwritten by another version’s file of the same name', async () => {
    const target = stick(dir);
    const [one, two, three] = await Promise.all(
      ['one', 'two', 'three'].map((text, i) =>
        pack(dir, { version: `1.${i}.0`, files: { 'files/x.txt': text } }),
      ),
    );
    await write([one ?? ''], target);
    const before = filesBelow(target);
    for (const later of [two, three]) {
      const { exit, stdout } = await write([later ?? ''], target);
      expect([exit, stdout.includes('drop-path-conflict')]).toEqual([3, true]);
      expect(filesBelow(target)).toEqual(before);
    }
  });

  it('is not lost with a damaged release: it is mended, named, or let go', async () => {
    const target = stick(dir);
    await write([english], target);
    await write([other], target);
    appendFileSync(join(target, 'releases/2.json'), 'x');
    const { exit, stdout } = await write([next], target);
    expect([exit, stdout.includes('drop-release-lost')]).toEqual([3, true]);
    expect((await drop(['plan', next, other, '--to', target, '--allow-folder'])).exit).toBe(0);
    expect((await drop(['plan', next, '--to', target, '--allow-folder', '--only'])).exit).toBe(0);
    expect((await drop(['repair', target])).exit).toBe(0);
    expect((await write([next], target)).exit).toBe(0);
    expect(readFileSync(join(target, 'releases/3.json'), 'utf8')).toContain('"id":"animals"');
  });

  it('is not touched, and not copied, by a Satchel that cannot read it', async () => {
    const target = stick(dir);
    await write([english], target);
    forge(target, (release) => (release['formatVersion'] = 2));
    const before = filesBelow(target);
    for (const [source, to] of [
      [next, target],
      [target, stick(dir)],
    ] as const) {
      const { exit, stdout } = await write([source], to);
      expect([exit, stdout.includes('drop-version')]).toEqual([3, true]);
    }
    expect(filesBelow(target)).toEqual(before);
  });
});

describe('a release that somebody has made up', () => {
  it.each([
    ['another language', { language: '!!' }],
    ['no version', { version: 'garbage' }],
    ['another title', { title: 'Free money' }],
    ['a folder that leads elsewhere', { folder: `packs/plants/${'a'.repeat(190)}\\..\\..\\x` }],
    ['a folder that no system has', { folder: `packs/plants/${'a'.repeat(190)}\0` }],
    ['another folder', { folder: 'packs/plants/media' }],
  ])('with %s is unsound', async (_, change) => {
    const target = stick(dir);
    await write([english], target);
    forge(target, ({ versions }) => Object.assign((versions as object[])[0] ?? {}, change));
    expect(await verify(target)).toMatchObject({ exit: 3, whole: undefined });
    expect((await write([next], target)).exit).toBe(0);
  });

  it('with a number that start pages do not reach is not gone on from', async () => {
    const target = stick(dir);
    await write([english], target);
    writeFileSync(join(target, 'releases/999999999.js'), '');
    const { exit, stdout } = await write([next], target);
    expect([exit, stdout.includes('drop-releases-many')]).toEqual([3, true]);
  });
});

describe('a drop that somebody has filled', () => {
  const fills: Readonly<Record<string, (target: string) => void>> = {
    'with releases': (target) => {
      for (let n = 2; n < 90; n++) writeFileSync(join(target, `releases/${n}.json`), '{}');
    },
    'with sums': (target) => {
      for (let n = 2; n < 90; n++) writeFileSync(join(target, `SHA256SUMS-${n}`), '');
    },
    'with large sums': (target) => {
      for (let n = 2; n < 9; n++) {
        writeFileSync(join(target, `SHA256SUMS-${n}`), '');
        // They take no room here, and all of memory where they are read.
        truncateSync(join(target, `SHA256SUMS-${n}`), 60 * 1024 * 1024);
      }
    },
    'with manifests that one release names': (target) => {
      forge(target, (release) => {
        const [version] = release['versions'] as Record<string, unknown>[];
        release['versions'] = Array.from({ length: 50 }, (_, n) => ({
          ...version,
          profile: `p${n}`,
          manifestSize: 2 ** 30,
        }));
      });
    },
  };
  it.each(Object.entries(fills))('%s is refused, and not read', async (_, fill) => {
    const target = stick(dir);
    await write([english], target);
    fill(target);
    for (const args of [
      ['verify', target, '--format', 'json'],
      ['repair', target, '--format', 'json'],
      ['write', next, '--to', target, '--allow-folder'],
      ['write', target, '--to', stick(dir), '--allow-folder'],
    ]) {
      const { exit, stdout } = await drop(args);
      expect([args[0], exit, stdout]).toEqual([args[0], 3, expect.stringContaining('drop-crowded')]);
    }
  });

  it('with a pack twice in one release is unsound', async () => {
    const target = stick(dir);
    await write([english], target);
    forge(target, (release) => {
      const versions = release['versions'] as unknown[];
      release['versions'] = [...versions, ...versions];
    });
    expect(await verify(target)).toMatchObject({ exit: 3, whole: undefined });
  });
});

it('a manifest that is missing is told of in the words of drops', async () => {
  const target = stick(dir);
  await write([english], target);
  rmSync(join(target, [...filesBelow(target).keys()].find((path) => path.endsWith('manifest.json')) ?? ''));
  expect((await verify(target)).codes).toEqual(['drop-file-missing', 'drop-release-missing']);
});

it('a stick is good, and the next too, where its receipt cannot be kept', async () => {
  const [a, b, file] = [stick(dir), stick(dir), join(stick(dir), 'file')];
  writeFileSync(file, '');
  const { exit, stdout } = await drop(['write', english, '--to', a, b, '--allow-folder', '--receipts', file]);
  expect(exit).toBe(4);
  expect(stdout.match(/"event":"done"/g)).toHaveLength(2);
  expect(stdout).toContain('env-not-a-folder');
});

it('a first write that was cut off is no whole drop, and not none', async () => {
  const target = stick(dir);
  await write([english], target);
  rmSync(join(target, 'releases'), { recursive: true });
  const { exit, stdout } = await drop(['verify', target]);
  expect([exit, stdout.includes('drop-nothing-finished')]).toEqual([3, true]);
  expect((await drop(['repair', target])).exit).toBe(3);
  expect((await write([english], target)).exit).toBe(0);
  expect(await verify(target)).toMatchObject({ exit: 0, codes: [] });
});

it('two runs do not write to one stick at once', async () => {
  const target = stick(dir);
  const release = await holdTarget(target);
  const { exit, stdout } = await write([english], target);
  expect([exit, stdout.includes('drop-target-busy')]).toEqual([4, true]);
  expect(filesBelow(target).size).toBe(0);
  release();
  expect((await write([english], target)).exit).toBe(0);
});
