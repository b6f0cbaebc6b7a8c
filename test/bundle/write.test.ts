import { createHash, randomBytes } from 'node:crypto';
import fs, { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleFileName, encodeManifest } from '../../src/bundle/manifest.ts';
import { openBundle } from '../../src/bundle/open.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';
import { bundleChild, runChild } from './run-child.ts';
import { largerSample, sampleOf, samplePages } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();
const sample = sampleOf();

describe('a bundle that was written', () => {
  test('reads back entry by entry, and verifies whole', async () => {
    const file = join(dir, 'roundtrip.zip');
    const written = await writeBundle({ file, ...sample });
    const bundle = await openBundle(file);
    try {
      expect(bundle.kind).toBe('zip');
      expect(bundle.manifest).toEqual(sample.manifest);
      expect([...bundle.entries.keys()]).toEqual(Object.keys(samplePages).sort());
      for (const [path, content] of sample.files) {
        expect(Buffer.from(await bundle.read(path))).toEqual(content);
        const pieces: Uint8Array[] = [];
        for await (const piece of bundle.stream(path)) pieces.push(piece);
        expect(Buffer.concat(pieces)).toEqual(content);
      }
      await expect(bundle.read('pages/none.html')).rejects.toMatchObject({ code: 'bundle-entry-unknown' });
      await expect(bundle.read('pages/roots.html', 10)).rejects.toMatchObject({ code: 'bundle-entry-large' });
    } finally {
      await bundle.close();
    }
    const verified = await verifyBundle(file);
    expect(verified).toMatchObject({ digest: written.digest, entries: 7, findings: [] });
    expect(written).toEqual({
      size: statSync(file).size,
      digest: digestOf(encodeManifest(sample.manifest)),
    });
  });

  test('gives out nothing once it is closed, whatever else has been opened since', async () => {
    const file = join(dir, 'closed.zip');
    const film = Buffer.alloc(6 * 1024 * 1024, 'film');
    await writeBundle({ file, ...sampleOf({ 'index.html': 'Film', 'media/film.webp': film }) });
    const bundle = await openBundle(file);
    const begun = bundle.stream('media/film.webp')[Symbol.asyncIterator]();
    await begun.next();
    await bundle.close();
    const other = await openBundle(file);
    const refusal = { code: 'bundle-unreadable', params: { file, reason: 'it was closed' } };
    await expect(bundle.read('index.html')).rejects.toMatchObject(refusal);
    const going = async (): Promise<void> => {
      while (!(await begun.next()).done);
    };
    await expect(going()).rejects.toMatchObject(refusal);
    await other.close();
  });

  test('begins with the manifest and then has its entries in path order', async () => {
    const file = join(dir, 'order.zip');
    await writeBundle({ file, ...sample });
    const names = [
      ...readFileSync(file)
        .toString('latin1')
        .matchAll(/PK\u0001\u0002.{42}([\w./-]+?)(?=PK)/gs),
    ];
    expect(names.map((match) => match[1])).toEqual(['manifest.json', ...Object.keys(samplePages).sort()]);
  });

  test('is the same byte for byte in every time zone, locale and umask', async () => {
    const script = await bundleChild(dir);
    const places = [
      { TZ: 'UTC', LC_ALL: 'C' },
      { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR' },
      { TZ: 'America/Los_Angeles', LC_ALL: 'ar_EG.UTF-8', UMASK: '077' },
      { TZ: 'Asia/Kathmandu', LC_ALL: 'C', UMASK: '0' },
    ];
    const digests = await Promise.all(
      places.map(async (env, i) => {
        const file = join(dir, `place-${i}`, 'sample.zip');
        expect(await runChild(script, [file], env)).toMatchObject({
          said: expect.stringMatching(/^done/) as string,
          errors: '',
        });
        return digestOf(readFileSync(file));
      }),
    );
    const here = join(dir, 'here.zip');
    await writeBundle({ file: here, ...sample });
    expect(new Set([...digests, digestOf(readFileSync(here))]).size).toBe(1);
  });

  test('has a name that tells pack, version and what differs from the source', () => {
    const { manifest } = sample;
    const variant = (language: string, profile: string) => ({ ...manifest, variant: { language, profile } });
    expect(bundleFileName(manifest, true)).toBe('plants_1.0.0.zip');
    expect(bundleFileName(variant('ar', 'standard'), false)).toBe('plants_1.0.0_ar.zip');
    expect(bundleFileName(variant('en', 'low'), true)).toBe('plants_1.0.0_low.zip');
    expect(bundleFileName(variant('ar', 'low'), false)).toBe('plants_1.0.0_ar-low.zip');
  });
});

describe('writing', () => {
  test('makes the folder of the target', async () => {
    const file = join(dir, 'new', 'deep', 'sample.zip');
    await writeBundle({ file, ...sample });
    expect(readdirSync(join(dir, 'new', 'deep'))).toEqual(['sample.zip']);
  });

  test('reports every entry written, then every entry verified', async () => {
    const seen: string[] = [];
    const onProgress = (done: number, total: number, path: string, stage: string): void => {
      seen.push(`${stage} ${done}/${total} ${path}`);
    };
    await writeBundle({ file: join(dir, 'progress.zip'), ...sample, onProgress });
    expect(seen).toHaveLength(7 + 6);
    expect(seen[0]).toBe('write 1/7 manifest.json');
    expect(seen[6]).toBe('write 7/7 pages/roots.html');
    expect(seen[12]).toBe('verify 6/6 pages/roots.html');
  });

  test.each([
    ['a content that is missing', 'bundle-content-missing', () => undefined],
    ['a content of another size', 'bundle-content-changed', () => ({ bytes: Buffer.from('longer') })],
    ['a content with another digest', 'bundle-content-changed', () => ({ bytes: Buffer.from('x') })],
    ['a file that is gone', 'bundle-content-changed', () => ({ file: join(dir, 'gone') })],
  ])('stops at %s and leaves the old bundle', async (_, code, content) => {
    const changed = sampleOf({ 'index.html': 'y' });
    const target = join(mkdirNew(), 'bundle.zip');
    writeFileSync(target, 'old');
    await expect(writeBundle({ file: target, ...changed, contents: content })).rejects.toMatchObject({
      code,
    });
    expect(readdirSync(join(target, '..'))).toEqual(['bundle.zip']);
    expect(readFileSync(target, 'utf8')).toBe('old');
  });

  test('refuses a manifest that breaks the format before anything is written', async () => {
    const target = join(mkdirNew(), 'bundle.zip');
    const manifest = { ...sample.manifest, version: 'one' };
    await expect(writeBundle({ ...sample, file: target, manifest })).rejects.toMatchObject({
      code: 'manifest-field',
      exit: 3,
    });
    expect(existsSync(target)).toBe(false);
  });

  test('stops when it is told to, with nothing left behind', async () => {
    for (const at of ['write', 'verify']) {
      const target = join(mkdirNew(), 'bundle.zip');
      const abort = new AbortController();
      const writing = writeBundle({
        file: target,
        ...sample,
        signal: abort.signal,
        onProgress: (done, _total, _path, stage) => {
          if (stage === at && done === 3) abort.abort();
        },
      });
      await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
      expect(readdirSync(join(target, '..'))).toEqual([]);
    }
  });

  test('says why a file cannot be written', async () => {
    const inTheWay = join(mkdirNew(), 'file');
    writeFileSync(inTheWay, '');
    await expect(writeBundle({ file: join(inTheWay, 'bundle.zip'), ...sample })).rejects.toMatchObject({
      code: 'env-not-a-folder',
      params: { file: `“${inTheWay}”` },
      exit: 4,
    });
  });

  test('ends well where the file system cannot flush a folder', async () => {
    const { fsyncSync } = fs;
    fs.fsyncSync = (fd) => {
      if (fs.fstatSync(fd).isDirectory())
        throw Object.assign(new Error('EINVAL'), { code: 'EINVAL', syscall: 'fsync' });
      fsyncSync(fd);
    };
    syncBuiltinESMExports();
    const file = join(mkdirNew(), 'bundle.zip');
    try {
      await writeBundle({ file, ...sample });
    } finally {
      fs.fsyncSync = fsyncSync;
      syncBuiltinESMExports();
    }
    expect((await verifyBundle(file)).findings).toEqual([]);
  });

  test('removes what killed runs left, and nothing that may belong to another', async () => {
    const folder = mkdirNew();
    const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const temporary = (on: string, pid: number): string =>
      `.bundle.zip.${on}-${pid}-${randomBytes(6).toString('hex')}.tmp`;
    // Process ids end far below it, so no process has this one.
    const dead = temporary(machine, 999_999_999);
    const kept = [
      temporary(machine, process.pid),
      temporary('00000000', 999_999_999),
      temporary(machine, 999_999_999).replace('bundle', 'other'),
      '.bundle.zip.tmp',
    ];
    for (const name of [dead, ...kept]) writeFileSync(join(folder, name), '');
    await writeBundle({ file: join(folder, 'bundle.zip'), ...sample });
    expect(readdirSync(folder).sort()).toEqual([...kept, 'bundle.zip'].sort());
  });
});

describe('a run that is killed', () => {
  test('leaves the old bundle or the new one, whole, whenever that happens', async () => {
    const script = await bundleChild(mkdirNew());
    const folder = mkdirNew();
    const file = join(folder, 'bundle.zip');
    const old = await writeBundle({ file, ...sample });
    const oldBytes = readFileSync(file);
    const whole = join(mkdirNew(), 'bundle.zip');
    const next = await writeBundle({ file: whole, ...largerSample() });

    const all = await runChild(script, [join(mkdirNew(), 'bundle.zip'), '-1', 'larger']);
    const steps = Number(all.said.replace('done ', ''));
    // 37 entries written and 36 verified, two flushes, before and after the rename.
    expect(steps).toBe(37 + 36 + 2 + 2);
    const points = [0, 1, 17, 36, 37, 38, 55, 73, 74, 75, 76];
    for (const point of points) {
      writeFileSync(file, oldBytes);
      const killed = await runChild(script, [file, String(point), 'larger']);
      expect(killed).toMatchObject({ signal: 'SIGKILL', errors: '' });
      const found = await verifyBundle(file);
      expect(found.findings).toEqual([]);
      const renamed = point >= 75;
      expect(found.digest, killed.said).toBe(renamed ? next.digest : old.digest);
      if (renamed) expect(readFileSync(file)).toEqual(readFileSync(whole));
    }
    await writeBundle({ file, ...sample });
    expect(readdirSync(folder)).toEqual(['bundle.zip']);
  });
});

let made = 0;
function mkdirNew(): string {
  const folder = join(dir, `folder-${made++}`);
  mkdirSync(folder);
  return folder;
}
