import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { satchel, work } from './satchel.ts';

let script: string;
beforeAll(async () => {
  script = (await satchel(['completion', 'bash'])).stdout;
  mkdirSync(join(work, 'my course'));
  mkdirSync(join(work, 'dist'));
  writeFileSync(join(work, 'my.zip'), '');
});

/** What bash offers for the last of `words`. */
function candidates(...words: string[]): string[] {
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _satchel; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      'satchel',
      ...words,
    ],
    { encoding: 'utf8', cwd: work },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

test('commands are completed', () => {
  expect(candidates('')).toEqual(
    expect.arrayContaining([
      'build',
      'validate',
      'inspect',
      'verify',
      'unpack',
      'preview',
      'init',
      'completion',
      'help',
    ]),
  );
  expect(candidates('v')).toEqual(['validate', 'verify']);
});

test('options are completed with those of their command alone', () => {
  expect(candidates('build', '--')).toEqual(
    expect.arrayContaining(['--output', '--profile', '--strict', '--help']),
  );
  expect(candidates('verify', '--st')).toEqual([]);
});

test('values are completed where they are known', () => {
  expect(candidates('build', '--profile', '')).toEqual(['low', 'standard', 'high']);
  expect(candidates('verify', '--format', 'j')).toEqual(['json']);
  expect(candidates('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('commands below a command are completed, then what these take', () => {
  expect(candidates('key', '')).toEqual(['new', 'show', 'rotate']);
  expect(candidates('drop', 'r')).toEqual(['repair', 'receipt']);
  expect(candidates('key', 'show', 'my').sort()).toEqual(['my course', 'my.zip']);
  expect(candidates('key', 'new', '--no')).toEqual(['--no-passphrase']);
  expect(candidates('drop', 'write', '--to', 'd')).toEqual(['dist']);
  expect(candidates('drop', 'receipt', '--format', '')).toEqual(['text', 'json', 'csv']);
});

test('folders are offered where folders are meant, files too where bundles are', () => {
  expect(candidates('build', 'my')).toEqual(['my course']);
  expect(candidates('build', '-o', 'd')).toEqual(['dist']);
  expect(candidates('verify', 'my').sort()).toEqual(['my course', 'my.zip']);
});

test.each(['zsh', 'fish'])('the script for %s names every command and option', async (shell) => {
  const { code, stdout } = await satchel(['completion', shell]);
  expect(code).toBe(0);
  for (const word of [
    'build',
    'validate',
    'inspect',
    'verify',
    'unpack',
    'preview',
    'init',
    'dry-run',
    'language',
  ])
    expect(stdout).toContain(word);
});
