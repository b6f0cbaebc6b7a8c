import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { validate } from '../../src/build/validate.ts';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { packageFile } from '../../src/package.ts';
import { newPath, sourceOf } from './workbench.ts';

const artifact = packageFile('fixtures/artifacts/bundle-1.zip');
let unpacked: string;
beforeAll(async () => {
  unpacked = newPath('unpacked');
  await unpackBundle(artifact, unpacked);
});

async function found(target: string): Promise<{ kind: string; codes: string[] }> {
  const { kind, diagnostics } = await validate(target, { cache: newPath('cache') });
  return { kind, codes: diagnostics.map(({ code }) => code) };
}

test('a bundle is one under any name', async () => {
  const file = newPath('from-a-phone.bin');
  cpSync(artifact, file);
  expect(await found(file)).toEqual({ kind: 'bundle', codes: [] });
});

test('a folder that was unpacked from a bundle is one, also when its manifest is damaged', async () => {
  expect(await found(unpacked)).toEqual({ kind: 'bundle', codes: [] });
  const cut = newPath('cut');
  cpSync(unpacked, cut, { recursive: true });
  truncateSync(join(cut, 'manifest.json'), 300);
  expect(await found(cut)).toEqual({ kind: 'bundle', codes: ['bundle-manifest-damaged'] });
  const changed = newPath('changed');
  cpSync(unpacked, changed, { recursive: true });
  const text = readFileSync(join(changed, 'manifest.json'), 'utf8');
  writeFileSync(join(changed, 'manifest.json'), text.replace('"version"', '"v.rsion"'));
  expect(await found(changed)).toEqual({ kind: 'bundle', codes: ['bundle-manifest-damaged'] });
});

test('a source with the manifest of a web application beside it is a source', async () => {
  const source = sourceOf({ 'manifest.json': '{"name":"Soil","start_url":"."}\n', 'pages/a.md': '# A\n' });
  expect(await found(source)).toEqual({ kind: 'source', codes: [] });
  mkdirSync(join(source, 'more', 'manifest.json'), { recursive: true });
  expect(await found(join(source, 'more')).catch((error: unknown) => error)).toMatchObject({
    code: 'source-empty',
  });
});

test('a manifest that is wrong in each of a million values is refused at once', async () => {
  const file = join(newPath('wrong'), 'manifest.json');
  mkdirSync(join(file, '..'));
  for (const [count, code] of [
    [10_000, 'manifest-schema'],
    [1_000_000, 'manifest-field'],
  ] as const) {
    writeFileSync(file, `{"entries":[${Array(count).fill(1).join(',')}],"formatVersion":1}`);
    const { kind, codes } = await found(file);
    expect([kind, new Set(codes)]).toEqual(['manifest', new Set([code])]);
  }
});

test('a manifest of gigabytes is refused unread', async () => {
  const file = join(newPath('huge'), 'manifest.json');
  mkdirSync(join(file, '..'));
  writeFileSync(file, '{');
  truncateSync(file, 3 * 1024 ** 3);
  expect(await found(file)).toEqual({ kind: 'manifest', codes: ['manifest-too-large'] });
});
