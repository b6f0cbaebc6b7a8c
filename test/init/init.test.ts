import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { init } from '../../src/init/init.ts';
import { packageFile } from '../../src/package.ts';

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'satchel-init-'));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

function settings(dir: string): Record<string, unknown> {
  return parse(readFileSync(join(dir, 'satchel.yaml'), 'utf8')) as Record<string, unknown>;
}

test('a new folder holds the starter under its own name, and nothing is left beside it', () => {
  const { dir, files } = init(join(work, 'new', 'grade-5_maths'));
  expect(settings(dir)).toMatchObject({ id: 'grade-5_maths', title: 'Grade 5 maths' });
  expect(files).toContain('satchel.yaml');
  expect(readdirSync(join(work, 'new'))).toEqual(['grade-5_maths']);
});

test('an empty folder is filled, not replaced', () => {
  const dir = join(work, 'empty');
  mkdirSync(dir);
  const { files } = init(dir);
  expect(readdirSync(dir).sort()).toEqual([...new Set(files.map((file) => file.split('/')[0]))].sort());
});

test('what is written is its owner’s to change, however the package was installed', () => {
  const template = packageFile('templates/starter/satchel.yaml');
  const { mode } = statSync(template);
  const before = process.umask(0o027);
  chmodSync(template, 0o444);
  try {
    const { dir } = init(join(work, 'mine'));
    expect(statSync(join(dir, 'satchel.yaml')).mode & 0o777).toBe(0o640);
    expect(statSync(join(dir, '1-first-steps')).mode & 0o777).toBe(0o750);
  } finally {
    chmodSync(template, mode);
    process.umask(before);
  }
});

test('a folder that holds anything is refused and stays as it is', () => {
  const dir = join(work, 'full');
  mkdirSync(dir);
  writeFileSync(join(dir, 'mine.txt'), 'mine');
  expect(() => init(dir)).toThrow(expect.objectContaining({ code: 'init-not-empty', exit: 2 }));
  expect(readdirSync(dir)).toEqual(['mine.txt']);
});

test('a file in its place is refused', () => {
  const file = join(work, 'file');
  writeFileSync(file, 'mine');
  expect(() => init(file)).toThrow(expect.objectContaining({ code: 'init-not-a-folder', exit: 2 }));
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test.each(['السلام', 'a: b # "c"', '$& $1', 'con'])(
  'a folder called “%s” gives settings that mean that',
  (name) => {
    const { dir, id, title } = init(join(work, 'names', name));
    expect(settings(dir)).toMatchObject({ id, title });
    expect(id).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
  },
);
