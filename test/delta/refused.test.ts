import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeManifest, type Entry } from '../../src/bundle/manifest.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { applyDelta, type ApplyOptions } from '../../src/delta/apply.ts';
import { checkDelta } from '../../src/delta/check-delta.ts';
import { inspectDelta } from '../../src/delta/inspect-delta.ts';
import { encodeSkeleton } from '../../src/delta/skeleton.ts';
import { encodeVarint } from '../../src/delta/varint.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import { SatchelError, type Code } from '../../src/diagnostic.ts';
import { digestOf } from '../../src/digest.ts';
import { sampleOf, samplePages } from '../bundle/sample.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { forgeDelta, type ForgedDelta } from './forge.ts';
import { newName, prose, release } from './releases.ts';

const dir = tempDir();
const changed = {
  ...samplePages,
  'pages/roots.html': '<h1>Roots</h1>\n',
  'media/b.webp': Buffer.alloc(900, 'RIFF'),
};
let base: string;
let target: string;
let delta: string;
beforeAll(async () => {
  base = await release(dir, samplePages);
  target = await release(dir, changed);
  delta = newName(dir, 'delta');
  await writeDelta({ base, target, file: delta });
});

/** Applies in a folder of its own; nothing may be left there, and base must be as it was. */
async function expectRefused(code: Code, options: Omit<ApplyOptions, 'file'>): Promise<void> {
  const out = newName(dir, 'out');
  mkdirSync(out);
  const before = options.base === undefined ? undefined : digestOf(readFileSync(options.base));
  const error: unknown = await applyDelta({ ...options, file: join(out, 'target.zip') }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SatchelError);
  expect((error as SatchelError).code).toBe(code);
  expect(readdirSync(out)).toEqual([]);
  if (options.base !== undefined) expect(digestOf(readFileSync(options.base))).toBe(before);
}

/** The delta with bytes of it changed. */
function edited(edit: (bytes: Buffer) => Uint8Array): string {
  const file = newName(dir, 'delta');
  writeFileSync(file, edit(readFileSync(delta)));
  return file;
}

describe('refused', () => {
  test('another base', async () => {
    await expectRefused('delta-base-mismatch', { base: target, delta });
  });
  test('no base where one is needed', async () => {
    await expectRefused('delta-base-missing', { delta });
  });
  test('a base where none is needed', async () => {
    const file = newName(dir, 'delta');
    await writeDelta({ base: undefined, target, file });
    await expectRefused('delta-needs-no-base', { base, delta: file });
  });
  test('a delta where a bundle is meant', async () => {
    await expect(verifyBundle(delta)).rejects.toMatchObject({ code: 'bundle-is-delta', exit: 3 });
    await expectRefused('bundle-is-delta', { base: delta, delta });
  });
  test('a file that is no delta', async () => {
    await expectRefused('delta-not-delta', { base, delta: target });
    await expectRefused('delta-not-delta', { base, delta: edited(() => Buffer.of()) });
    await expectRefused('delta-not-found', { base, delta: join(dir, 'nowhere.delta') });
    await expectRefused('delta-not-found', { base, delta: dir });
  });
  test('a later format', async () => {
    await expectRefused('delta-version', { base, delta: edited((bytes) => bytes.fill(2, 3, 4)) });
  });
  test('a delta that promises another bundle', async () => {
    await expectRefused('delta-result-mismatch', { base, delta: edited((bytes) => bytes.fill(7, 20, 21)) });
  });
  test('a delta that was cut off', async () => {
    await expectRefused('delta-damaged', { base, delta: edited((bytes) => bytes.subarray(0, -1)) });
    await expectRefused('delta-damaged', {
      base,
      delta: edited((bytes) => Buffer.concat([bytes, Buffer.of(0)])),
    });
  });
  test('a base with a damaged entry, whether it is read or copied', async () => {
    for (const path of ['pages/roots.html', 'media/leaf-0123456789ab.webp', 'manifest.json']) {
      const file = newName(dir, 'zip');
      const bytes = readFileSync(base);
      const at = bytes.indexOf(path) + path.length + 9;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      if (path === 'manifest.json')
        await expect(applyDelta({ base: file, delta })).rejects.toMatchObject({ exit: 3 });
      else await expectRefused('delta-base-damaged', { base: file, delta });
    }
  });
});

test('an unpacked base with a file that has not its size is told to be damaged, and not the delta', async () => {
  for (const size of [3, 900]) {
    const folder = newName(dir, 'folder');
    await unpackBundle(base, folder);
    truncateSync(join(folder, 'media/leaf-0123456789ab.webp'), size);
    const error: unknown = await applyDelta({ base: folder, delta, file: newName(dir, 'zip') }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'delta-base-damaged', exit: 3 });
  }
});

