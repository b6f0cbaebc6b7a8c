import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes, type Wording } from '../src/diagnostic.ts';

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

describe.each(Object.entries<Wording>(codes))('%s', (code, { severity, message, hint, exit }) => {
  test('is words, family first, with something to say and something to do', () => {
    expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(message.trim()).not.toBe('');
    expect(hint.trim()).not.toBe('');
    // What stops a run is an error: an exit code beside a warning would never be seen.
    if (exit !== undefined) expect(severity).toBe('error');
  });
});
