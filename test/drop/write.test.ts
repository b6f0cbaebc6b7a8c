import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { drop, filesBelow, pack, stick, verify, write } from './sticks.ts';

const dir = tempDir();
let english: string;
let arabic: string;
let next: string;

beforeAll(async () => {
  english = await pack(dir);
  arabic = await pack(dir, { language: 'ar' });
  next = await pack(dir, { version: '1.1.0', files: { 'pages/index.html': '<h1>Plants, again</h1>\n' } });
});

describe('a first write', () => {
  it('lays packs out, proves them, and anyone can check them with standard tools', async () => {
    const target = stick(dir);
    const { exit, stdout } = await write([english, arabic], target);
    expect(exit).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(events.at(-1)).toMatchObject({ event: 'done', release: 1, isUnchanged: false, diagnostics: [] });
    expect(await verify(target)).toEqual({ exit: 0, newest: 1, whole: 1, codes: [] });
    const sums = spawnSync('sha256sum', ['--strict', '-c', 'SHA256SUMS-1'], {
      cwd: target,
      encoding: 'utf8',
    });
    expect([sums.status, sums.stderr]).toEqual([0, '']);
    const listed = readFileSync(join(target, 'SHA256SUMS-1'), 'utf8').trim().split('\n').length;
    expect(filesBelow(target).size).toBe(listed + 1);
  });

  it('is the same bytes wherever it goes', async () => {
    const [a, b] = [stick(dir), stick(dir)];
    await write([english, arabic], a);
    await write([arabic, english], b);
    expect(filesBelow(a)).toEqual(filesBelow(b));
  });

  it('has media of two languages once', async () => {
    const target = stick(dir);
    await write([english, arabic], target);
    const media = [...filesBelow(target).keys()].filter((path) => path.includes('/media/'));
    expect(media).toEqual(['packs/plants/media/leaf-0123456789ab.webp']);
  });
});

describe('an update', () => {
  it('writes what is new and no more, and keeps the release before', async () => {
    const target = stick(dir);
    await write([english, arabic], target);
    const before = filesBelow(target);
    const { exit, stdout } = await write([next], target);
    expect(exit).toBe(0);
    const after = filesBelow(target);
    for (const [path, content] of before) expect(after.get(path), path).toBe(content);
    expect(stdout).toContain('"release":2');
    // Arabic stays, since nobody said that it should go.
    expect((await verify(target)).whole).toBe(2);
    expect(readFileSync(join(target, 'releases/2.json'), 'utf8')).toContain('"language":"ar"');
  });

  it('removes what neither the new release nor the one before it names', async () => {
    const target = stick(dir);
    await write([english], target);
    await write([next], target);
    const third = await pack(dir, { version: '1.2.0' });
    await write([third], target);
    const paths = [...filesBelow(target).keys()];
    expect(paths.some((path) => path.includes('/1.0.0_en_'))).toBe(false);
    expect(paths.some((path) => path.includes('/1.1.0_en_'))).toBe(true);
    expect(paths.filter((path) => path.startsWith('SHA256SUMS'))).toEqual(['SHA256SUMS-2', 'SHA256SUMS-3']);
    // Start pages count releases by their scripts.
    expect(paths).toContain('releases/1.js');
    expect(await verify(target)).toEqual({ exit: 0, newest: 3, whole: 3, codes: [] });
  });

  it('of what is there already writes nothing', async () => {
    const target = stick(dir);
    await write([english], target);
    const before = filesBelow(target);
    const { exit, stdout } = await write([english], target);
    expect(exit).toBe(0);
    expect(stdout).toContain('"isUnchanged":true');
    expect(stdout).toContain('"phase":"reading back"');
    expect(filesBelow(target)).toEqual(before);
  });

  it('takes packs away only with --only', async () => {
    const target = stick(dir);
    await write([english, arabic], target);
    await drop(['write', next, '--to', target, '--allow-folder', '--only']);
    expect(readFileSync(join(target, 'releases/2.json'), 'utf8')).not.toContain('"language":"ar"');
  });

  it('goes back to an earlier version only with --older', async () => {
    const target = stick(dir);
    await write([next], target);
    const refused = await write([english], target);
    expect(refused.exit).toBe(2);
    expect(refused.stdout).toContain('drop-older');
    const { exit } = await drop(['write', english, '--to', target, '--allow-folder', '--older']);
    expect(exit).toBe(0);
    expect(await verify(target)).toMatchObject({ exit: 0, whole: 2 });
  });

  it('from a drop is as good as from bundles', async () => {
    const [first, second, third] = [stick(dir), stick(dir), stick(dir)];
    await write([english, arabic], first);
    expect((await write([first], second)).exit).toBe(0);
    expect(filesBelow(second)).toEqual(filesBelow(first));
    await drop(['write', first, '--to', third, '--allow-folder', '--language', 'ar']);
    expect([...filesBelow(third).keys()].some((path) => path.includes('_en_'))).toBe(false);
  });
});