test('no delta is written to a damaged target, though the damage is in what base has too', async () => {
  const damaged = newName(dir, 'zip');
  const bytes = readFileSync(target);
  const path = 'media/leaf-0123456789ab.webp';
  const at = bytes.indexOf(path) + path.length + 9;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(damaged, bytes);
  const out = newName(dir, 'out');
  mkdirSync(out);
  const written = writeDelta({ base, target: damaged, file: join(out, 'x.delta') });
  await expect(written).rejects.toMatchObject({ code: 'delta-target-damaged', exit: 3 });
  expect(readdirSync(out)).toEqual([]);
});

test('what is read is never written over', async () => {
  const before = [base, target, delta].map((file) => readFileSync(file));
  const refused = { code: 'delta-output-is-input', exit: 2 };
  for (const file of [base, delta])
    await expect(applyDelta({ base, delta, file })).rejects.toMatchObject(refused);
  for (const file of [base, target])
    await expect(writeDelta({ base, target, file })).rejects.toMatchObject(refused);
  expect([base, target, delta].map((file) => readFileSync(file))).toEqual(before);
});

test('nothing is written into an unpacked base', async () => {
  const folder = newName(dir, 'folder');
  await unpackBundle(base, folder);
  const link = newName(dir, 'link');
  symlinkSync(join(folder, 'pages'), link);
  const before = readdirSync(folder, { recursive: true });
  const refused = { code: 'delta-output-is-input', exit: 2 };
  for (const file of [
    join(folder, 'manifest.json'),
    join(folder, 'new'),
    join(folder, 'a/b/new'),
    join(link, 'new'),
  ]) {
    await expect(applyDelta({ base: folder, delta, file })).rejects.toMatchObject(refused);
    await expect(writeDelta({ base: folder, target, file })).rejects.toMatchObject(refused);
  }
  for (const file of [folder, link, join(folder, 'new/')])
    await expect(applyDelta({ base: folder, delta, file })).rejects.toMatchObject(refused);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  expect((await verifyBundle(folder)).findings).toEqual([]);
});

test('what is no file is never replaced by one', async () => {
  const socket = newName(dir, 'socket');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  try {
    const refused = { code: 'env-not-a-file', exit: 4 };
    await expect(applyDelta({ base, delta, file: socket })).rejects.toMatchObject(refused);
    await expect(writeDelta({ base, target, file: socket })).rejects.toMatchObject(refused);
    expect(statSync(socket).isSocket()).toBe(true);
  } finally {
    server.close();
  }
});

test('a delta to a folder is refused, since it would give no published file', async () => {
  const folder = newName(dir, 'folder');
  await unpackBundle(target, folder);
  const file = newName(dir, 'delta');
  await expect(writeDelta({ base, target: folder, file })).rejects.toMatchObject({
    code: 'delta-target-folder',
  });
});

test('a delta beyond its budget is not written', async () => {
  const out = newName(dir, 'out');
  const written = await writeDelta({ base, target, file: join(out, 'x.delta'), maxSize: 40 });
  expect(written.written).toBe(false);
  expect(readdirSync(out)).toEqual([]);
});

