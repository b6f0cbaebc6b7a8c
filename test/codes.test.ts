import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { channelCodes } from '../src/channel/codes.ts';
import { codes, type Wording } from '../src/diagnostic.ts';
import { releaseCodes } from '../src/release/codes.ts';
import { reproduceCodes } from '../src/reproduce/codes.ts';
import { trustCodes } from '../src/trust/codes.ts';
import { updateCodes } from '../src/update/codes.ts';

const src = join(import.meta.dirname, '../src');

test('no two layers have the same code, so that each keeps its own wording', async () => {
  const tables = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /[\\/]codes\.ts$/.test(file),
  );
  const all: string[] = [];
  for (const file of tables) {
    const table = (await import(join(src, file))) as Record<string, object>;
    all.push(...Object.values(table).flatMap((entries) => Object.keys(entries)));
  }
  expect(all.sort()).toEqual(Object.keys(codes).sort());
});

test('every code of keys, channels, releases, updates and reproduction is named by a test', () => {
  const own = basename(import.meta.filename);
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== own)
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const named = new Set(tests.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g));
  const tables = { ...trustCodes, ...channelCodes, ...releaseCodes, ...updateCodes, ...reproduceCodes };
  expect(Object.keys(tables).filter((code) => !named.has(code))).toEqual([]);
});

describe.each(Object.entries<Wording>(codes))('%s', (code, { severity, message, hint, exit }) => {
  test('is words, family first, with something to say and something to do', () => {
    expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(message.trim()).not.toBe('');
    expect(hint.trim()).not.toBe('');
    // What stops a run is an error: an exit code beside a warning would never be seen.
    if (exit !== undefined) expect(severity).toBe('error');
  });
});
