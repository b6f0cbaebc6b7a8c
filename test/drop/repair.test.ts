import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from '../delta/releases.ts';
import { drop, filesBelow, pack, stick, verify, write } from './sticks.ts';

const dir = tempDir();
let english: string;
let arabic: string;
let good: string;

beforeAll(async () => {
  english = await pack(dir);
  arabic = await pack(dir, { language: 'ar', files: { 'media/only-0123456789ab.webp': 'RIFF in Arabic' } });
  good = stick(dir);
  await write([english, arabic], good);
});

/** A copy of the good drop. */
function copy(): string {
  const target = newName(dir, 'stick');
  cpSync(good, target, { recursive: true });
  return target;
}

/** Damages a file: what is cut off, changed, or gone. */
const damages = {
  'cut off': (file: string) => {
    truncateSync(file, Math.floor(readFileSync(file).length / 2));
  },
  longer: (file: string) => {
    appendFileSync(file, 'x');
  },
  gone: (file: string) => {
    rmSync(file);
  },
  'of other bytes': (file: string) => {
    const bytes = readFileSync(file);
    bytes.fill(0, 0, Math.min(512, bytes.length));
    writeFileSync(file, bytes);
  },
} as const;

describe('repair', () => {
  it('mends every file of a drop, whichever is damaged, byte for byte', { timeout: 240_000 }, async () => {
    const whole = filesBelow(good);
    const names = Object.keys(damages) as (keyof typeof damages)[];
    for (const [i, path] of [...whole.keys()].entries()) {
      const target = copy();
      damages[names[i % names.length] ?? 'gone'](join(target, path));
      // An empty file has no bytes to lose.
      if (filesBelow(target).get(path) === whole.get(path)) continue;
      expect([path, (await verify(target)).exit]).toEqual([path, 3]);
      const { exit, stdout } = await drop(['repair', target, '--from', english, arabic]);
      expect([path, exit, stdout]).toEqual([path, 0, expect.stringContaining('good')]);
      expect(filesBelow(target), path).toEqual(whole);
    }
  });

  it('writes only what is bad', async () => {
    const target = copy();
    rmSync(join(target, 'releases/1.js'));
    const { stdout } = await drop(['repair', target, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ mended: ['releases/1.js'], need: [] });
  });

  it('takes what another pack of the drop has', async () => {
    const target = copy();
    const page = [...filesBelow(target).keys()].find((path) => /_ar_[^/]+\/roots\.html$/.test(path)) ?? '';
    rmSync(join(target, page));
    expect((await drop(['repair', target])).exit).toBe(0);
    expect(filesBelow(target)).toEqual(filesBelow(good));
  });

  it('without a source tells what is needed, which another site packs into one small file', async () => {
    const target = copy();
    const media = join(target, 'packs/plants/media/only-0123456789ab.webp');
    rmSync(media);
    const need = newName(dir, 'need.json');
    const planned = await drop(['repair', target, '--plan', '-o', need]);
    expect(planned.exit).toBe(0);
    expect(existsSync(media)).toBe(false);
    expect(JSON.parse(readFileSync(need, 'utf8'))).toMatchObject({ release: 1, files: [{ size: 14 }] });

    const refused = await drop(['pack', need, english, '-o', newName(dir, 'zip')]);
    expect(refused.exit).toBe(2);
    const file = newName(dir, 'zip');
    expect((await drop(['pack', need, english, arabic, '-o', file])).exit).toBe(0);
    expect(readFileSync(file).length).toBeLessThan(2000);
    expect((await drop(['repair', target, '--from', file])).exit).toBe(0);
    expect(filesBelow(target)).toEqual(filesBelow(good));
  });

  it('ends with exit code 3 where something stays bad, and names it', async () => {
    const target = copy();
    rmSync(join(target, 'packs/plants/media/only-0123456789ab.webp'));
    const { exit, stdout } = await drop(['repair', target, '--from', english]);
    expect([exit, stdout]).toEqual([3, expect.stringContaining('only-0123456789ab.webp')]);
  });

  it('gives start pages the scripts again without which they do not come to the newest release', async () => {
    const target = stick(dir);
    mkdirSync(join(target, 'releases'));
    writeFileSync(join(target, 'releases/16.js'), '');
    await write([english], target);
    // What is no script of a release brings start pages no further.
    expect(readFileSync(join(target, 'releases/16.js'), 'utf8')).toMatch(/^satchelRelease/);
    expect(await verify(target)).toMatchObject({ exit: 0, newest: 17, whole: 17 });
    rmSync(join(target, 'releases/8.js'));
    expect(await verify(target)).toMatchObject({ exit: 3, codes: ['drop-file-missing'] });
    expect((await drop(['repair', target])).exit).toBe(0);
    expect(await verify(target)).toMatchObject({ exit: 0, whole: 17 });
  });

  it('refuses a need that is none', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    for (const text of [
      '{"formatVersion":1,"packs":[],"files":[{"digest":"../../x"}]}',
      '{"formatVersion":1,"files":[]}',
      `{"formatVersion":1,"packs":[{"id":"a","version":"1","digest":"${digest}","part":null}],"files":[]}`,
    ]) {
      const need = newName(dir, 'json');
      writeFileSync(need, text);
      expect([text, (await drop(['pack', need, english, '-o', newName(dir, 'zip')])).exit]).toEqual([
        text,
        3,
      ]);
    }
  });
});
