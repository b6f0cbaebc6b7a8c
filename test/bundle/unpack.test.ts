import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { forgeBundle } from './forge.ts';
import { largerSample, sampleOf } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();
const sample = sampleOf();
const zip = join(dir, 'plants.zip');

beforeAll(async () => {
  await writeBundle({ file: zip, ...sample });
});

test('a bundle is unpacked into a new folder, whole', async () => {
  const out = join(newFolder(), 'deep', 'out');
  const seen: string[] = [];
  const unpacked = await unpackBundle(zip, out, {
    onProgress: (done, total, path) => seen.push(`${done}/${total} ${path}`),
  });
  expect(unpacked).toMatchObject({ dir: out, entries: 7, state: 'written' });
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(out, path)).isFile(),
  );
  expect(files.sort()).toEqual(['manifest.json', ...sample.files.keys()].sort());
  for (const [path, content] of sample.files) expect(readFileSync(join(out, path))).toEqual(content);
  expect(readFileSync(join(out, 'manifest.json'))).toEqual(Buffer.from(encodeManifest(sample.manifest)));
  expect(unpacked.size).toBe(files.reduce((sum, path) => sum + statSync(join(out, path)).size, 0));
  expect(readdirSync(join(out, '..'))).toEqual(['out']);
  expect(seen.at(-1)).toBe('7/7 manifest.json');
});

test('an empty folder is filled', async () => {
  const out = join(newFolder(), 'out');
  mkdirSync(out);
  expect((await unpackBundle(zip, out)).state).toBe('written');
  expect((await verifyBundle(out)).findings).toEqual([]);
});

test('a folder that holds the very bundle stays as it is', async () => {
  const out = join(newFolder(), 'out');
  await unpackBundle(zip, out);
  const before = statSync(join(out, 'index.html')).ino;
  expect((await unpackBundle(zip, out)).state).toBe('unchanged');
  expect((await unpackBundle(out, out)).state).toBe('unchanged');
  expect(statSync(join(out, 'index.html')).ino).toBe(before);
});

test('an unpacked bundle is copied like a ZIP file', async () => {
  const around = newFolder();
  await unpackBundle(zip, join(around, 'a'));
  await unpackBundle(join(around, 'a'), join(around, 'b'));
  expect(await verifyBundle(join(around, 'b'))).toEqual(await verifyBundle(zip));
});

test.each<readonly [string, (out: string) => void, string]>([
  [
    'a folder with other files',
    (out) => {
      mkdirSync(out);
      writeFileSync(join(out, 'mine.txt'), 'mine');
    },
    'unpack-not-empty',
  ],
  [
    'a folder with a hidden file',
    (out) => {
      mkdirSync(out);
      writeFileSync(join(out, '.mine'), 'mine');
    },
    'unpack-not-empty',
  ],
  [
    'a file',
    (out) => {
      writeFileSync(out, 'mine');
    },
    'unpack-not-a-folder',
  ],
  [
    'a link to a folder',
    (out) => {
      mkdirSync(`${out}-real`);
      symlinkSync(`${out}-real`, out);
    },
    'unpack-not-a-folder',
  ],
  [
    'a link to nowhere',
    (out) => {
      symlinkSync(`${out}-none`, out);
    },
    'unpack-not-a-folder',
  ],
])('%s is left alone', async (_, make, code) => {
  const around = newFolder();
  const out = join(around, 'out');
  make(out);
  const before = readdirSync(around, { recursive: true, encoding: 'utf8' }).sort();
  await expect(unpackBundle(zip, out)).rejects.toMatchObject({ code, exit: 2 });
  expect(readdirSync(around, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
});

test('another bundle is not unpacked over one', async () => {
  const out = join(newFolder(), 'out');
  await unpackBundle(zip, out);
  const other = join(dir, 'other.zip');
  await writeBundle({ file: other, ...largerSample() });
  await expect(unpackBundle(other, out)).rejects.toMatchObject({ code: 'unpack-not-empty' });
  expect((await verifyBundle(out)).findings).toEqual([]);
});

test('a folder that was changed after unpacking is not taken for whole', async () => {
  const out = join(newFolder(), 'out');
  await unpackBundle(zip, out);
  writeFileSync(join(out, 'index.html'), 'changed');
  await expect(unpackBundle(zip, out)).rejects.toMatchObject({ code: 'unpack-not-empty' });
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe('changed');
});

test('what the manifest does not name is left out', async () => {
  const around = newFolder();
  const file = join(around, 'foreign.zip');
  writeFileSync(file, forgeBundle({}, [{ name: 'pages/evil.html', content: 'x' }]));
  await unpackBundle(file, join(around, 'out'));
  expect(existsSync(join(around, 'out', 'pages'))).toBe(false);
  expect((await verifyBundle(join(around, 'out'))).findings).toEqual([]);
});

test('an abort leaves nothing behind', async () => {
  const around = newFolder();
  const abort = new AbortController();
  const onProgress = (done: number): void => {
    if (done === 3) abort.abort();
  };
  const unpacking = unpackBundle(zip, join(around, 'out'), { signal: abort.signal, onProgress });
  await expect(unpacking).rejects.toMatchObject({ name: 'AbortError' });
  expect(readdirSync(around)).toEqual([]);
});

test('a folder that cannot be made is told as such', async () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  await expect(unpackBundle(zip, join(file, 'out'))).rejects.toMatchObject({ name: 'SatchelError', exit: 4 });
});

function newFolder(): string {
  return mkdtempSync(join(dir, 'unpack-'));
}
