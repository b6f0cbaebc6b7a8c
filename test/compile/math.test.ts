import { expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';

const told = async (text: string): Promise<[string, unknown, number | undefined][]> =>
  (await compileMarkdown(text)).diagnostics.map(({ code, params, line }) => [code, params['reason'], line]);

test('what one formula defines the later ones may use, names that KaTeX has too', async () => {
  const { html, diagnostics } = await compileMarkdown(
    '$$\n\\newcommand{\\R}{\\mathbb{R}}\n\\def\\half#1{\\frac{#1}{2}}\n$$\n\n$\\half{x} \\in \\R$\n',
  );
  expect(diagnostics).toEqual([]);
  expect(html.toString()).toContain('<mfrac>');
});

test('a definition that stands for millions of signs is refused', async () => {
  const bomb = `\\def\\a{${'x'.repeat(1000)}}${'\\a '.repeat(400)}`;
  expect(await told(`$$\n${bomb}\n$$\n`)).toMatchObject([
    ['math-invalid', expect.stringContaining('definitions'), 1],
  ]);
});

test('what is nested too deeply is told so', async () => {
  expect(await told(`$${'{'.repeat(4900)}x${'}'.repeat(4900)}$`)).toEqual([
    ['math-invalid', 'it is nested too deeply', 1],
  ]);
});

test('a page with more formulas than any reader wants shows the last as their source, and says so once', async () => {
  const { html, diagnostics } = await compileMarkdown('$a$ $b$\n'.repeat(20_000));
  expect(diagnostics).toMatchObject([{ code: 'math-invalid' }]);
  const shown = html.toString();
  expect(shown.match(/<math/g)?.length).toBeGreaterThan(3000);
  expect(shown).toMatch(/<code class="math-invalid">b<\/code><\/p>\n?$/);
});
