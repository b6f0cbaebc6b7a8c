import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { largerSample } from '../bundle/sample.ts';

// Tools that everyone has read a bundle, and a bundle that they zipped again is still the same bundle.

const dir = mkdtempSync(join(tmpdir(), 'satchel-tools-'));
const file = join(dir, 'plants.zip');
const unpacked = join(dir, 'plants');
let digest = '';

beforeAll(async () => {
  digest = (await writeBundle({ file, ...largerSample() })).digest;
  await unpackBundle(file, unpacked);
});

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const run = (command: string, args: readonly string[], cwd = dir): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8' });

describe('a bundle is accepted by', () => {
  test('Info-ZIP', () => {
    expect(run('unzip', ['-tq', file])).toContain('No errors detected');
  });

  test('Python', () => {
    const program =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))';
    expect(run('python3', ['-c', program, file]).trim()).toBe('None 37');
  });

  test('Info-ZIP, which unpacks what Satchel unpacks', async () => {
    run('unzip', ['-q', file, '-d', join(dir, 'unzipped')]);
    expect(await verifyBundle(join(dir, 'unzipped'))).toEqual(await verifyBundle(unpacked));
  });
});

describe('a bundle that was zipped again is the same bundle, by', () => {
  const again = async (zip: string): Promise<void> => {
    expect(await verifyBundle(zip)).toMatchObject({ digest, findings: [] });
  };

  test('Info-ZIP', async () => {
    run('zip', ['-qr', join(dir, 'info-zip.zip'), '.'], unpacked);
    await again(join(dir, 'info-zip.zip'));
  });

  test('Info-ZIP, streaming', async () => {
    run('sh', ['-c', 'zip -qr - . > ../streamed.zip'], unpacked);
    await again(join(dir, 'streamed.zip'));
  });

  test('Info-ZIP, from names on its input', async () => {
    run('sh', ['-c', 'find . -type f | sort -r | zip -q -@ ../reversed.zip'], unpacked);
    await again(join(dir, 'reversed.zip'));
  });

  test('Python', async () => {
    run('python3', ['-c', "import shutil; shutil.make_archive('python', 'zip', 'plants')"]);
    await again(join(dir, 'python.zip'));
  });

  test('Python, streaming', async () => {
    const program = `
import os, zipfile
class Pipe:
    def __init__(self, f): self.f = f
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()
with open('piped.zip', 'wb') as f, zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED) as z:
    for root, _, names in os.walk('plants'):
        for name in names:
            path = os.path.join(root, name)
            with z.open(os.path.relpath(path, 'plants'), 'w', force_zip64=name.endswith('0.html')) as out:
                out.write(open(path, 'rb').read())
`;
    run('python3', ['-c', program]);
    await again(join(dir, 'piped.zip'));
  });
});