describe('hostile deltas are refused', () => {
  const { manifest } = sampleOf(samplePages);
  const head = encodeSkeleton({ ...manifest, entries: [], units: [] }).toString();
  const empty = { ...manifest, entries: [], units: [] };
  const one = (path: string, content = 'x'): Entry => ({
    path,
    size: content.length,
    digest: digestOf(content),
    mediaType: 'text/html',
  });
  const text = (content = 'x'): { old: undefined; text: Buffer } => ({
    old: undefined,
    text: Buffer.from(content),
  });
  /** All paths are refused by what a manifest may be, though the header promises just this one. */
  const named = (...paths: readonly string[]): ForgedDelta => ({
    target: { ...empty, entries: paths.map((path) => one(path)) },
    skeleton: head + paths.map((path) => `!\n${path}\ttext/html\n`).join(''),
    texts: paths.map(() => text()),
  });

  test.each<[string, ForgedDelta]>([
    ['a path that climbs', named('../evil.html')],
    ['a path that climbs from within', named('pages/../../evil.html')],
    ['an absolute path', named('/etc/passwd')],
    ['a reserved name', named('pages/nul.html')],
    ['an empty part', named('pages//a.html')],
    ['a path twice', named('a.html', 'a.html')],
    ['a path twice but for case', named('A.html', 'a.html')],
    ['a file that is a folder too', named('a', 'a/b.html')],
    ['the manifest as an entry', named('manifest.json')],
    ['entries out of order', named('b.html', 'a.html')],
    [
      'a manifest of another format',
      { target: { entries: [], formatVersion: 2 }, skeleton: '{"formatVersion":2}\n' },
    ],
    ['a manifest that is none', { target: { entries: [] }, skeleton: '{}\n' }],
    ['a manifest without a text form', { skeleton: '{"title":"\\ud800"}\n' }],
    ['a copy of itself', { skeleton: `${head}=0\na.html\ttext/html\n` }],
    [
      'a copy of what comes later',
      { skeleton: `${head}=1\na.html\ttext/html\n!\nb.html\ttext/html\n`, texts: [text()] },
    ],
    [
      'a copy in another form',
      { skeleton: `${head}!\na.html\ttext/html\n=0\nb.webp\timage/webp\n`, texts: [text('x'.repeat(9))] },
    ],
    ['more texts than entries', { skeleton: head, texts: [text(prose(1, 300))], target: empty }],
    ['media that is missing', { skeleton: `${head}#\na.webp\timage/webp\n` }],
    ['media that nobody needs', { skeleton: head, target: empty, media: [Buffer.from('x')] }],
    ['media that is cut off', { skeleton: `${head}#\na.webp\timage/webp\n`, rest: Buffer.of(20, 1) }],
    [
      'media of a size that no file has',
      { skeleton: `${head}#\na.webp\timage/webp\n`, rest: Buffer.of(255, 255, 255, 255, 127) },
    ],
    [
      'media of a size that no number has',
      { skeleton: `${head}#\na.webp\timage/webp\n`, rest: Buffer.alloc(9, 255) },
    ],
    [
      'media that is packed and is not',
      { skeleton: `${head}#\na.webp\timage/webp\n`, rest: Buffer.of(7, 1, 2, 3) },
    ],
    [
      'media that grows without end',
      { skeleton: `${head}#\na.webp\timage/webp\n`, media: [{ packed: Buffer.alloc(17 << 20) }] },
    ],
    [
      'media that is packed and has bytes behind it',
      {
        skeleton: `${head}#\na.webp\timage/webp\n`,
        target: { ...empty, entries: [{ ...one('a.webp'), mediaType: 'image/webp' }] },
        rest: Buffer.concat([encodeVarint(15), brotliCompressSync('x'), Buffer.of(1, 2)]),
      },
    ],
    ['text of a size that no file has', { skeleton: head, header: { textSize: 2 ** 35 - 1 } }],
    ['text of a size that no delta has', { skeleton: head, header: { textSize: 2 ** 26 } }],
    ['more entries than any bundle', { skeleton: head + '!\na\ttext/html\n'.repeat(300_000) }],
    ['an unknown flag', { skeleton: head, target: empty }],
  ])('%s', async (what, forged) => {
    let file = await forgeDelta(dir, forged);
    if (what === 'an unknown flag') {
      const bytes = readFileSync(file);
      bytes[48] = 4;
      writeFileSync((file = newName(dir, 'delta')), bytes);
    }
    await expectRefused('delta-damaged', { delta: file });
  });

  test('a good one, forged by the same means, is not', async () => {
    const entries = [one('a.html'), { ...one('b.webp', 'RIFF'), mediaType: 'image/webp' }];
    const forged: ForgedDelta = {
      target: { ...empty, entries },
      skeleton: `${head}!\na.html\ttext/html\n#\nb.webp\timage/webp\n`,
      texts: [text()],
      media: [Buffer.from('RIFF')],
    };
    const file = newName(dir, 'zip');
    const applied = await applyDelta({ delta: await forgeDelta(dir, forged), file });
    expect(applied.digest).toBe(digestOf(encodeManifest({ ...empty, entries })));
  });
});

test('without its base, a delta is checked as far as can be', () => {
  expect(checkDelta(delta)).toEqual([]);
  expect(checkDelta(edited((bytes) => bytes.subarray(0, -1)))).toMatchObject([{ code: 'delta-damaged' }]);
  expect(checkDelta(edited((bytes) => Buffer.concat([bytes, Buffer.of(7, 1, 2, 3)])))).toMatchObject([
    { code: 'delta-damaged' },
  ]);
});

test('a delta with more media files than a bundle has entries is refused before they are counted', () => {
  const file = edited((bytes) => Buffer.concat([bytes, Buffer.alloc(300_000)]));
  expect(() => inspectDelta(file)).toThrow(expect.objectContaining({ code: 'delta-damaged' }));
  expect(checkDelta(file)).toMatchObject([{ code: 'delta-damaged' }]);
});

test('applying stops when it is told to while texts are decoded', async () => {
  const pages = Object.fromEntries([1, 2, 3].map((n) => [`pages/${n}.html`, prose(n, 40_000)]));
  const file = newName(dir, 'delta');
  await writeDelta({ base: undefined, target: await release(dir, pages), file });
  const out = newName(dir, 'out');
  const stop = new AbortController();
  setImmediate(() => {
    stop.abort();
  });
  const applied = applyDelta({ delta: file, file: join(out, 'target.zip'), signal: stop.signal });
  await expect(applied).rejects.toMatchObject({ name: 'AbortError' });
  expect(readdirSync(out)).toEqual([]);
});
