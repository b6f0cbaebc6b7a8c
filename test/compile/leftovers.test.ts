import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import type { Fragment } from '../../src/compile/fragment.ts';
import { shown } from './shown.ts';

/** The fragment, the same with either parser. */
async function both(markdown: string): Promise<Fragment> {
  const fragment = await compileMarkdown(markdown);
  expect(await compileMarkdown(markdown, { parser: 'remark' })).toEqual(fragment);
  return fragment;
}

async function html(markdown: string): Promise<string> {
  return shown(await both(markdown));
}

async function found(markdown: string): Promise<unknown[]> {
  const { diagnostics } = await both(markdown);
  return diagnostics.map(({ code, line, column }) => [code, line, column]);
}

describe('front matter is not shown', () => {
  test.for([
    ['TOML, as Hugo has it', '+++\ntitle = "A"\nweight = 1\n+++\n\n# T\n\nText.\n', 6],
    ['after empty lines', '\n \n---\ntitle: A\n---\n# T\n\nText.\n', 6],
    ['closed by dots', '---\ntitle: A\n...\n\n# T\n\nText.\n', 5],
  ] as const)('%s', async ([, markdown, line]) => {
    const fragment = await both(`${markdown}\n<embed>\n`);
    expect(fragment.title).toBe('T');
    expect(shown(fragment).trim()).toBe('<p>Text.</p>');
    expect(fragment.diagnostics).toMatchObject([{ code: 'html-removed', line: line + 4, column: 1 }]);
  });

  test('nor where its end is missing, which is told', async () => {
    expect(await html('---\ntitle: A\ntags:\n  - b\n\n# T\n\nText.\n')).toBe('<p>Text.</p>');
    expect(await found('+++\ntitle = "A"\n\nText.\n')).toEqual([['front-matter-unclosed', 1, 1]]);
  });

  test('a divider at the beginning is no front matter', async () => {
    expect(await html('\n---\n\nText.\n\n---\n')).toBe('<hr>\n<p>Text.</p>\n<hr>');
    expect(await html('---\n\nText.\n')).toBe('<hr>\n<p>Text.</p>');
    expect(await found('---\nText: more.\n')).toEqual([['front-matter-unclosed', 1, 1]]);
  });
});
