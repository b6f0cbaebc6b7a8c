import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileCodes } from '../../src/compile/codes.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { sortDiagnostics, wording, type Diagnostic } from '../../src/diagnostic.ts';

const folder = join(import.meta.dirname, '../../fixtures/diagnostics');
// Codes of links and downloads depend on other files: they are tested with whole sources.
const family =
  /^(?:front-matter|markdown|directive|role|heading|picture(?!-untranslated)|math|html|online|table|question|quiz|number|order|match|gap)-|^link-(?:scheme|spaces|unread)$/;
const codes = Object.keys(compileCodes).filter((code) => family.test(code));
// What these need is too large to keep: test/compile/bounds.test.ts makes it.
const made = new Set(['markdown-too-complex', 'markdown-too-long', 'table-too-large']);
const kept = readdirSync(folder).filter((code) => codes.includes(code));

test('every code of a page taken alone is kept or made', () => {
  expect([...kept, ...made].sort()).toEqual([...codes].sort());
});

describe.each(['satteri', 'remark'] as const)(
  'each kept page has exactly the findings beside it, read by %s',
  (parser) => {
    test.for(kept)('%s', async (code) => {
      const text = readFileSync(join(folder, code, 'source/lesson.md'), 'utf8');
      const expected = JSON.parse(readFileSync(join(folder, code, 'expected.json'), 'utf8')) as Diagnostic[];
      const { diagnostics } = await compileMarkdown(text, { parser });
      const found = sortDiagnostics(diagnostics).map(({ code, params, line, column }) => ({
        code,
        params,
        file: 'lesson.md',
        line,
        column,
      }));
      expect(found).toEqual(expected);
      expect(expected.map((finding) => finding.code)).toContain(code);
      for (const finding of diagnostics) {
        const { message, hint } = wording(finding);
        expect(`${message} ${hint}`).not.toMatch(/\{\w+\}|undefined/);
      }
    });
  },
);