describe('what is not Satchel’s', () => {
  it('is never touched', async () => {
    const target = stick(dir);
    mkdirSync(join(target, 'photos'));
    writeFileSync(join(target, 'photos/me.txt'), 'mine');
    mkdirSync(join(target, 'packs'));
    writeFileSync(join(target, 'packs/mine.txt'), 'mine too');
    await write([english], target);
    await write([next], target);
    await write([await pack(dir, { version: '1.2.0' })], target);
    expect(readFileSync(join(target, 'photos/me.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(target, 'packs/mine.txt'), 'utf8')).toBe('mine too');
    expect(await verify(target)).toMatchObject({ exit: 0, codes: ['drop-file-foreign'] });
  });

  it('is not overwritten where it has the name of one of its files', async () => {
    for (const content of [
      'mine',
      readFileSync(join(import.meta.dirname, '../../templates/drop/index.html'), 'utf8').replace(
        'lessons',
        'LESSONS',
      ),
    ]) {
      const target = stick(dir);
      writeFileSync(join(target, 'index.html'), content);
      const { exit, stdout } = await write([english], target);
      expect(exit).toBe(3);
      expect(stdout).toContain('drop-name-taken');
      expect([...filesBelow(target).keys()]).toEqual(['index.html']);
    }
  });

  it('is not written through: a link in the place of a folder is refused', async () => {
    const [target, elsewhere] = [stick(dir), stick(dir)];
    symlinkSync(elsewhere, join(target, 'packs'));
    expect((await write([english], target)).exit).not.toBe(0);
    expect(filesBelow(elsewhere).size).toBe(0);
  });
});

describe('refusals', () => {
  it.each([
    [
      'a folder without --allow-folder',
      () => ['write', english, '--to', stick(dir)],
      2,
      'drop-target-not-removable',
    ],
    [
      'no such stick',
      () => ['write', english, '--to', join(dir, 'nowhere'), '--allow-folder'],
      2,
      'drop-target-missing',
    ],
    [
      'nothing of that language',
      () => ['write', english, '--to', stick(dir), '--allow-folder', '--language', 'fr'],
      2,
      'drop-nothing-chosen',
    ],
    [
      'a folder of nothing',
      () => ['write', stick(dir), '--to', stick(dir), '--allow-folder'],
      2,
      'drop-source-empty',
    ],
  ])('%s', async (_, args, code, word) => {
    const { exit, stdout } = await drop(args());
    expect(exit).toBe(code);
    expect(stdout).toContain(word);
  });

  it('two different bundles of one version', async () => {
    const other = await pack(dir, { files: { 'pages/index.html': '<h1>Other plants</h1>\n' } });
    const { exit, stdout } = await write([english, other], stick(dir));
    expect([exit, stdout.includes('drop-source-twice')]).toEqual([3, true]);
  });

  it('the stick that the packs come from', async () => {
    const target = stick(dir);
    await write([english], target);
    const { exit, stdout } = await write([target], target);
    expect([exit, stdout.includes('drop-target-is-source')]).toEqual([2, true]);
  });

  it('one target twice', async () => {
    const target = stick(dir);
    const { exit } = await drop(['write', english, '--to', target, `${target}/`, '--allow-folder']);
    expect(exit).toBe(2);
    expect(filesBelow(target).size).toBe(0);
  });
});

describe('damage', () => {
  it('that no size tells is found by the same write again, which mends it in place', async () => {
    const target = stick(dir);
    await write([english], target);
    const before = filesBelow(target);
    const media = join(target, 'packs/plants/media/leaf-0123456789ab.webp');
    writeFileSync(media, Buffer.alloc(readFileSync(media).length, 7));
    expect((await write([english], target)).exit).toBe(0);
    expect(filesBelow(target)).toEqual(before);
  });

  it('is named, and a write mends it', async () => {
    const target = stick(dir);
    await write([english], target);
    await write([next], target);
    appendFileSync(join(target, 'packs/plants/media/leaf-0123456789ab.webp'), 'x');
    const broken = await verify(target);
    expect(broken).toMatchObject({ exit: 3, newest: 2, whole: undefined });
    expect(broken.codes).toContain('drop-file-size');
    expect((await write([next], target)).exit).toBe(0);
    expect(await verify(target)).toMatchObject({ exit: 0, newest: 3, whole: 3 });
  });

  it('of the newest release leaves the older one to be trusted', async () => {
    const target = stick(dir);
    await write([english], target);
    await write([next], target);
    const page = [...filesBelow(target).keys()].find((path) => /1\.1\.0_en_[^/]+\/index\.html$/.test(path));
    rmSync(join(target, page ?? ''));
    expect(await verify(target)).toMatchObject({
      exit: 3,
      newest: 2,
      whole: 1,
      codes: ['drop-file-missing'],
    });
  });
});
