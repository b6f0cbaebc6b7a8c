import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';

/** Every Markdown file below a folder reads the same with either parser. */
export function testParsers(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  );

  test('there is something to compare', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  describe('Sätteri and remark-parse give the same fragment, byte for byte and place for place', () => {
    test.for(files)('%s', async (file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(await compileMarkdown(text, { parser: 'satteri' })).toEqual(
        await compileMarkdown(text, { parser: 'remark' }),
      );
    });
  });
}
