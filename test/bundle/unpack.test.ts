import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { forgeBundle } from './forge.ts';
import { bundleChild, runChild } from './run-child.ts';
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

test('an empty folder is filled where it is: it may be a stick, or the one that somebody stands in', async () => {
  const out = join(newFolder(), 'out');
  mkdirSync(out, { mode: 0o700 });
  const before = statSync(out);
  await unpackBundle(zip, out);
  const { ino, mode } = statSync(out);
  expect({ ino, mode }).toEqual({ ino: before.ino, mode: before.mode });
  expect(readdirSync(out).sort()).toEqual(['files', 'index.html', 'manifest.json', 'media', 'pages']);
});

test('what systems keep on a stick is neither in the way nor foreign', async () => {
  const out = join(newFolder(), 'stick');
  const kept = ['System Volume Information', '$RECYCLE.BIN', 'lost+found', '.Trash-1000', '.fseventsd'];
  for (const name of kept) {
    mkdirSync(join(out, name), { recursive: true });
    writeFileSync(join(out, name, 'its.dat'), 'system');
  }
  expect((await unpackBundle(zip, out)).state).toBe('written');
  expect((await verifyBundle(out)).findings).toEqual([]);
  expect((await unpackBundle(zip, out)).state).toBe('unchanged');
  for (const name of kept) expect(readFileSync(join(out, name, 'its.dat'), 'utf8')).toBe('system');
  mkdirSync(join(out, 'pages/lost+found'));
  writeFileSync(join(out, 'pages/lost+found/evil.html'), '');
  expect((await verifyBundle(out)).findings).toMatchObject([{ code: 'bundle-entry-foreign' }]);
});

test.each(['new', 'empty'])(
  'into a folder that is %s, nothing gets its name before it is on the disk',
  async (kind) => {
    const out = join(newFolder(), 'out');
    if (kind === 'empty') mkdirSync(out);
    const opened = new Map<number, string>();
    const events: string[] = [];
    const { openSync, fsyncSync, fsync, renameSync } = fs;
    const name = (file: string): string => file.slice(file.lastIndexOf('.tmp') + 5) || '.';
    fs.openSync = (file, ...args) => {
      const fd = openSync(file, ...args);
      opened.set(fd, String(file));
      return fd;
    };
    fs.fsyncSync = (fd) => {
      events.push(`flush ${opened.get(fd) === out ? 'target' : name(opened.get(fd) ?? '')}`);
      fsyncSync(fd);
    };
    fs.fsync = ((fd: number, done: fs.NoParamCallback) => {
      events.push(`flush ${name(opened.get(fd) ?? '')}`);
      fsync(fd, done);
    }) as typeof fs.fsync;
    fs.renameSync = (from, to) => {
      events.push(`rename ${name(String(from))}`);
      renameSync(from, to);
    };
    syncBuiltinESMExports();
    try {
      await unpackBundle(zip, out);
    } finally {
      Object.assign(fs, { openSync, fsyncSync, fsync, renameSync });
      syncBuiltinESMExports();
    }
    const firstRename = events.findIndex((event) => event.startsWith('rename'));
    const before = events.slice(0, firstRename);
    for (const path of [...sample.files.keys(), 'manifest.json', 'pages', 'files', 'files/0123456789ab', '.'])
      expect(before).toContain(`flush ${path}`);
    const renames = events.slice(firstRename);
    expect(renames.at(-1)).toMatch(/^flush/);
    if (kind === 'empty')
      expect(renames.slice(-3)).toEqual(['flush target', 'rename manifest.json', 'flush target']);
  },
);

test.each(['new', 'empty'])(
  'killed at any moment, a folder that was %s holds the whole bundle or none',
  async (kind) => {
    const script = await bundleChild(newFolder());
    const args = (out: string, stopAt: number): string[] => [out, String(stopAt), 'unpack', zip];
    const prepared = (): string => {
      const out = join(newFolder(), 'out');
      if (kind === 'empty') mkdirSync(out);
      return out;
    };
    const steps = Number((await runChild(script, args(prepared(), -1))).said.replace('done ', ''));
    expect(steps).toBeGreaterThan(10);
    for (let point = 0; point < steps; point++) {
      const out = prepared();
      expect(await runChild(script, args(out, point))).toMatchObject({ signal: 'SIGKILL', errors: '' });
      if (existsSync(join(out, 'manifest.json'))) {
        expect((await verifyBundle(out)).findings).toEqual([]);
        continue;
      }
      const named = existsSync(out) ? readdirSync(out).filter((name) => !name.startsWith('.')) : [];
      // Between two renames into a folder that was there some names stand, and are told to whoever tries again.
      if (named.length > 0) {
        expect(kind).toBe('empty');
        await expect(unpackBundle(zip, out)).rejects.toMatchObject({ code: 'unpack-not-empty' });
        continue;
      }
      await unpackBundle(zip, out);
      expect((await verifyBundle(out)).findings).toEqual([]);
      expect(readdirSync(join(out, '..'))).toEqual(['out']);
    }
  },
);

test.each(['new', 'empty'])(
  'two runs at once into a folder that is %s leave one bundle, whole',
  async (kind) => {
    const around = newFolder();
    const out = join(around, 'out');
    if (kind === 'empty') mkdirSync(out);
    const other = join(around, 'other.zip');
    await writeBundle({ file: other, ...largerSample() });
    const outcomes = await Promise.allSettled([unpackBundle(zip, out), unpackBundle(other, out)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const written = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.digest : [],
    );
    expect(await verifyBundle(out)).toMatchObject({ digest: written[0], findings: [] });
    expect(readdirSync(around).sort()).toEqual(['other.zip', 'out']);
  },
);

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

test('a folder that is compared with the bundle is not compared to the end after an abort', async () => {
  const out = join(newFolder(), 'out');
  await unpackBundle(zip, out);
  const comparing = unpackBundle(zip, out, { signal: AbortSignal.abort() });
  await expect(comparing).rejects.toMatchObject({ name: 'AbortError' });
});

test('a folder that cannot be made is told as such', async () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  await expect(unpackBundle(zip, join(file, 'out'))).rejects.toMatchObject({ name: 'SatchelError', exit: 4 });
});

function newFolder(): string {
  return mkdtempSync(join(dir, 'unpack-'));
}
